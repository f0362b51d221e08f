/* The book's inside, shared by its own files only. */
#ifndef LEADX_CORE_BOOK_ROOM_H
#define LEADX_CORE_BOOK_ROOM_H

#include "idmap.h"
#include "market.h"

/* The orders that slept for money since their wallet was last topped up; those that woke otherwise
 * stay listed. */
struct purse {
    uint32_t *orders;
    uint32_t n, size;
};

struct book {
    struct bench bench;
    struct idmap offers;     /* offer → slot + 1 of its record, as a pointer's value */
    struct idmap purses;     /* wallet → purse, owned */
    struct market **markets; /* sorted by niche; never dropped, niches are few */
    size_t n_markets, size_markets;
    int64_t next_wake_ms; /* no sleeper is due before; INT64_MAX: none waits for a time */
};

/* NULL: no order ever was in that niche. */
struct market *book_market(const struct book *b, int32_t niche);
/* ORDER_NONE: none. */
uint32_t book_offer_order(const struct book *b, const struct uuid *offer);

/* book_sleep.c: keeps up the purses and next_wake_ms when an order came to sleep, and when it
 * leaves the book or changes its wallet. */
void sleeper_note(struct book *b, uint32_t no);
void sleeper_forget(struct book *b, uint32_t no);
void sleepers_free(struct book *b);
size_t sleepers_bytes(const struct book *b);

#endif
