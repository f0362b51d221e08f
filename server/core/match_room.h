/* What matching the best and matching all have in common, for this room only. */
#ifndef LEADX_CORE_MATCH_ROOM_H
#define LEADX_CORE_MATCH_ROOM_H

#include "book_room.h"

/* Where an order stops, in the order of the questions. */
enum verdict { TAKES, FILTERED, OUTSIDE_HOURS, OWN_FAMILY, NO_CONSENT };

/* What its conditions do not say: hours, family, consent. */
enum verdict record_verdict(const struct record *r, const struct match_query *q);
/* The query wants orders of this price in this way. */
bool wants_price(const struct match_query *q, enum way way, int64_t price);
int64_t floor_of(const struct match_query *q, enum way way);
/* The block's rows whose price in this way is not below the floor, as bits. */
uint64_t rows_above_floor(const struct orders *orders, const struct block *b, enum way way,
                          int64_t floor);
/* The offer's order, when the lead is one it could have: right niche, price, not sold yet.
 * ORDER_NONE: there is none. */
uint32_t match_offer_order(const struct book *b, const struct match_query *q);
/* All that match_offer_order's answer says of the lead, its filter included. */
enum verdict offer_verdict(const struct record *r, const struct match_query *q);

/* Has the head of the ladder's block i on its way before it is asked; past the end: nothing. */
static inline void fetch_block(const struct ladder *l, size_t i)
{
    if (i < l->n)
        for (size_t at = 0; at < 256; at += 64)
            __builtin_prefetch((const char *)l->rungs[i].block + at);
}

struct candidate candidate_of(const struct record *r, enum way way);

#endif
