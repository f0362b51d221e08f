/* Orders sorted best price first, for this room only: blocks in rank order, so that putting one in
 * or out makes one block anew, and reading asks 64 orders at a time. */
#ifndef LEADX_CORE_LADDER_H
#define LEADX_CORE_LADDER_H

#include <stddef.h>
#include <stdint.h>

#include "block.h"
#include "orders.h"

/* A block, with its first row's price where searching finds it without touching the block. */
struct rung {
    int64_t top;
    struct block *block;
};

struct ladder {
    struct rung *rungs;
    size_t n, size;
};

void ladder_free(struct ladder *l);
/* The order's rank (price this way, idle_ms, id) and other price must not change while it is in. */
void ladder_insert(struct ladder *l, enum way way, const struct orders *orders,
                   struct block_room *room, uint32_t no, const struct profile *profile);
/* The order must be in. out: its conditions, for putting it in elsewhere; NULL: not wanted. */
void ladder_remove(struct ladder *l, enum way way, const struct orders *orders,
                   struct block_room *room, uint32_t no, struct profile *out);
/* Bytes held, for metrics. */
size_t ladder_bytes(const struct ladder *l);

#endif
