/* One niche's part of the book, for this room only. */
#ifndef LEADX_CORE_MARKET_H
#define LEADX_CORE_MARKET_H

#include <stdbool.h>
#include <stddef.h>

#include "ladder.h"

struct market {
    int32_t niche;
    bool woken; /* book_wake_* is to tell of it */
    /* Consumer orders in each way they buy; sleepers apart, so that matching never looks at an
     * order that the database would refuse. Offers' orders are found through the offer. */
    struct ladder awake[WAYS], asleep[WAYS];
};

/* What every change needs: the records, and room to work in. */
struct bench {
    struct orders orders;
    struct block_room room;
    struct profile profile;
};

/* Puts the order on the ladders its prices and its sleep name; its conditions are in the bench's
 * profile. */
void market_enter(struct market *m, struct bench *bench, uint32_t no);
/* Takes it off again, before anything that decides its places changes; its conditions are in the
 * bench's profile then. */
void market_leave(struct market *m, struct bench *bench, uint32_t no);
size_t market_bytes(const struct market *m);
void market_free(struct market *m);

#endif
