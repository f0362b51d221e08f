/* The book by hand: rank, reasons, sleep, replacement, offers. Random cases: test_router.c. */
#include "leadx/core/book.h"

#include <stdlib.h>

#include "leadx/base/mem.h"
#include "support_book.h"

static struct book *book;
static const struct facts nothing;

static void put(struct order o)
{
    book_put(book, &o);
}

static const struct candidates *match(const struct match_query *q)
{
    static struct candidates out;

    book_match(book, q, &out);
    return &out;
}

/* What the book says of order n, which must be there. */
static struct order found(uint32_t n)
{
    struct uuid id = id_of(n);
    struct order o = {.niche = 0};

    assert_true(book_find(book, &id, &o));
    return o;
}

static void assert_shared(const struct candidates *c, const uint32_t *ids, size_t n)
{
    assert_int_equal(c->n_shared, n);
    for (size_t i = 0; i < n; i++) {
        assert_memory_equal(&c->shared[i].order, &(struct uuid[]){id_of(ids[i])}[0], 16);
        assert_int_equal(c->shared[i].price, found(ids[i]).shared_price);
        assert_false(c->shared[i].exclusive);
    }
}
#define ASSERT_SHARED(c, ...)                                                                      \
    assert_shared(c, (const uint32_t[]){__VA_ARGS__}, COUNT(((const uint32_t[]){__VA_ARGS__})))

static void test_empty_book_says_nothing(void **state)
{
    struct match_query q = query_of(&nothing);
    struct order o;

    (void)state;
    assert_int_equal(match(&q)->n_shared + match(&q)->n_exclusive, 0);
    assert_int_equal(match(&q)->counts.considered, 0);
    assert_int_equal(book_size(book), 0);
    assert_false(book_find(book, &(struct uuid[]){id_of(1)}[0], &o));
    assert_false(book_remove(book, &(struct uuid[]){id_of(1)}[0]));
}

static void test_rank_is_price_then_idle_then_id(void **state)
{
    struct match_query q = query_of(&nothing);
    struct uuid three = id_of(3), four = id_of(4);

    (void)state;
    put(order_of(2, 100, 0));
    put(order_of(1, 100, 0));
    put(order_of(3, 100, 0));
    put(order_of(4, 200, 0));
    ASSERT_SHARED(match(&q), 4, 1, 2, 3);
    book_sold(book, &(struct uuid[]){id_of(1)}[0], 500);
    book_sold(book, &three, 400);
    book_sold(book, &four, 900);
    ASSERT_SHARED(match(&q), 4, 2, 3, 1);
}

static void test_prices_of_both_ways_and_floors(void **state)
{
    struct match_query q = query_of(&nothing);
    const struct candidates *c;

    (void)state;
    put(order_of(1, 100, 300));
    put(order_of(2, 120, 0));
    put(order_of(3, 0, 250));
    c = match(&q);
    ASSERT_SHARED(c, 2, 1);
    assert_int_equal(c->n_exclusive, 2);
    assert_int_equal(c->exclusive[0].price, 300);
    assert_true(c->exclusive[0].exclusive);
    assert_int_equal(c->counts.considered, 3); /* order 1 counts once */
    q.floor_shared = 101;
    q.floor_exclusive = 300;
    c = match(&q);
    ASSERT_SHARED(c, 2);
    assert_int_equal(c->n_exclusive, 1);
    assert_int_equal(c->counts.considered, 2);
    q.want_exclusive = false;
    q.want_shared = 0;
    c = match(&q);
    assert_int_equal(c->n_shared + c->n_exclusive + c->counts.considered, 0);
}

/* Dear but often returned stands behind cheap and kept; what is asked of prices is asked of prices.
 */
