/* The ladder: orders by rank in blocks.
 *
 * Its one rule: reading block by block, row by row, gives rank order. An order's rank never changes
 * while it is in; the market takes it out first. Called by market.c alone. */
#include "ladder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"

enum {
    BLOCK_SMALL = BLOCK_ROWS / 4, /* looks for a neighbour to become one with */
    BLOCK_ROOMY = BLOCK_ROWS / 2, /* takes such a one */
    BLOCK_GIVES = BLOCK_ROWS - 8, /* takes some rows of a full one */
    BLOCK_USUAL = 4096,           /* bytes */
    STRIDE = 8,
};

/* Whose ladder it is and which order is looked for. */
struct seek {
    const struct orders *orders;
    const struct record *r;
    enum way way;
};

void ladder_free(struct ladder *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->rungs[i].block);
    free(l->rungs);
    *l = (struct ladder){0};
}

static int row_compare(const struct seek *s, const struct block *b, uint32_t row)
{
    const struct record *r = order_at(s->orders, block_orders(b)[row]);

    return rank_compare(s->way, r, s->way, s->r);
}

/* < 0: the block's first row stands before the order. */
static int top_compare(const struct seek *s, const struct rung *rung)
{
    int64_t worth = record_effective(s->r, s->way);

    if (rung->top != worth)
        return rung->top > worth ? -1 : 1;
    return row_compare(s, rung->block, 0);
}

