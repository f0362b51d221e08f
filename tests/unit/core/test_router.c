/* A property: whatever orders stand in the book and whatever was done to them, the book and the
 * auction answer as a router that checks everything, sorts everything and knows no index. */
#include <stdio.h>
#include <stdlib.h>

#include "leadx/base/mem.h"
#include "leadx/core/auction.h"
#include "support_book.h"

enum { ROUNDS = 120, QUERIES = 250, ORDERS_MAX = 160, TERMS_MAX = 4, SET_MAX = 12, SPANS_MAX = 3 };

/* An order as the naive router knows it: the same facts, nothing compiled, nothing sorted. */
struct plain {
    bool there;
    struct order o; /* filter and spans unused */
    struct filter_term terms[TERMS_MAX];
    int64_t sets[TERMS_MAX][SET_MAX];
    size_t n_terms;
    int64_t spans[2 * SPANS_MAX];
    bool scheduled;
    enum order_sleep dear; /* of the dearer way alone */
};

/* One way an order would take a lead. */
struct option {
    const struct order *order;
    int64_t price, effective;
    bool exclusive;
};

struct world {
    struct plain orders[ORDERS_MAX];
    uint32_t n, families, niches;
    bool net; /* its niches rank by effective price */
    struct book *book;
    int64_t now;
};

/* --- The naive router ------------------------------------------------------------------------ */

static bool term_takes(const struct filter_term *t, const int64_t *set, const struct facts *f)
{
    bool known = fact_has(f, t->slot), member = false;
    int64_t v = f->value[t->slot];

    for (uint32_t i = 0; i < t->n; i++)
        member = member || (known && set[i] == v);
    if (t->op == FILTER_IN)
        return member;
    if (t->op == FILTER_NOT_IN)
        return !member;
    return known && (t->op == FILTER_IS ? v == t->min : v >= t->min && v <= t->max);
}

/* The count this order falls under; NULL: it would take the lead. */
static uint32_t *refusal(const struct plain *p, const struct match_query *q, struct match_counts *c)
{
    bool open = !p->scheduled, named = q->recipients == NULL;

    for (size_t i = 0; i < p->n_terms; i++)
        if (!term_takes(&p->terms[i], p->sets[i], q->facts))
            return &c->filtered;
    for (uint32_t i = 0; i < p->o.n_spans; i++)
        open = open || (q->now_ms >= p->spans[2 * i] && q->now_ms < p->spans[2 * i + 1]);
    if (!open)
        return &c->outside_hours;
    if (uuid_equal(&p->o.family, &q->seller_family))
        return &c->own_family;
    for (size_t i = 0; q->recipients != NULL && i < q->n_recipients; i++)
        named = named || uuid_equal(&q->recipients[i], &p->o.org) ||
                uuid_equal(&q->recipients[i], &p->o.family);
    if (!named)
        return &c->no_consent;
    return NULL;
}

static enum order_sleep sleep_of(const struct plain *p, bool exclusive)
{
    int64_t price = exclusive ? p->o.exclusive_price : p->o.shared_price;
    int64_t other = exclusive ? p->o.shared_price : p->o.exclusive_price;

    return p->o.sleep == ORDER_AWAKE && other > 0 && price > other ? p->dear : p->o.sleep;
}

/* Of an order that would take the lead, in the way it is counted. */
static void count_sleep(struct match_counts *c, enum order_sleep sleep)
{
    c->asleep_cap += sleep == ORDER_ASLEEP_CAP;
    c->asleep_money += sleep == ORDER_ASLEEP_MONEY;
}

static int by_rank(const void *a, const void *b)
{
    const struct option *x = a, *y = b;

    if (x->effective != y->effective)
        return x->effective > y->effective ? -1 : 1;
    if (x->order->idle_since_ms != y->order->idle_since_ms)
        return x->order->idle_since_ms < y->order->idle_since_ms ? -1 : 1;
    return uuid_compare(&x->order->id, &y->order->id);
}

/* The price less what is expected back of it, rounded down: never more than the price. */
static int64_t worth(const struct order *o, int64_t price)
{
    int64_t lost = price * o->returns;

    return price - lost / 100 - (lost % 100 > 0);
}

