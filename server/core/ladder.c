/* The ladder: orders by rank in chunks.
 *
 * Its one rule: reading chunk by chunk, row by row, gives rank order. An order's rank never changes
 * while it is in; the book takes it out first. Called by market.c alone. */
#include "ladder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"

int rank_compare(int64_t price_a, const struct order *a, int64_t price_b, const struct order *b)
{
    if (price_a != price_b)
        return price_a > price_b ? -1 : 1;
    if (a->idle_since_ms != b->idle_since_ms)
        return a->idle_since_ms < b->idle_since_ms ? -1 : 1;
    return uuid_compare(&a->id, &b->id);
}

void ladder_free(struct ladder *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->chunks[i]);
    free(l->chunks);
    *l = (struct ladder){0};
}

static int row_compare(const struct ladder_row *row, int64_t price, const struct order *order)
{
    return rank_compare(row->price, row->order, price, order);
}

/* The last chunk whose first row does not stand after the order; 0 when there is none. */
static size_t chunk_at(const struct ladder *l, int64_t price, const struct order *order)
{
    size_t low = 0, high = l->n;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (row_compare(&l->chunks[mid]->rows[0], price, order) <= 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low == 0 ? 0 : low - 1;
}

/* The first row of the chunk that does not stand before the order. */
static size_t row_at(const struct chunk *c, int64_t price, const struct order *order)
{
    size_t low = 0, high = c->n;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (row_compare(&c->rows[mid], price, order) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static struct chunk *chunk_insert(struct ladder *l, size_t at)
{
    if (l->n == l->size) {
        l->size = l->size == 0 ? 4 : l->size * 2;
        l->chunks = mem_resize(l->chunks, l->size * sizeof *l->chunks);
    }
    memmove(&l->chunks[at + 1], &l->chunks[at], (l->n - at) * sizeof *l->chunks);
    l->chunks[at] = mem_alloc(sizeof *l->chunks[at]);
    l->chunks[at]->n = 0;
    l->n++;
    return l->chunks[at];
}

/* Moves the upper half into a new chunk behind. */
static void chunk_split(struct ladder *l, size_t at)
{
    struct chunk *next = chunk_insert(l, at + 1), *c = l->chunks[at];

    next->n = c->n / 2;
    c->n -= next->n;
    memcpy(next->rows, &c->rows[c->n], next->n * sizeof c->rows[0]);
}

void ladder_insert(struct ladder *l, int64_t price, int64_t other_price, const struct order *order)
{
    size_t at = chunk_at(l, price, order), row;
    struct chunk *c = l->n == 0 ? chunk_insert(l, 0) : l->chunks[at];

    if (c->n == CHUNK_ROWS) {
        chunk_split(l, at);
        c = l->chunks[chunk_at(l, price, order)];
    }
    row = row_at(c, price, order);
    memmove(&c->rows[row + 1], &c->rows[row], (c->n - row) * sizeof c->rows[0]);
    c->rows[row] = (struct ladder_row){order, price, other_price, gate_of(order->filter)};
    c->n++;
}

void ladder_remove(struct ladder *l, int64_t price, const struct order *order)
{
    size_t at = chunk_at(l, price, order), row;
    struct chunk *c;

    assert(l->n > 0);
    c = l->chunks[at];
    row = row_at(c, price, order);
    assert(row < c->n && c->rows[row].order == order);
    c->n--;
    memmove(&c->rows[row], &c->rows[row + 1], (c->n - row) * sizeof c->rows[0]);
    if (c->n > 0)
        return;
    free(c);
    l->n--;
    memmove(&l->chunks[at], &l->chunks[at + 1], (l->n - at) * sizeof *l->chunks);
}

size_t ladder_bytes(const struct ladder *l)
{
    return l->size * sizeof *l->chunks + l->n * sizeof(struct chunk);
}
