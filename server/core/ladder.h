/* Orders sorted best rank first, for this room only: blocks in rank order, so that putting one in
 * or out makes one block anew, and reading asks 64 orders at a time. */
#ifndef LEADX_CORE_LADDER_H
#define LEADX_CORE_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "block.h"
#include "orders.h"

/* A block, with its first row's effective price where searching finds it without touching the
 * block. */
struct rung {
    int64_t top;
    struct block *block;
};

struct ladder {
    struct rung *rungs;
    size_t n, size;
    size_t n_net; /* orders whose effective price is not their price */
};

void ladder_free(struct ladder *l);
/* The order's rank (effective price this way, idle_ms, id) and its prices must not change while it
 * is in. */
void ladder_insert(struct ladder *l, enum way way, const struct orders *orders,
                   struct block_room *room, uint32_t no, const struct profile *profile);
/* The order must be in. out: its conditions, for putting it in elsewhere; NULL: not wanted. */
void ladder_remove(struct ladder *l, enum way way, const struct orders *orders,
                   struct block_room *room, uint32_t no, struct profile *out);
/* No order from block i on has a price of the floor or more. Where returns count, the last block
 * may still hold a high price, and the walk goes to the end. */
static inline bool ladder_below(const struct ladder *l, size_t i, int64_t floor)
{
    return l->n_net == 0 && l->rungs[i].top < floor;
}

/* Bytes held, for metrics. */
size_t ladder_bytes(const struct ladder *l);

#endif