/* Sorts who would take it and keeps what book.h promises. Returns how many. */
static size_t shortlist(struct option *all, size_t n, size_t families, bool *full)
{
    size_t kept = 0, seen = 0;

    qsort(all, n, sizeof *all, by_rank);
    for (size_t i = 0; i < n && seen < families; i++) {
        bool known = false;

        for (size_t j = 0; j < kept; j++)
            known = known || uuid_equal(&all[j].order->family, &all[i].order->family);
        if (known && kept + (families - seen) >= CANDIDATES_MAX)
            continue;
        seen += !known;
        all[kept++] = all[i];
    }
    *full = families > 0 && seen == families;
    return kept;
}

/* ex and sh have room for every order of the world. Returns whether either list was filled. */
static bool naive_match(const struct world *w, const struct match_query *q, struct option *ex,
                        size_t *n_ex, struct option *sh, size_t *n_sh, struct match_counts *c)
{
    bool targeted = q->kind == LEAD_TARGETED, full_ex, full_sh;

    *c = (struct match_counts){0};
    *n_ex = *n_sh = 0;
    for (uint32_t i = 0; i < w->n; i++) {
        const struct plain *p = &w->orders[i];
        int64_t e = p->o.exclusive_price, s = p->o.shared_price;
        bool take_ex = q->want_exclusive && e > 0 && e >= q->floor_exclusive;
        bool take_sh = q->want_shared > 0 && s > 0 && s >= q->floor_shared && !targeted;
        uint32_t *why;

        if (!p->there || p->o.niche != q->niche || (!take_ex && !take_sh) ||
            (targeted ? uuid_is_nil(&q->offer) : !uuid_is_nil(&p->o.offer)) ||
            (targeted && !uuid_equal(&p->o.offer, &q->offer)))
            continue;
        c->considered++;
        if ((why = refusal(p, q, c)) != NULL) {
            ++*why;
            continue;
        }
        count_sleep(c, sleep_of(p, take_ex));
        if (take_ex && sleep_of(p, true) == ORDER_AWAKE)
            ex[(*n_ex)++] = (struct option){&p->o, e, worth(&p->o, e), true};
        if (take_sh && sleep_of(p, false) == ORDER_AWAKE)
            sh[(*n_sh)++] = (struct option){&p->o, s, worth(&p->o, s), false};
    }
    *n_ex = shortlist(ex, *n_ex, q->want_exclusive ? 4 : 0, &full_ex);
    *n_sh = shortlist(sh, *n_sh, q->want_shared > 0 ? q->want_shared + 4 : 0, &full_sh);
    return full_ex || full_sh;
}

/* What the first `slots` families pay, each at the price of its first order that can. */
static int64_t naive_sum(const struct candidate *c, size_t n, size_t slots,
                         bool (*able)(const struct candidate *, void *), void *arg)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n && slots > 0; i++) {
        bool again = !able(&c[i], arg);

        for (size_t j = 0; j < i; j++)
            again = again || (able(&c[j], arg) && uuid_equal(&c[j].family, &c[i].family));
        slots -= !again;
        sum += again ? 0 : c[i].price;
    }
    return sum;
}

/* --- Chance ------------------------------------------------------------------------------------
 */

static struct uuid family_of(uint32_t n)
{
    return id_of(10000 + n);
}

static struct filter *draw_filter(struct plain *p, uint64_t *seed)
{
    struct filter_term terms[TERMS_MAX];

    p->n_terms = draw_chance(seed, 40) ? 0 : (size_t)draw_below(seed, TERMS_MAX + 1);
    for (size_t i = 0; i < p->n_terms; i++) {
        struct filter_term *t = &p->terms[i];
        int64_t low = draw_below(seed, 5);

        *t = (struct filter_term){.slot = (uint8_t)(FACT_RESERVED_COUNT - 2 + draw_below(seed, 4)),
                                  .op = (uint8_t)draw_below(seed, 4)};
        if (t->op == FILTER_IN || t->op == FILTER_NOT_IN) {
            t->n = (uint32_t)draw_below(seed, SET_MAX + 1);
            for (uint32_t j = 0; j < t->n; j++)
                p->sets[i][j] = draw_below(seed, 8) * (draw_chance(seed, 10) ? 256 : 1);
        } else if (t->op == FILTER_RANGE) {
            t->min = draw_chance(seed, 20) ? INT64_MIN : low;
            t->max = draw_chance(seed, 20) ? INT64_MAX : low + draw_below(seed, 5) - 1;
        } else {
            t->min = draw_below(seed, 2);
        }
        terms[i] = *t;
        terms[i].set = p->sets[i];
    }
    return filter_compile(terms, p->n_terms);
}

