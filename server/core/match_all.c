/* All who would take a lead, asleep or awake, ranked or only counted.
 *
 * Its one rule: an order that is wanted in both ways is taken where its price is better, so that
 * each ladder's takers are ranked already and only have to be merged. Called by reports and
 * explanations. */
#include <stdlib.h>

#include "leadx/base/mem.h"
#include "match_room.h"

enum { FETCH_AHEAD = 8 };

struct taker {
    uint32_t no;
    enum way way;
};

struct takers {
    struct taker *items;
    size_t n, size;
    size_t counted;
    bool listing; /* else only the number is wanted */
};

static void takers_add(struct takers *t, uint32_t no, enum way way)
{
    if (t->n == t->size) {
        t->size = t->size == 0 ? 1024 : t->size * 2;
        t->items = mem_resize(t->items, t->size * sizeof *t->items);
    }
    t->items[t->n++] = (struct taker){no, way};
}

/* The order is wanted in the other way too, for more: it is taken there. */
static bool better_elsewhere(const struct record *r, const struct match_query *q, enum way way)
{
    enum way other = way == WAY_EXCLUSIVE ? WAY_SHARED : WAY_EXCLUSIVE;

    return wants_price(q, other, r->price[other]) &&
           (r->price[other] > r->price[way] ||
            (r->price[other] == r->price[way] && way == WAY_SHARED));
}

/* Rows of which the conditions did not say all. */
static uint64_t rows_open(const struct block *block, const struct match_query *q, uint64_t rows)
{
    bool asks_who = q->recipients != NULL || !uuid_is_nil(&q->seller_family);

    return asks_who ? rows : rows & (block->hours | block->both);
}

/* Orders lie apart: whoever will look at one asks for it early. */
static void fetch(const struct book *b, uint32_t no)
{
    const struct record *r = order_at(&b->bench.orders, no);

    __builtin_prefetch(r);
    __builtin_prefetch(&r->extra);
}

static void fetch_rows(const struct book *b, const uint32_t *orders, uint64_t rows)
{
    for (; rows != 0; rows &= rows - 1)
        fetch(b, orders[__builtin_ctzll(rows)]);
}

static void take_rows(const struct book *b, const struct block *block, uint64_t rows,
                      const struct match_query *q, enum way way, struct takers *t)
{
    const uint32_t *orders = block_orders(block);
    uint64_t ask = rows_open(block, q, rows), left = t->listing ? rows : ask;

    t->counted += (size_t)__builtin_popcountll(rows & ~ask);
    fetch_rows(b, orders, left);
    for (; left != 0; left &= left - 1) {
        int row = __builtin_ctzll(left);
        const struct record *r = order_at(&b->bench.orders, orders[row]);

        if ((ask >> row & 1) && (record_verdict(r, q) != TAKES ||
                                 ((block->both >> row & 1) && better_elsewhere(r, q, way))))
            continue;
        t->counted += ask >> row & 1;
        if (t->listing)
            takers_add(t, orders[row], way);
    }
}

static void take_ladder(const struct book *b, const struct ladder *l, enum way way,
                        const struct match_query *q, struct takers *t)
{
    int64_t floor = floor_of(q, way);

    for (size_t i = 0; i < l->n && !ladder_below(l, i, floor); i++) {
        const struct block *block = l->rungs[i].block;
        uint64_t rows;

        fetch_block(l, i + 1);
        rows = block_accepts(block, q->facts);

        if (rows != 0)
            take_rows(b, block, rows & rows_above_floor(&b->bench.orders, block, way, floor), q,
                      way, t);
    }
}

static bool taker_first(const struct book *b, const struct taker *x, const struct taker *y)
{
    const struct record *one = order_at(&b->bench.orders, x->no);
    const struct record *other = order_at(&b->bench.orders, y->no);

    return rank_compare(x->way, one, y->way, other) < 0;
}

/* The ranked items [0, mid) and [mid, n) as one ranked list. */
static void merge(const struct book *b, struct takers *t, size_t mid)
{
    size_t i = 0, j = mid, n = 0;
    struct taker *out;

    if (mid == 0 || mid == t->n || taker_first(b, &t->items[mid - 1], &t->items[mid]))
        return;
    out = mem_alloc(t->size * sizeof *out);
    while (i < mid || j < t->n)
        out[n++] = j == t->n || (i < mid && taker_first(b, &t->items[i], &t->items[j]))
                       ? t->items[i++]
                       : t->items[j++];
    free(t->items);
    t->items = out;
}

static void take_all(const struct book *b, const struct match_query *q, struct takers *t)
{
    const struct market *m = book_market(b, q->niche);
    uint32_t no = q->kind == LEAD_TARGETED ? match_offer_order(b, q) : ORDER_NONE;

    for (enum way way = 0; m != NULL && q->kind == LEAD_CONSUMER && way < WAYS; way++) {
        const struct ladder *ladders[] = {&m->awake[way], &m->asleep[way]};

        if (!wants_price(q, way, INT64_MAX))
            continue;
        for (size_t i = 0; i < 2; i++) {
            size_t before = t->n;

            take_ladder(b, ladders[i], way, q, t);
            merge(b, t, before);
        }
    }
    if (no == ORDER_NONE || offer_verdict(order_at(&b->bench.orders, no), q) != TAKES)
        return;
    t->counted++;
    if (t->listing)
        takers_add(t, no, WAY_EXCLUSIVE);
}

void book_match_all(const struct book *b, const struct match_query *q,
                    void (*fn)(const struct candidate *candidate, void *arg), void *arg)
{
    struct takers t = {.listing = true};

    take_all(b, q, &t);
    for (size_t i = 0; i < t.n; i++) {
        const struct record *r = order_at(&b->bench.orders, t.items[i].no);
        struct candidate c = candidate_of(r, t.items[i].way);

        if (i + FETCH_AHEAD < t.n)
            fetch(b, t.items[i + FETCH_AHEAD].no);
        fn(&c, arg);
    }
    free(t.items);
}

size_t book_match_count(const struct book *b, const struct match_query *q)
{
    struct takers t = {.listing = false};

    take_all(b, q, &t);
    return t.counted;
}
