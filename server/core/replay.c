/* One recorded routing decided again, with one order standing otherwise.
 *
 * Its one rule: who wins is decided by auction_decide, as for a live lead; here the order is only
 * put in at its rank. Called by app's replay for every routing it reads. */
#include "leadx/core/replay.h"

#include <assert.h>

/* The candidates anew, and who of them is able. */
struct seats {
    struct candidates c;
    bool able[WAYS][CANDIDATES_MAX];
    const struct replay_order *order;
    const bool *payable; /* NULL: caps are not asked */
};

const char *replay_rule_code(enum replay_rule rule)
{
    static const char *const codes[] = {"filtered",      "outside_hours", "own_family",
                                        "consent",       "suppressed",    "repeat_buyer",
                                        "family_bought", "contact_limit", "outbid",
                                        "below_minimum", "cap",           "bought"};

    return codes[rule];
}

static size_t *list_of(struct seats *f, enum way way, struct candidate **list)
{
    *list = way == WAY_EXCLUSIVE ? f->c.exclusive : f->c.shared;
    return way == WAY_EXCLUSIVE ? &f->c.n_exclusive : &f->c.n_shared;
}

static void field_add(struct seats *f, enum way way, const struct candidate *c, bool able)
{
    struct candidate *list;
    size_t *n = list_of(f, way, &list);

    if (*n == CANDIDATES_MAX) /* the last in rank; nobody comes so far */
        return;
    f->able[way][*n] = able;
    list[(*n)++] = *c;
}

/* Whether the order, ranked anew, goes before the rival: as rank_compare() in orders.h. */
static bool goes_before(const struct replay_order *o, int64_t worth, const struct replay_rival *x)
{
    if (worth != x->effective)
        return worth > x->effective;
    if (o->idle_ms != x->idle_ms)
        return o->idle_ms < x->idle_ms;
    return uuid_compare(&o->id, &x->order) < 0;
}

static bool keeps_place(const struct replay_routing *r, const struct replay_order *o, enum way way)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->rivals[i].own && r->rivals[i].exclusive == (way == WAY_EXCLUSIVE) &&
            r->rivals[i].price == o->price[way])
            return true;
    return false;
}

static void fill_way(struct seats *f, const struct replay_routing *r, enum way way)
{
    const struct replay_order *o = f->order;
    struct candidate mine = {.order = o->id,
                             .family = o->family,
                             .price = o->price[way],
                             .exclusive = way == WAY_EXCLUSIVE};
    bool kept = mine.price > 0 && keeps_place(r, o, way), placed = kept || mine.price == 0;

    mine.effective = effective_price(mine.price, o->returns);
    for (size_t i = 0; i < r->n; i++) {
        const struct replay_rival *x = &r->rivals[i];
        struct candidate c = {.order = x->order, .family = x->family, .price = x->price};

        if (x->exclusive != mine.exclusive || (x->own && !kept))
            continue;
        if (!placed && goes_before(o, mine.effective, x)) {
            field_add(f, way, &mine, true);
            placed = true;
        }
        field_add(f, way, x->own ? &mine : &c, x->able || x->own);
    }
    if (!placed)
        field_add(f, way, &mine, true);
}

static bool is_able(const struct candidate *c, void *arg)
{
    const struct seats *f = arg;
    bool alone = c >= f->c.exclusive && c < f->c.exclusive + f->c.n_exclusive;
    enum way way = alone ? WAY_EXCLUSIVE : WAY_SHARED;

    if (f->payable != NULL && uuid_equal(&c->order, &f->order->id) && !f->payable[way])
        return false;
    return f->able[way][c - (alone ? f->c.exclusive : f->c.shared)];
}

/* false: the order is not among the buyers. */
static bool take_result(const struct auction_result *a, const struct replay_order *o,
                        struct replay_outcome *out)
{
    bool mine = false;

    out->n = a->n;
    for (size_t i = 0; i < a->n; i++) {
        const struct candidate *c = a->picks[i].candidate;

        out->buyers[i] = c->order;
        if (!uuid_equal(&c->order, &o->id))
            continue;
        out->way = a->exclusive ? WAY_EXCLUSIVE : WAY_SHARED;
        out->price = c->price;
        mine = true;
    }
    return mine;
}

static bool family_among(const struct auction_result *a, const struct replay_order *o)
{
    for (size_t i = 0; i < a->n; i++)
        if (uuid_equal(&a->picks[i].candidate->family, &o->family))
            return true;
    return false;
}

void replay_decide(const struct replay_routing *r, const struct replay_order *o,
                   const bool payable[WAYS], struct replay_outcome *out)
{
    struct seats f = {.order = o};
    struct auction_result a;

    assert(r->n <= 2 * CANDIDATES_MAX);
    *out = (struct replay_outcome){.rule = REPLAY_BUYS};
    for (enum way way = 0; way < WAYS; way++)
        fill_way(&f, r, way);
    auction_decide(&f.c, &r->terms, is_able, &f, &a);
    if (!take_result(&a, o, out)) {
        out->rule = a.below_min           ? REPLAY_BELOW_MINIMUM
                    : family_among(&a, o) ? REPLAY_FAMILY_BOUGHT
                                          : REPLAY_OUTBID;
        return;
    }
    if (payable[out->way])
        return;
    /* refused for a cap: the sale goes on to the next, or to the order's other price */
    f.payable = payable;
    out->price = 0;
    auction_decide(&f.c, &r->terms, is_able, &f, &a);
    if (!take_result(&a, o, out))
        out->rule = REPLAY_CAP;
}
