/* One niche's part of the book, for this room only. */
#ifndef LEADX_CORE_MARKET_H
#define LEADX_CORE_MARKET_H

#include <stdbool.h>
#include <stddef.h>

#include "ladder.h"

/* An order as the book owns it. */
struct entry {
    struct order order;
    struct market *market;
    size_t asleep_at; /* place in market->asleep; meaningless while awake */
};

/* A sleeper, with what counting reads of it first. */
struct sleeper {
    struct entry *entry;
    int64_t exclusive_price,
        shared_price; /* both 0 for an offer's order: no consumer lead is for it */
    struct gate gate;
};

struct market {
    int32_t niche;
    /* Awake consumer orders, in each way they buy. Offers' orders are found through the offer. */
    struct ladder exclusive, shared;
    struct sleeper *asleep; /* in no order; offers' orders too */
    size_t n_asleep, size_asleep;
};

/* Enters an order, awake or asleep as it says. */
void market_add(struct market *m, struct entry *e);
void market_drop(struct market *m, struct entry *e);
/* Changes the state; the entry moves between ladders and the sleepers. */
void market_sleep(struct market *m, struct entry *e, enum order_sleep why, int64_t wake_ms);
void market_sold(struct market *m, struct entry *e, int64_t now_ms);
size_t market_bytes(const struct market *m);
void market_free(struct market *m); /* not the entries */

#endif
