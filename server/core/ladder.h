/* Orders sorted best price first, for this room only: a list of small sorted chunks, so that
 * putting one in or out moves a chunk's rows and not all of them, and reading walks contiguous
 * memory. */
#ifndef LEADX_CORE_LADDER_H
#define LEADX_CORE_LADDER_H

#include <stddef.h>
#include <stdint.h>

#include "gate.h"
#include "leadx/core/book.h"

enum { CHUNK_ROWS = 128 };

/* What matching reads of an order before it touches the order itself. */
struct ladder_row {
    const struct order *order; /* the ladder does not own it */
    int64_t price;             /* this ladder's */
    int64_t other_price;       /* the order's other one, 0 = none */
    struct gate gate;
};

struct chunk {
    size_t n; /* never 0 */
    struct ladder_row rows[CHUNK_ROWS];
};

struct ladder {
    struct chunk **chunks;
    size_t n, size;
};

void ladder_free(struct ladder *l);
void ladder_insert(struct ladder *l, int64_t price, int64_t other_price, const struct order *order);
/* The order must be in, and its rank (price, idle_since_ms, id) the same as when it went in. */
void ladder_remove(struct ladder *l, int64_t price, const struct order *order);
/* Bytes held, for benchmarks. */
size_t ladder_bytes(const struct ladder *l);

/* Rank: higher price, then idle longest, then lowest id. < 0: a before b. */
int rank_compare(int64_t price_a, const struct order *a, int64_t price_b, const struct order *b);

#endif