static int64_t *draw_spans(struct plain *p, uint64_t *seed)
{
    int64_t *spans, at = draw_below(seed, 10);

    p->scheduled = draw_chance(seed, 30);
    p->o.n_spans = p->scheduled ? (uint32_t)draw_below(seed, SPANS_MAX + 1) : 0;
    for (uint32_t i = 0; i < 2 * p->o.n_spans; i++) {
        p->spans[i] = at;
        at += draw_below(seed, 20) + (i % 2 == 0);
    }
    if (!p->scheduled)
        return NULL;
    spans = mem_zero(2 * SPANS_MAX, sizeof *spans);
    memcpy(spans, p->spans, 2 * p->o.n_spans * sizeof *spans);
    return spans;
}

static void draw_order(struct world *w, uint32_t n, uint64_t *seed)
{
    struct plain *p = &w->orders[n];
    int64_t last_sale = p->there ? p->o.idle_since_ms : 0;
    struct order o;

    p->there = true;
    p->dear = ORDER_AWAKE;
    p->o = (struct order){
        .id = id_of(n + 1),
        .org = id_of(20000 + (uint32_t)draw_below(seed, 2 * w->families)),
        .family = family_of((uint32_t)draw_below(seed, w->families)),
        .wallet = id_of(30000 + (uint32_t)draw_below(seed, 4)),
        .offer = draw_chance(seed, 10) ? id_of(40000 + n) : (struct uuid){{0}},
        .niche = (int32_t)draw_below(seed, w->niches),
        .revision = (int32_t)draw_below(seed, 9),
        .shared_price = draw_chance(seed, 70) ? 1 + draw_below(seed, 12) : 0,
        .exclusive_price = draw_chance(seed, 50) ? 1 + draw_below(seed, 30) : 0,
        .returns = w->net ? (int8_t)(draw_below(seed, 5) * draw_below(seed, 25)) : 0,
        .idle_since_ms = draw_below(seed, 3),
        .sleep = draw_chance(seed, 80) ? ORDER_AWAKE : (enum order_sleep)draw_below(seed, 3),
        .wake_ms = draw_below(seed, 60),
    };
    o = p->o;
    o.filter = draw_filter(p, seed);
    o.spans = draw_spans(p, seed);
    o.n_spans = p->o.n_spans;
    book_put(w->book, &o);
    if (last_sale > p->o.idle_since_ms)
        p->o.idle_since_ms = last_sale;
}

static void fall_asleep(struct world *w, struct plain *p, uint64_t *seed)
{
    enum order_sleep why = (enum order_sleep)draw_below(seed, 3);
    int64_t wake_ms = draw_chance(seed, 20) ? 0 : w->now + draw_below(seed, 20);

    book_sleep(w->book, &p->o.id, why, wake_ms);
    p->o.sleep = why;
    p->o.wake_ms = wake_ms;
    p->dear = ORDER_AWAKE;
}

static void fall_asleep_dear(struct world *w, struct plain *p, uint64_t *seed)
{
    enum order_sleep why = (enum order_sleep)draw_below(seed, 3);
    int64_t wake_ms = draw_chance(seed, 20) ? 0 : w->now + draw_below(seed, 20);
    int64_t one = p->o.exclusive_price, other = p->o.shared_price;

    book_sleep_dear(w->book, &p->o.id, why, wake_ms);
    if (!p->there || p->o.sleep != ORDER_AWAKE || one == 0 || other == 0 || one == other)
        return;
    p->dear = why;
    p->o.wake_ms = wake_ms;
}

static bool slept_for(const struct plain *p, enum order_sleep why)
{
    return p->o.sleep == why || (p->o.sleep == ORDER_AWAKE && p->dear == why);
}

static bool waited(const struct plain *p)
{
    return p->o.sleep == ORDER_ASLEEP_CAP || (p->o.sleep == ORDER_AWAKE && p->dear != ORDER_AWAKE);
}