static void test_rank_is_net_of_expected_returns(void **state)
{
    struct match_query q = query_of(&nothing);
    struct order wasteful = order_of(1, 100, 0), kept = order_of(2, 90, 0),
                 tie = order_of(3, 60, 0);

    (void)state;
    wasteful.returns = 40;
    kept.returns = 1;
    put(wasteful);
    put(kept);
    put(tie);
    ASSERT_SHARED(match(&q), 2, 1, 3); /* 89 after rounding down; 60 and 60, the lower id */
    assert_int_equal(match(&q)->shared[0].effective, 89);
    assert_int_equal(match(&q)->shared[0].price, 90);
    assert_int_equal(found(1).returns, 40);
    q.floor_shared = 95; /* above every effective price, and above the first ones' price */
    ASSERT_SHARED(match(&q), 1);
    assert_int_equal(match(&q)->counts.considered, 1);
    q.floor_shared = 0;
    wasteful.returns = 0;
    wasteful.filter = filter_compile(NULL, 0);
    put(wasteful); /* it got better */
    ASSERT_SHARED(match(&q), 1, 2, 3);
}

/* The last coin of the largest price must not overflow on its way. */
static void test_effective_prices_of_the_largest_amounts(void **state)
{
    (void)state;
    assert_true(effective_price(INT64_C(100000000000000), 0) == INT64_C(100000000000000));
    assert_true(effective_price(INT64_C(99999999999999), 1) == INT64_C(98999999999999));
    assert_int_equal(effective_price(1, 99), 0);
}

static void test_each_reason_is_counted(void **state)
{
    struct facts facts = {0};
    struct match_query q = query_of(&facts);
    struct order o;
    struct match_counts c;
    const struct uuid recipients[] = {id_of(1001), id_of(1004), id_of(1005), id_of(1006)};

    (void)state;
    fact_set(&facts, AGE, 30);
    o = order_of(1, 10, 0);
    free(o.filter);
    o.filter = age_filter(40, 50);
    put(o);
    o = order_of(2, 10, 0);
    o.n_spans = 2;
    o.spans = memcpy(mem_alloc(4 * sizeof(int64_t)), (int64_t[]){0, 1000, 1001, 2000}, 32);
    put(o);
    o = order_of(3, 10, 0);
    put(o);
    put(order_of(4, 10, 0));
    o = order_of(5, 10, 0);
    o.sleep = ORDER_ASLEEP_CAP;
    put(o);
    o = order_of(6, 10, 0);
    o.sleep = ORDER_ASLEEP_MONEY;
    put(o);
    o = order_of(7, 10, 0); /* asleep, but would not take it anyway */
    o.sleep = ORDER_ASLEEP_MONEY;
    free(o.filter);
    o.filter = age_filter(0, 29);
    put(o);
    o = order_of(8, 10, 0);
    o.niche = 2;
    put(o);
    q.seller_family = id_of(1004);
    q.recipients = recipients;
    q.n_recipients = COUNT(recipients);
    c = match(&q)->counts;
    assert_int_equal(match(&q)->n_shared, 0);
    assert_int_equal(c.considered, 7);
    assert_int_equal(c.filtered, 2);
    assert_int_equal(c.outside_hours, 1);
    assert_int_equal(c.own_family, 1);
    assert_int_equal(c.no_consent, 1);
    assert_int_equal(c.asleep_cap, 1);
    assert_int_equal(c.asleep_money, 1);
}

static void test_open_hours_are_half_open(void **state)
{
    struct match_query q = query_of(&nothing);
    struct order o = order_of(1, 10, 0);
    const int64_t spans[] = {100, 200, 300, 400, 400, 500};

    (void)state;
    o.spans = memcpy(mem_alloc(sizeof spans), spans, sizeof spans);
    o.n_spans = 3;
    put(o);
    for (q.now_ms = 90; q.now_ms <= 510; q.now_ms++) {
        bool open = (q.now_ms >= 100 && q.now_ms < 200) || (q.now_ms >= 300 && q.now_ms < 500);

        assert_int_equal(match(&q)->n_shared, open);
    }
    o = order_of(1, 10, 0);
    o.spans = mem_alloc(16); /* a schedule without a single open hour */
    put(o);
    assert_int_equal(match(&q)->n_shared, 0);
}

