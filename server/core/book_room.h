/* The book's inside, shared by book.c and match.c only. */
#ifndef LEADX_CORE_BOOK_ROOM_H
#define LEADX_CORE_BOOK_ROOM_H

#include "idmap.h"
#include "market.h"

struct book {
    struct idmap orders;     /* id → struct entry, owned */
    struct idmap offers;     /* offer → the same entries */
    struct market **markets; /* sorted by niche; never dropped, niches are few */
    size_t n_markets, size_markets;
    int64_t next_wake_ms; /* no sleeper is due before; INT64_MAX: none waits for a time */
};

/* NULL: no order ever was in that niche. */
struct market *book_market(const struct book *b, int32_t niche);

#endif