static void wake_some(struct world *w, uint64_t *seed)
{
    struct uuid wallet = id_of(30000 + (uint32_t)draw_below(seed, 4));
    bool due = draw_chance(seed, 50);
    size_t woken = 0;

    for (uint32_t i = 0; i < w->n; i++) {
        struct plain *p = &w->orders[i];
        bool wakes = due ? waited(p) && p->o.wake_ms != 0 && p->o.wake_ms <= w->now
                         : slept_for(p, ORDER_ASLEEP_MONEY) && uuid_equal(&p->o.wallet, &wallet);

        if (!p->there || !wakes)
            continue;
        p->o.sleep = p->dear = ORDER_AWAKE;
        woken++;
    }
    assert_int_equal(due ? book_wake_due(w->book, w->now, NULL, NULL)
                         : book_wake_wallet(w->book, &wallet, NULL, NULL),
                     woken);
}

static void change_something(struct world *w, uint64_t *seed)
{
    uint32_t n = (uint32_t)draw_below(seed, w->n);
    struct plain *p = &w->orders[n];

    switch (draw_below(seed, 7)) {
    case 0:
        draw_order(w, n, seed);
        break;
    case 1:
        assert_int_equal(book_remove(w->book, &p->o.id), p->there);
        p->there = false;
        break;
    case 2:
        fall_asleep(w, p, seed);
        break;
    case 3:
        book_wake(w->book, &p->o.id);
        p->o.sleep = p->dear = ORDER_AWAKE;
        break;
    case 4:
        p->o.idle_since_ms = draw_below(seed, 4);
        book_sold(w->book, &p->o.id, p->o.idle_since_ms);
        break;
    case 5:
        fall_asleep_dear(w, p, seed);
        break;
    default:
        w->now += draw_below(seed, 3);
        wake_some(w, seed);
    }
}

static struct match_query draw_query(const struct world *w, uint64_t *seed, struct facts *facts,
                                     struct uuid recipients[3])
{
    struct match_query q = {
        .niche = (int32_t)draw_below(seed, w->niches),
        .kind = draw_chance(seed, 85) ? LEAD_CONSUMER : LEAD_TARGETED,
        .seller_family = family_of((uint32_t)draw_below(seed, w->families + 5)),
        .facts = facts,
        .now_ms = draw_below(seed, 60),
        .want_shared = (size_t)draw_below(seed, 17),
        .want_exclusive = draw_chance(seed, 75),
        .floor_shared = draw_chance(seed, 30) ? draw_below(seed, 8) : 0,
        .floor_exclusive = draw_chance(seed, 30) ? draw_below(seed, 20) : 0,
    };

    *facts = (struct facts){0};
    for (int slot = FACT_RESERVED_COUNT - 2; slot < FACT_RESERVED_COUNT + 2; slot++)
        if (draw_chance(seed, 85))
            fact_set(facts, slot, draw_below(seed, 8) * (draw_chance(seed, 10) ? 256 : 1));
    if (q.kind == LEAD_TARGETED)
        q.offer = id_of(40000 + (uint32_t)draw_below(seed, w->n));
    if (draw_chance(seed, 20)) {
        q.recipients = recipients;
        q.n_recipients = (size_t)draw_below(seed, 4);
        for (size_t i = 0; i < q.n_recipients; i++)
            recipients[i] = draw_chance(seed, 50)
                                ? family_of((uint32_t)draw_below(seed, w->families))
                                : id_of(20000 + (uint32_t)draw_below(seed, 2 * w->families));
    }
    return q;
}

/* --- The comparison ------------------------------------------------------------------------------
 */

static void assert_list(const struct candidate *got, size_t n_got, const struct option *want,
                        size_t n_want)
{
    assert_int_equal(n_got, n_want);
    for (size_t i = 0; i < n_got; i++) {
        assert_memory_equal(&got[i].order, &want[i].order->id, sizeof(struct uuid));
        assert_memory_equal(&got[i].family, &want[i].order->family, sizeof(struct uuid));
        assert_memory_equal(&got[i].org, &want[i].order->org, sizeof(struct uuid));
        assert_int_equal(got[i].revision, want[i].order->revision);
        assert_true(got[i].price == want[i].price && got[i].exclusive == want[i].exclusive);
        assert_true(got[i].effective == want[i].effective);
    }
}

/* Says no to some, the same ones whenever asked. */
static bool draw_able(const struct candidate *c, void *arg)
{
    uint64_t seed = *(uint64_t *)arg + c->order.b[15] * 977u + c->order.b[14] + 1;

    draw(&seed);
    return draw_chance(&seed, 70);
}

