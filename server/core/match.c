/* Matching: the orders that would take a lead, best first.
 *
 * Its one rule: a block is asked before any order's own memory is touched, and the walk ends as
 * soon as enough families are found. What is not needed then is not counted. Called for every post
 * and re-offer by the auction run. */
#include <assert.h>

#include "match_room.h"

enum {
    EXCLUSIVE_FAMILIES = 4, /* the first and three in reserve */
    SPARE_FAMILIES = 4,     /* shared ones beyond the slots */
    SHARED_MAX = 16,
    SLEEPERS_COUNTED = 64, /* enough to say why; keeps a night of reached caps cheap */
};

/* One list being filled. */
struct filling {
    struct candidate *list;
    size_t n;
    enum way way;
    size_t n_families, want_families;
    struct uuid families[SHARED_MAX + SPARE_FAMILIES];
};

static void count_verdict(struct match_counts *c, enum verdict v)
{
    c->outside_hours += v == OUTSIDE_HOURS;
    c->own_family += v == OWN_FAMILY;
    c->no_consent += v == NO_CONSENT;
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
static void fill(struct filling *f, const struct record *r)
{
    if (!family_listed(f, record_family(r)))
        f->families[f->n_families++] = *record_family(r);
    else if (f->n + f->want_families - f->n_families >= CANDIDATES_MAX)
        return;
    f->list[f->n++] = candidate_of(r, f->way);
}

static bool is_full(const struct filling *f)
{
    return f->n_families == f->want_families;
}

/* Rows that this way's walk counts: an order wanted in both ways is counted on the exclusive one.
 */
static uint64_t rows_counted(const struct book *b, const struct block *block, enum way way,
                             const struct match_query *q, uint64_t rows)
{
    uint64_t both = rows & block->both;

    if (way == WAY_EXCLUSIVE || !q->want_exclusive || both == 0)
        return rows;
    if (block->other_low >= q->floor_exclusive)
        return rows & ~both;
    for (; both != 0; both &= both - 1) {
        int row = __builtin_ctzll(both);
        const struct record *r = order_at(&b->bench.orders, block_orders(block)[row]);

        if (wants_price(q, WAY_EXCLUSIVE, r->price[WAY_EXCLUSIVE]))
            rows &= ~(UINT64_C(1) << row);
    }
    return rows;
}

/* Takes the block's accepting rows in turn; those that the walk did not come to are not counted. */
static void walk_block(const struct book *b, const struct block *block, const struct match_query *q,
                       struct filling *f, struct match_counts *counts)
{
    uint64_t rows = rows_above_floor(&b->bench.orders, block, f->way, floor_of(q, f->way));
    uint64_t counted = rows_counted(b, block, f->way, q, rows);
    uint64_t accept = block_accepts(block, q->facts) & rows, left = accept;

    for (; left != 0 && !is_full(f); left &= left - 1) {
        int row = __builtin_ctzll(left);
        const struct record *r = order_at(&b->bench.orders, block_orders(block)[row]);
        enum verdict v = record_verdict(r, q);

        if (counted >> row & 1)
            count_verdict(counts, v);
        if (v == TAKES)
            fill(f, r);
        if (is_full(f))
            counted &= rows_mask((uint32_t)row + 1);
    }
    counts->considered += (uint32_t)__builtin_popcountll(counted);
    counts->filtered += (uint32_t)__builtin_popcountll(counted & ~accept);
}

static void walk(const struct book *b, const struct ladder *l, const struct match_query *q,
                 struct filling *f, struct match_counts *counts)
{
    int64_t floor = floor_of(q, f->way);

    for (size_t i = 0; i < l->n && !is_full(f) && !ladder_below(l, i, floor); i++) {
        fetch_block(l, i + 1);
        walk_block(b, l->rungs[i].block, q, f, counts);
    }
}

/* --- Sleepers, only to say why nobody was found ----------------------------------------------- */

static void count_sleeper(struct match_counts *c, enum order_sleep sleep, enum verdict v)
{
    count_verdict(c, v);
    c->asleep_cap += v == TAKES && sleep == ORDER_ASLEEP_CAP;
    c->asleep_money += v == TAKES && sleep == ORDER_ASLEEP_MONEY;
}

static void count_block(const struct book *b, const struct block *block, enum way way,
                        const struct match_query *q, struct match_counts *c)
{
    uint64_t rows = rows_above_floor(&b->bench.orders, block, way, floor_of(q, way));
    uint64_t counted = rows_counted(b, block, way, q, rows);
    uint64_t accept = block_accepts(block, q->facts) & counted;

    c->considered += (uint32_t)__builtin_popcountll(counted);
    c->filtered += (uint32_t)__builtin_popcountll(counted & ~accept);
    for (; accept != 0; accept &= accept - 1) {
        int row = __builtin_ctzll(accept);
        const struct record *r = order_at(&b->bench.orders, block_orders(block)[row]);

        count_sleeper(c, record_sleep(r, way), record_verdict(r, q));
    }
}

static void count_sleepers(const struct book *b, const struct ladder *l, enum way way,
                           const struct match_query *q, struct match_counts *c)
{
    int64_t floor = floor_of(q, way);

    for (size_t i = 0; i < l->n && c->asleep_cap + c->asleep_money < SLEEPERS_COUNTED &&
                       !ladder_below(l, i, floor);
         i++)
        count_block(b, l->rungs[i].block, way, q, c);
}

/* --- A lead ----------------------------------------------------------------------------------- */

static void match_consumer(const struct book *b, const struct market *m,
                           const struct match_query *q, struct candidates *out)
{
    size_t spare_alone = q->no_spares ? 0 : EXCLUSIVE_FAMILIES - 1;
    size_t spare_shared = q->no_spares ? 0 : SPARE_FAMILIES;
    struct filling alone = {.list = out->exclusive, .way = WAY_EXCLUSIVE};
    struct filling shared = {.list = out->shared, .way = WAY_SHARED};

    alone.want_families = q->want_exclusive ? 1 + spare_alone : 0;
    shared.want_families = q->want_shared > 0 ? q->want_shared + spare_shared : 0;
    walk(b, &m->awake[WAY_EXCLUSIVE], q, &alone, &out->counts);
    walk(b, &m->awake[WAY_SHARED], q, &shared, &out->counts);
    if (q->want_exclusive && (!is_full(&alone) || !is_full(&shared)))
        count_sleepers(b, &m->asleep[WAY_EXCLUSIVE], WAY_EXCLUSIVE, q, &out->counts);
    if (q->want_shared > 0 && (!is_full(&alone) || !is_full(&shared)))
        count_sleepers(b, &m->asleep[WAY_SHARED], WAY_SHARED, q, &out->counts);
    out->n_exclusive = alone.n;
    out->n_shared = shared.n;
    out->cut = (alone.n > 0 && is_full(&alone)) || (shared.n > 0 && is_full(&shared));
}

static void match_targeted(const struct record *r, const struct match_query *q,
                           struct candidates *out)
{
    enum verdict v = offer_verdict(r, q);
    enum order_sleep sleep = record_sleep(r, WAY_EXCLUSIVE);

    out->counts.considered = 1;
    out->counts.filtered = v == FILTERED;
    count_sleeper(&out->counts, sleep, v);
    if (sleep == ORDER_AWAKE && v == TAKES)
        out->exclusive[out->n_exclusive++] = candidate_of(r, WAY_EXCLUSIVE);
}

void book_match(const struct book *b, const struct match_query *q, struct candidates *out)
{
    const struct market *m = book_market(b, q->niche);

    assert(q->want_shared <= SHARED_MAX);
    out->n_exclusive = out->n_shared = 0;
    out->cut = false;
    out->counts = (struct match_counts){0};
    if (q->kind == LEAD_CONSUMER && m != NULL)
        match_consumer(b, m, q, out);
    if (q->kind == LEAD_TARGETED) {
        uint32_t no = match_offer_order(b, q);

        if (no != ORDER_NONE)
            match_targeted(order_at(&b->bench.orders, no), q, out);
    }
}