/* The last block whose first row does not stand after the order; 0 when there is none. */
static size_t block_at(const struct ladder *l, const struct seek *s)
{
    size_t low = 0, high = l->n;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (top_compare(s, &l->rungs[mid]) <= 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low == 0 ? 0 : low - 1;
}

/* The whole block is about to be read: what is usual of one, all at once, while its rows are looked
 * for. */
static void fetch_whole(const struct block *b)
{
    for (size_t at = 0; at < BLOCK_USUAL; at += 64)
        __builtin_prefetch((const char *)b + at);
}

/* Fetches the records of rows `from` to `end`, `step` by step, all at once: they lie apart. */
static void fetch_rows(const struct seek *s, const struct block *b, uint32_t from, uint32_t end,
                       uint32_t step)
{
    const uint32_t *orders = block_orders(b);

    for (uint32_t i = from; i < end; i += step)
        __builtin_prefetch(order_at(s->orders, orders[i])->price);
}

/* The first row of the block that does not stand before the order. Looks at every eighth, then at
 * the seven between, so that memory is waited for twice and not six times. */
static uint32_t row_at(const struct block *b, const struct seek *s)
{
    uint32_t row = 0, end;

    fetch_rows(s, b, 0, b->n, STRIDE);
    while (row < b->n && row_compare(s, b, row) < 0)
        row += STRIDE;
    end = row < b->n ? row : b->n;
    row = row < STRIDE ? end : row - STRIDE + 1;
    fetch_rows(s, b, row, end, 1);
    while (row < end && row_compare(s, b, row) < 0)
        row++;
    return row;
}

/* Room for one more block at `at`. */
static void place_open(struct ladder *l, size_t at)
{
    if (l->n == l->size) {
        l->size = l->size == 0 ? 4 : l->size * 2;
        l->rungs = mem_resize(l->rungs, l->size * sizeof *l->rungs);
    }
    memmove(&l->rungs[at + 1], &l->rungs[at], (l->n - at) * sizeof *l->rungs);
    l->n++;
}

/* Puts the made block in the place of the one it was made from (NULL: an empty place). */
static void place_set(struct ladder *l, size_t at, const struct seek *s, struct block *b,
                      struct block *old)
{
    uint32_t first = block_orders(b)[0];
    int64_t top = old != NULL && block_orders(old)[0] == first /* known, then */
                      ? l->rungs[at].top
                      : record_effective(order_at(s->orders, first), s->way);

    l->rungs[at] = (struct rung){top, b};
    free(old);
}

/* Moves the lower half into a new block behind. */
static void block_split(struct ladder *l, size_t at, const struct seek *s, struct block_room *room)
{
    struct block *old = l->rungs[at].block;
    uint32_t kept = old->n / 2;

    place_open(l, at + 1);
    place_set(l, at + 1, s, block_cut(room, old, kept, old->n - kept, 0, 0), NULL);
    place_set(l, at, s, block_cut(room, old, 0, kept, 0, 0), old);
}

/* Shares the rows of two neighbours evenly, for the first is full, or the second (which gives). */
static void block_even(struct ladder *l, size_t at, bool second_gives, const struct seek *s,
                       struct block_room *room)
{
    struct block *first = l->rungs[at].block, *second = l->rungs[at + 1].block, *moved;
    uint32_t kept = (first->n + second->n) / 2, given;

    if (second_gives) {
        given = kept - first->n;
        moved = block_cut(room, second, 0, given, 0, 0);
        place_set(l, at, s, block_join(room, first, moved), first);
        place_set(l, at + 1, s, block_cut(room, second, given, second->n - given, 0, 0), second);
    } else {
        moved = block_cut(room, first, kept, first->n - kept, 0, 0);
        place_set(l, at + 1, s, block_join(room, moved, second), second);
        place_set(l, at, s, block_cut(room, first, 0, kept, 0, 0), first);
    }
    free(moved);
}

/* Makes room in a full block: in its neighbours while they have some, so that blocks stay well
 * filled, else by a new one. */
static void block_relieve(struct ladder *l, size_t at, const struct seek *s,
                          struct block_room *room)
{
    if (at + 1 < l->n && l->rungs[at + 1].block->n <= BLOCK_GIVES)
        block_even(l, at, false, s, room);
    else if (at > 0 && l->rungs[at - 1].block->n <= BLOCK_GIVES)
        block_even(l, at - 1, true, s, room);
    else
        block_split(l, at, s, room);
}

void ladder_insert(struct ladder *l, enum way way, const struct orders *orders,
                   struct block_room *room, uint32_t no, const struct profile *profile)
{
    struct seek s = {orders, order_at(orders, no), way};
    struct block_row row = {no, s.r->price[way], s.r->price[1 - way], record_has_hours(s.r),
                            profile};
    size_t at = block_at(l, &s);
    struct block *old;

    l->n_net += s.r->returns > 0;
    if (l->n == 0) {
        place_open(l, 0);
        place_set(l, 0, &s, block_insert(room, NULL, 0, &row), NULL);
        return;
    }
    if (l->rungs[at].block->n == BLOCK_ROWS) {
        block_relieve(l, at, &s, room);
        at = block_at(l, &s);
    }
    old = l->rungs[at].block;
    fetch_whole(old);
    place_set(l, at, &s, block_insert(room, old, row_at(old, &s), &row), old);
}

static void place_close(struct ladder *l, size_t at)
{
    free(l->rungs[at].block);
    l->n--;
    memmove(&l->rungs[at], &l->rungs[at + 1], (l->n - at) * sizeof *l->rungs);
}

/* Makes the block and the one behind it one. */
static void block_unite(struct ladder *l, size_t at, const struct seek *s, struct block_room *room)
{
    struct block *old = l->rungs[at].block;

    place_set(l, at, s, block_join(room, old, l->rungs[at + 1].block), old);
    place_close(l, at + 1);
}

/* A block that has become small goes into a neighbour with room, so that many sleepers leave no
 * row of nearly empty blocks to walk. */
static void block_shrunk(struct ladder *l, size_t at, const struct seek *s, struct block_room *room)
{
    if (l->rungs[at].block->n > BLOCK_SMALL)
        return;
    if (at > 0 && l->rungs[at - 1].block->n <= BLOCK_ROOMY)
        block_unite(l, at - 1, s, room);
    else if (at + 1 < l->n && l->rungs[at + 1].block->n <= BLOCK_ROOMY)
        block_unite(l, at, s, room);
}

void ladder_remove(struct ladder *l, enum way way, const struct orders *orders,
                   struct block_room *room, uint32_t no, struct profile *out)
{
    struct seek s = {orders, order_at(orders, no), way};
    size_t at = block_at(l, &s);
    struct block *old;
    uint32_t row;

    assert(l->n > 0);
    old = l->rungs[at].block;
    fetch_whole(old);
    row = row_at(old, &s);
    assert(row < old->n && block_orders(old)[row] == no);
    l->n_net -= s.r->returns > 0;
    if (out != NULL)
        block_profile(old, row, out);
    if (old->n == 1) {
        place_close(l, at);
        return;
    }
    place_set(l, at, &s, block_cut(room, old, 0, row, row + 1, old->n - row - 1), old);
    block_shrunk(l, at, &s, room);
}

size_t ladder_bytes(const struct ladder *l)
{
    size_t total = l->size * sizeof *l->rungs;

    for (size_t i = 0; i < l->n; i++)
        total += block_bytes(l->rungs[i].block);
    return total;
}