static void compare_decision(const struct candidates *c, const struct match_query *q,
                             uint64_t *seed)
{
    struct auction_terms terms = {
        .free_shared = q->want_shared,
        .may_exclusive = q->want_exclusive,
        .fee_bp = (int)draw_below(seed, 10001),
        .fee_fixed = draw_below(seed, 4),
        .min_payout = draw_chance(seed, 30) ? draw_below(seed, 40) : 0,
    };
    uint64_t salt = draw(seed);
    int64_t sum = naive_sum(c->shared, c->n_shared, terms.free_shared, draw_able, &salt),
            payout = 0;
    int64_t alone = naive_sum(c->exclusive, c->n_exclusive, terms.may_exclusive, draw_able, &salt);
    struct auction_result r;

    auction_decide(c, &terms, draw_able, &salt, &r);
    if (r.below_min || (sum == 0 && alone == 0)) {
        assert_int_equal(r.n, 0);
        assert_int_equal(r.below_min, sum + alone > 0);
        return;
    }
    assert_int_equal(r.exclusive, alone > sum);
    assert_true(r.price == (alone > sum ? alone : sum));
    for (size_t i = 0; i < r.n; i++) {
        int64_t price = r.picks[i].candidate->price;
        int64_t fee = price * terms.fee_bp / 10000 + terms.fee_fixed;

        payout += price - (fee > price ? price : fee);
        assert_true(draw_able(r.picks[i].candidate, &salt));
        for (size_t j = 0; j < i; j++)
            assert_false(uuid_equal(&r.picks[i].candidate->family, &r.picks[j].candidate->family));
    }
    assert_true(r.payout == payout && payout >= terms.min_payout);
}

/* Takers come ranked; the record of an order that wants both prices names the better one. */
struct heard {
    size_t n;
    int64_t effective;
};

static void hear_taker(const struct candidate *c, void *arg)
{
    struct heard *heard = arg;

    assert_true(heard->n == 0 || c->effective <= heard->effective);
    heard->effective = c->effective;
    heard->n++;
}

/* Returns whether somebody was found. */
static bool compare(const struct world *w, uint64_t *seed)
{
    static struct option exclusive[ORDERS_MAX], shared[ORDERS_MAX];
    struct uuid recipients[3];
    struct facts facts;
    struct match_query q = draw_query(w, seed, &facts, recipients);
    struct match_counts counts;
    struct candidates got;
    struct heard heard = {.n = 0};
    size_t n_ex, n_sh;
    bool full = naive_match(w, &q, exclusive, &n_ex, shared, &n_sh, &counts);

    book_match(w->book, &q, &got);
    assert_list(got.exclusive, got.n_exclusive, exclusive, n_ex);
    assert_list(got.shared, got.n_shared, shared, n_sh);
    assert_int_equal(got.cut, full && n_ex + n_sh > 0);
    if (!full && counts.asleep_cap + counts.asleep_money < 64)
        assert_memory_equal(&got.counts, &counts, sizeof counts);
    book_match_all(w->book, &q, hear_taker, &heard);
    assert_int_equal(heard.n, counts.considered - counts.filtered - counts.outside_hours -
                                  counts.own_family - counts.no_consent);
    assert_int_equal(book_match_count(w->book, &q), heard.n);
    compare_decision(&got, &q, seed);
    return n_ex + n_sh > 0;
}

static void test_the_book_answers_as_a_naive_router(void **state)
{
    static struct world w;
    uint64_t seed = 20261121;
    size_t found = 0;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        w.n = (uint32_t)(5 + draw_below(&seed, ORDERS_MAX - 4));
        w.families = (uint32_t)(1 + draw_below(&seed, 40));
        w.niches = (uint32_t)(1 + draw_below(&seed, 3));
        w.net = draw_chance(&seed, 50);
        w.now = 0;
        w.book = book_new();
        memset(w.orders, 0, sizeof w.orders);
        for (uint32_t i = 0; i < w.n; i++)
            draw_order(&w, i, &seed);
        for (int i = 0; i < QUERIES; i++) {
            for (int64_t changes = draw_below(&seed, 4); changes > 0; changes--)
                change_something(&w, &seed);
            found += compare(&w, &seed);
        }
        book_free(w.book);
    }
    printf("%d questions, somebody found for %zu\n", ROUNDS * QUERIES, found);
    assert_in_range(found, ROUNDS * QUERIES / 3, ROUNDS * QUERIES * 19 / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_book_answers_as_a_naive_router),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