static void test_consent_may_name_the_org_or_its_family(void **state)
{
    struct match_query q = query_of(&nothing);
    struct order o = order_of(1, 10, 0);
    const struct uuid org = id_of(50), family = id_of(51), other = id_of(52);

    (void)state;
    o.org = org;
    o.family = family;
    put(o);
    q.n_recipients = 1;
    q.recipients = &org;
    assert_int_equal(match(&q)->n_shared, 1);
    q.recipients = &family;
    assert_int_equal(match(&q)->n_shared, 1);
    q.recipients = &other;
    assert_int_equal(match(&q)->n_shared, 0);
    q.n_recipients = 0; /* names nobody */
    assert_int_equal(match(&q)->n_shared, 0);
}

static void test_families_bound_the_list(void **state)
{
    struct match_query q = query_of(&nothing);
    struct order o;

    (void)state;
    for (uint32_t i = 1; i <= 20; i++)
        put(order_of(i, 1000 - i, 1000 - i));
    assert_int_equal(match(&q)->n_exclusive, 4);
    assert_int_equal(match(&q)->n_shared, 8);
    q.want_shared = 16;
    assert_int_equal(match(&q)->n_shared, 20);
    for (uint32_t i = 100; i < 200; i++) { /* one family above all others */
        o = order_of(i, 5000, 5000);
        o.family = id_of(7);
        put(o);
    }
    assert_int_equal(match(&q)->n_shared, CANDIDATES_MAX);
    assert_int_equal(match(&q)->n_exclusive, CANDIDATES_MAX);
    /* 29 orders of the large family, then 19 others, whom it did not push out */
    assert_int_equal(match(&q)->shared[28].price, 5000);
    assert_int_equal(match(&q)->shared[29].price, 999);
    assert_int_equal(match(&q)->shared[47].price, 981);
    assert_int_equal(match(&q)->exclusive[47].price, 997);
}

static void test_sleep_and_wake(void **state)
{
    struct match_query q = query_of(&nothing);
    struct uuid one = id_of(1), gone = id_of(99);

    (void)state;
    put(order_of(1, 10, 20));
    book_sleep(book, &one, ORDER_ASLEEP_CAP, 5000);
    assert_int_equal(match(&q)->n_shared + match(&q)->n_exclusive, 0);
    assert_int_equal(match(&q)->counts.asleep_cap, 1);
    assert_int_equal(found(1).sleep, ORDER_ASLEEP_CAP);
    book_sleep(book, &one, ORDER_ASLEEP_MONEY, 0); /* another reason while asleep */
    assert_int_equal(match(&q)->counts.asleep_money, 1);
    book_sold(book, &one, 700);
    assert_int_equal(found(1).idle_since_ms, 700);
    book_wake(book, &one);
    book_wake(book, &one);
    assert_int_equal(match(&q)->n_shared, 1);
    assert_int_equal(match(&q)->n_exclusive, 1);
    book_sleep(book, &gone, ORDER_ASLEEP_CAP, 0);
    book_wake(book, &gone);
    book_sold(book, &gone, 1);
}

static void note_niche(int32_t niche, void *arg)
{
    *(int *)arg |= 1 << niche;
}

static void test_a_deposit_wakes_the_wallet_s_orders(void **state)
{
    struct uuid wallet = id_of(77);
    int niches = 0;

    (void)state;
    for (uint32_t i = 1; i <= 9; i++) {
        struct order o = order_of(i, 10, 0);

        o.niche = (int32_t)(i % 3);
        o.wallet = i <= 6 ? wallet : o.wallet;
        o.sleep = i % 2 == 0 ? ORDER_ASLEEP_CAP : ORDER_ASLEEP_MONEY;
        put(o);
    }
    assert_int_equal(book_wake_wallet(book, &wallet, note_niche, &niches), 3); /* 1, 3, 5 */
    assert_int_equal(niches, 1 << 0 | 1 << 1 | 1 << 2);
    assert_int_equal(book_wake_wallet(book, &wallet, NULL, NULL), 0);
    assert_int_equal(found(7).sleep, ORDER_ASLEEP_MONEY);
}

