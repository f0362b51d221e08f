/* Matching: the orders that would take a lead, best first.
 *
 * Its one rule: a row's price and gate are asked before the order's own memory is touched, and the
 * walk ends as soon as enough families are found. What is not needed then is not counted. Called
 * for every post and re-offer by the auction run. */
#include "leadx/core/book.h"

#include <assert.h>
#include <stdlib.h>

#include "book_room.h"
#include "leadx/base/mem.h"

enum {
    EXCLUSIVE_FAMILIES = 4, /* the first and three in reserve */
    SPARE_FAMILIES = 4,     /* shared ones beyond the slots */
    SHARED_MAX = 16,
    SLEEPERS_COUNTED = 64, /* enough to say why; keeps a night of reached caps cheap */
};

/* Where an order stops, in the order of the questions. */
enum verdict { TAKES, FILTERED, OUTSIDE_HOURS, OWN_FAMILY, NO_CONSENT };

/* One list being filled. */
struct filling {
    struct candidate *list;
    size_t n;
    bool exclusive;
    struct uuid families[SHARED_MAX + SPARE_FAMILIES];
    size_t n_families, want_families;
};

static bool is_open(const struct order *o, int64_t now_ms)
{
    uint32_t low = 0, high = o->n_spans;

    if (o->spans == NULL)
        return true;
    while (low < high) { /* the first span that starts after now */
        uint32_t mid = (low + high) / 2;

        if (o->spans[2 * mid] <= now_ms)
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 && now_ms < o->spans[2 * low - 1];
}

static bool consents(const struct match_query *q, const struct order *o)
{
    for (size_t i = 0; i < q->n_recipients; i++)
        if (uuid_equal(&q->recipients[i], &o->org) || uuid_equal(&q->recipients[i], &o->family))
            return true;
    return q->recipients == NULL;
}

static enum verdict order_verdict(const struct order *o, const struct match_query *q)
{
    if (!filter_accepts(o->filter, q->facts))
        return FILTERED;
    if (!is_open(o, q->now_ms))
        return OUTSIDE_HOURS;
    if (uuid_equal(&o->family, &q->seller_family))
        return OWN_FAMILY;
    return consents(q, o) ? TAKES : NO_CONSENT;
}

static void count_verdict(struct match_counts *c, enum verdict v)
{
    c->considered++;
    c->filtered += v == FILTERED;
    c->outside_hours += v == OUTSIDE_HOURS;
    c->own_family += v == OWN_FAMILY;
    c->no_consent += v == NO_CONSENT;
}

static bool wants_exclusive(const struct match_query *q, int64_t price)
{
    return q->want_exclusive && price > 0 && price >= q->floor_exclusive;
}

static bool wants_shared(const struct match_query *q, int64_t price)
{
    return q->want_shared > 0 && price > 0 && price >= q->floor_shared;
}

static bool family_listed(const struct filling *f, const struct uuid *family)
{
    for (size_t i = 0; i < f->n_families; i++)
        if (uuid_equal(&f->families[i], family))
            return true;
    return false;
}

/* A further order of a family already listed is a spare for its first; it must leave room for the
 * families still to come, lest one buyer's many orders push out everybody else. */
static void fill(struct filling *f, const struct order *o, int64_t price)
{
    if (!family_listed(f, &o->family))
        f->families[f->n_families++] = o->family;
    else if (f->n + f->want_families - f->n_families >= CANDIDATES_MAX)
        return;
    f->list[f->n++] = (struct candidate){o, price, f->exclusive};
}

static bool is_full(const struct filling *f)
{
    return f->n_families == f->want_families;
}

/* Walks a ladder from the top. An order on both ladders is counted on the exclusive one. */
static void walk(const struct ladder *l, const struct match_query *q, struct filling *f,
                 struct match_counts *counts)
{
    int64_t floor = f->exclusive ? q->floor_exclusive : q->floor_shared;

    for (size_t i = 0; i < l->n; i++) {
        const struct chunk *c = l->chunks[i];

        for (size_t j = 0; j < c->n && !is_full(f); j++) {
            const struct ladder_row *row = &c->rows[j];
            enum verdict v = FILTERED;

            if (row->price < floor)
                return;
            if (gate_accepts(&row->gate, q->facts))
                v = order_verdict(row->order, q);
            if (f->exclusive || !wants_exclusive(q, row->other_price))
                count_verdict(counts, v);
            if (v == TAKES)
                fill(f, row->order, row->price);
        }
        if (is_full(f))
            return;
    }
}

static void count_asleep(struct match_counts *c, const struct order *o, enum verdict v)
{
    count_verdict(c, v);
    c->asleep_cap += v == TAKES && o->sleep == ORDER_ASLEEP_CAP;
    c->asleep_money += v == TAKES && o->sleep == ORDER_ASLEEP_MONEY;
}

static void count_sleepers(const struct market *m, const struct match_query *q,
                           struct match_counts *c)
{
    for (size_t i = 0; i < m->n_asleep && c->asleep_cap + c->asleep_money < SLEEPERS_COUNTED; i++) {
        const struct sleeper *s = &m->asleep[i];
        enum verdict v = FILTERED;

        if (!wants_exclusive(q, s->exclusive_price) && !wants_shared(q, s->shared_price))
            continue;
        if (gate_accepts(&s->gate, q->facts))
            v = order_verdict(&s->entry->order, q);
        count_asleep(c, &s->entry->order, v);
    }
}

static void match_consumer(const struct market *m, const struct match_query *q,
                           struct candidates *out)
{
    struct filling exclusive = {.list = out->exclusive, .exclusive = true};
    struct filling shared = {.list = out->shared};

    exclusive.want_families = q->want_exclusive ? EXCLUSIVE_FAMILIES : 0;
    shared.want_families = q->want_shared > 0 ? q->want_shared + SPARE_FAMILIES : 0;
    walk(&m->exclusive, q, &exclusive, &out->counts);
    walk(&m->shared, q, &shared, &out->counts);
    if (!is_full(&exclusive) || !is_full(&shared))
        count_sleepers(m, q, &out->counts);
    out->n_exclusive = exclusive.n;
    out->n_shared = shared.n;
}

/* The offer's order, when the lead is one it could have: right niche, price, not sold yet. */
static const struct order *offer_order(const struct book *b, const struct match_query *q)
{
    const struct entry *e = uuid_is_nil(&q->offer) ? NULL : idmap_get(&b->offers, &q->offer);

    if (e == NULL || e->order.niche != q->niche || !wants_exclusive(q, e->order.exclusive_price))
        return NULL;
    return &e->order;
}

static void match_targeted(const struct order *o, const struct match_query *q,
                           struct candidates *out)
{
    enum verdict v = order_verdict(o, q);

    if (o->sleep != ORDER_AWAKE) {
        count_asleep(&out->counts, o, v);
        return;
    }
    count_verdict(&out->counts, v);
    if (v == TAKES)
        out->exclusive[out->n_exclusive++] = (struct candidate){o, o->exclusive_price, true};
}

void book_match(const struct book *b, const struct match_query *q, struct candidates *out)
{
    const struct market *m = book_market(b, q->niche);
    const struct order *o;

    assert(q->want_shared <= SHARED_MAX);
    out->n_exclusive = out->n_shared = 0;
    out->counts = (struct match_counts){0};
    if (q->kind == LEAD_CONSUMER && m != NULL)
        match_consumer(m, q, out);
    if (q->kind == LEAD_TARGETED && (o = offer_order(b, q)) != NULL)
        match_targeted(o, q, out);
}

/* --- All who would take it -----------------------------------------------------------------------
 */

struct taker {
    int64_t price; /* the better of those that count */
    const struct order *order;
};

struct takers {
    struct taker *items;
    size_t n, size;
};

static void takers_add(struct takers *t, const struct match_query *q, const struct order *o)
{
    int64_t exclusive = wants_exclusive(q, o->exclusive_price) ? o->exclusive_price : 0;
    int64_t shared = wants_shared(q, o->shared_price) ? o->shared_price : 0;

    if ((exclusive == 0 && shared == 0) || order_verdict(o, q) != TAKES)
        return;
    if (t->n == t->size) {
        t->size = t->size == 0 ? 64 : t->size * 2;
        t->items = mem_resize(t->items, t->size * sizeof *t->items);
    }
    t->items[t->n++] = (struct taker){exclusive > shared ? exclusive : shared, o};
}

static void takers_add_ladder(struct takers *t, const struct match_query *q, const struct ladder *l,
                              bool only_here)
{
    for (size_t i = 0; i < l->n; i++)
        for (size_t j = 0; j < l->chunks[i]->n; j++)
            if (!only_here || l->chunks[i]->rows[j].other_price == 0)
                takers_add(t, q, l->chunks[i]->rows[j].order);
}

static int by_rank(const void *a, const void *b)
{
    const struct taker *x = a, *y = b;

    return rank_compare(x->price, x->order, y->price, y->order);
}

void book_match_all(const struct book *b, const struct match_query *q,
                    void (*fn)(const struct order *order, void *arg), void *arg)
{
    const struct market *m = book_market(b, q->niche);
    const struct order *o;
    struct takers t = {0};

    if (q->kind == LEAD_CONSUMER && m != NULL) {
        takers_add_ladder(&t, q, &m->exclusive, false);
        takers_add_ladder(&t, q, &m->shared, true);
        for (size_t i = 0; i < m->n_asleep; i++)
            if (uuid_is_nil(&m->asleep[i].entry->order.offer))
                takers_add(&t, q, &m->asleep[i].entry->order);
    }
    if (q->kind == LEAD_TARGETED && (o = offer_order(b, q)) != NULL)
        takers_add(&t, q, o);
    if (t.n > 1)
        qsort(t.items, t.n, sizeof *t.items, by_rank);
    for (size_t i = 0; i < t.n; i++)
        fn(t.items[i].order, arg);
    free(t.items);
}