static void test_due_sleepers_wake(void **state)
{
    int niches = 0;

    (void)state;
    for (uint32_t i = 1; i <= 6; i++) {
        struct order o = order_of(i, 10, 0);

        o.niche = (int32_t)i;
        put(o);
        book_sleep(book, &o.id, ORDER_ASLEEP_CAP, i == 6 ? 0 : (int64_t)i * 100);
    }
    assert_int_equal(book_wake_due(book, 99, note_niche, &niches), 0);
    assert_int_equal(book_wake_due(book, 200, note_niche, &niches), 2);
    assert_int_equal(niches, 1 << 1 | 1 << 2);
    assert_int_equal(book_wake_due(book, 299, NULL, NULL), 0);
    assert_int_equal(book_wake_due(book, INT64_MAX, NULL, NULL), 3);
    assert_int_equal(found(6).sleep, ORDER_ASLEEP_CAP);
}

static void test_replacing_takes_the_new_terms(void **state)
{
    struct match_query q = query_of(&nothing);
    struct order o = order_of(1, 10, 20), same;

    (void)state;
    put(o);
    o = order_of(1, 0, 30);
    o.revision = 2;
    put(o);
    assert_int_equal(book_size(book), 1);
    assert_int_equal(match(&q)->n_shared, 0);
    assert_int_equal(match(&q)->exclusive[0].price, 30);
    o = order_of(1, 10, 0);
    o.niche = 2;
    o.sleep = ORDER_ASLEEP_MONEY;
    put(o);
    assert_int_equal(match(&q)->n_exclusive, 0);
    q.niche = 2;
    assert_int_equal(match(&q)->counts.asleep_money, 1);
    same = found(1);
    same.filter = filter_compile(NULL, 0);
    same.sleep = ORDER_AWAKE;
    book_sold(book, &o.id, 800);
    book_put(book, &same);
    assert_int_equal(found(1).idle_since_ms, 800);
    assert_int_equal(match(&q)->n_shared, 1);
    assert_true(book_remove(book, &o.id));
    assert_int_equal(match(&q)->n_shared, 0);
    assert_int_equal(book_size(book), 0);
}

static void test_offers_and_the_consumer_market_are_apart(void **state)
{
    struct match_query q = query_of(&nothing);
    struct order o = order_of(1, 0, 500);
    struct uuid offer = id_of(900);

    (void)state;
    o.offer = offer;
    put(o);
    put(order_of(2, 100, 100));
    assert_int_equal(match(&q)->n_exclusive, 1);
    assert_int_equal(match(&q)->counts.considered, 1);
    q.kind = LEAD_TARGETED;
    assert_int_equal(match(&q)->n_exclusive, 0); /* names no offer */
    q.offer = offer;
    assert_int_equal(match(&q)->n_exclusive, 1);
    assert_int_equal(match(&q)->exclusive[0].price, 500);
    assert_int_equal(match(&q)->n_shared, 0);
    book_sleep(book, &o.id, ORDER_ASLEEP_CAP, 0);
    assert_int_equal(match(&q)->n_exclusive, 0);
    assert_int_equal(match(&q)->counts.asleep_cap, 1);
    book_wake(book, &o.id);
    q.floor_exclusive = 501;
    assert_int_equal(match(&q)->n_exclusive, 0);
    q.floor_exclusive = 0;
    q.niche = 2;
    assert_int_equal(match(&q)->n_exclusive, 0);
    q.niche = 1;
    q.want_exclusive = false;
    assert_int_equal(match(&q)->n_exclusive, 0);
    q.want_exclusive = true;
    assert_true(book_remove(book, &o.id));
    assert_int_equal(match(&q)->n_exclusive, 0);
}

static void test_an_offer_s_new_order_outlives_its_old_one(void **state)
{
    struct match_query q = query_of(&nothing);
    struct order old = order_of(1, 0, 500), new = order_of(2, 0, 600);

    (void)state;
    old.offer = new.offer = q.offer = id_of(900);
    q.kind = LEAD_TARGETED;
    put(old);
    put(new);
    assert_true(book_remove(book, &old.id));
    assert_int_equal(match(&q)->n_exclusive, 1);
    assert_int_equal(match(&q)->exclusive[0].price, 600);
}

struct seen {
    uint32_t ids[8];
    size_t n;
};

static void note_order(const struct candidate *c, void *arg)
{
    struct seen *seen = arg;

    seen->ids[seen->n++] = c->order.b[15];
}

static void test_match_all_ranks_sleepers_too(void **state)
{
    struct match_query q = query_of(&nothing);
    struct order o = order_of(3, 50, 0);
    struct seen seen = {.n = 0};

    (void)state;
    o.sleep = ORDER_ASLEEP_CAP;
    put(o);
    put(order_of(1, 40, 60));
    put(order_of(2, 55, 0));
    put(order_of(4, 0, 45));
    book_match_all(book, &q, note_order, &seen);
    assert_int_equal(seen.n, 4);
    assert_memory_equal(seen.ids, ((uint32_t[]){1, 2, 3, 4}), sizeof(uint32_t) * 4);
}

static bool stands_before(const struct candidate *a, const struct candidate *b)
{
    struct order x, y;

    if (a->price != b->price)
        return a->price > b->price;
    book_find(book, &a->order, &x);
    book_find(book, &b->order, &y);
    if (x.idle_since_ms != y.idle_since_ms)
        return x.idle_since_ms < y.idle_since_ms;
    return uuid_compare(&x.id, &y.id) < 0;
}

static void test_many_orders_keep_rank_through_changes(void **state)
{
    enum { N = 5000 };
    struct match_query q = query_of(&nothing);
    uint64_t seed = 5;

    (void)state;
    q.want_shared = 16;
    for (uint32_t i = 1; i <= N; i++)
        put(order_of(i, 1 + draw_below(&seed, 50), 1 + draw_below(&seed, 50)));
    for (int i = 0; i < 20000; i++) {
        struct uuid id = id_of((uint32_t)(1 + draw_below(&seed, N)));

        if (draw_chance(&seed, 30))
            book_remove(book, &id);
        else if (draw_chance(&seed, 50))
            book_sold(book, &id, draw_below(&seed, 10));
        else
            book_sleep(book, &id, (enum order_sleep)draw_below(&seed, 3), draw_below(&seed, 9));
    }
    assert_in_range(book_size(book), 100, N - 1000);
    book_wake_due(book, 100, NULL, NULL);
    while (match(&q)->n_shared > 0) {
        const struct candidates *c = match(&q);
        struct uuid first = c->shared[0].order;

        for (size_t i = 1; i < c->n_shared; i++)
            assert_true(stands_before(&c->shared[i - 1], &c->shared[i]));
        book_remove(book, &first);
    }
}

static int make(void **state)
{
    (void)state;
    book = book_new();
    return 0;
}

static int drop(void **state)
{
    (void)state;
    book_free(book);
    return 0;
}

#define BOOK_TEST(f) cmocka_unit_test_setup_teardown(f, make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOOK_TEST(test_empty_book_says_nothing),
        BOOK_TEST(test_rank_is_price_then_idle_then_id),
        BOOK_TEST(test_prices_of_both_ways_and_floors),
        BOOK_TEST(test_rank_is_net_of_expected_returns),
        cmocka_unit_test(test_effective_prices_of_the_largest_amounts),
        BOOK_TEST(test_each_reason_is_counted),
        BOOK_TEST(test_open_hours_are_half_open),
        BOOK_TEST(test_consent_may_name_the_org_or_its_family),
        BOOK_TEST(test_families_bound_the_list),
        BOOK_TEST(test_sleep_and_wake),
        BOOK_TEST(test_a_deposit_wakes_the_wallet_s_orders),
        BOOK_TEST(test_due_sleepers_wake),
        BOOK_TEST(test_replacing_takes_the_new_terms),
        BOOK_TEST(test_offers_and_the_consumer_market_are_apart),
        BOOK_TEST(test_an_offer_s_new_order_outlives_its_old_one),
        BOOK_TEST(test_match_all_ranks_sleepers_too),
        BOOK_TEST(test_many_orders_keep_rank_through_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
