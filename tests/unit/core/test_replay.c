/* One recorded routing decided again with an order standing otherwise, and caps counted on. */
#include "leadx/core/replay.h"

#include "support_book.h"

enum { MINE = 50, SIBLING = 51 };

static struct replay_rival rivals[2 * CANDIDATES_MAX];
static const bool payable[WAYS] = {true, true};

static struct replay_rival rival_of(uint32_t n, int64_t price, bool exclusive)
{
    return (struct replay_rival){.order = id_of(n),
                                 .family = id_of(n),
                                 .price = price,
                                 .effective = price,
                                 .idle_ms = INT64_MIN,
                                 .exclusive = exclusive,
                                 .able = true};
}

/* Price lists ended by 0; orders 1, 2, … the shared ones from 21 on. */
static struct replay_routing routing_of(const int64_t *exclusive, const int64_t *shared,
                                        size_t free_shared)
{
    struct replay_routing r = {.rivals = rivals};

    for (uint32_t i = 0; exclusive[i] > 0; i++)
        rivals[r.n++] = rival_of(1 + i, exclusive[i], true);
    for (uint32_t i = 0; shared[i] > 0; i++)
        rivals[r.n++] = rival_of(21 + i, shared[i], false);
    r.terms = (struct auction_terms){.free_shared = free_shared, .may_exclusive = true};
    return r;
}
#define LIST(...) ((const int64_t[]){__VA_ARGS__})

static struct replay_order order_with(int64_t shared, int64_t exclusive)
{
    return (struct replay_order){.id = id_of(MINE),
                                 .family = id_of(MINE),
                                 .price = {[WAY_SHARED] = shared, [WAY_EXCLUSIVE] = exclusive},
                                 .idle_ms = INT64_MIN};
}

static struct replay_outcome decide(const struct replay_routing *r, int64_t shared,
                                    int64_t exclusive)
{
    struct replay_order o = order_with(shared, exclusive);
    struct replay_outcome out;

    replay_decide(r, &o, payable, &out);
    return out;
}

static void test_the_best_so_many_buy(void **state)
{
    struct replay_routing r = routing_of(LIST(0), LIST(30, 20, 10, 0), 2);

    (void)state;
    assert_int_equal(decide(&r, 25, 0).rule, REPLAY_BUYS);
    assert_int_equal(decide(&r, 25, 0).price, 25);
    assert_int_equal(decide(&r, 19, 0).rule, REPLAY_OUTBID);
    r.terms.free_shared = 3;
    assert_int_equal(decide(&r, 19, 0).rule, REPLAY_BUYS);
}

static void test_whom_it_pushes_out_does_not_buy(void **state)
{
    struct replay_routing r = routing_of(LIST(0), LIST(30, 20, 0), 2);
    struct replay_outcome out = decide(&r, 25, 0);
    struct uuid best = id_of(21), mine = id_of(MINE);

    (void)state;
    assert_int_equal(out.n, 2);
    assert_true(uuid_equal(&out.buyers[0], &best));
    assert_true(uuid_equal(&out.buyers[1], &mine));
}

static void test_alone_takes_more_than_all_shares(void **state)
{
    struct replay_routing r = routing_of(LIST(40, 0), LIST(30, 20, 0), 2);

    (void)state;
    assert_int_equal(decide(&r, 0, 50).rule, REPLAY_OUTBID); /* on a tie the shared */
    assert_int_equal(decide(&r, 0, 51).rule, REPLAY_BUYS);
    assert_int_equal(decide(&r, 0, 51).way, WAY_EXCLUSIVE);
    r.terms.may_exclusive = false;
    assert_int_equal(decide(&r, 0, 51).rule, REPLAY_OUTBID);
}

static void test_a_share_can_turn_an_exclusive_sale(void **state)
{
    struct replay_routing r = routing_of(LIST(55, 0), LIST(30, 20, 0), 3);

    (void)state;
    assert_int_equal(decide(&r, 4, 0).rule, REPLAY_OUTBID);
    assert_int_equal(decide(&r, 5, 0).rule, REPLAY_BUYS);
    assert_int_equal(decide(&r, 5, 0).way, WAY_SHARED);
    assert_int_equal(decide(&r, 5, 0).n, 3);
}

static void test_who_was_not_able_takes_no_place(void **state)
{
    struct replay_routing r = routing_of(LIST(90, 0), LIST(30, 20, 0), 1);

    (void)state;
    rivals[0].able = rivals[1].able = false;
    assert_int_equal(decide(&r, 19, 0).rule, REPLAY_OUTBID);
    assert_int_equal(decide(&r, 21, 0).rule, REPLAY_BUYS);
}

static void test_on_equal_worth_the_longest_idle_goes_first(void **state)
{
    struct replay_routing r = routing_of(LIST(0), LIST(20, 0), 1);
    struct replay_order o = order_with(20, 0);
    struct replay_outcome out;

    (void)state;
    rivals[0].idle_ms = 1000;
    for (int64_t idle_ms = 999; idle_ms <= 1001; idle_ms += 2) {
        o.idle_ms = idle_ms;
        replay_decide(&r, &o, payable, &out);
        assert_int_equal(out.rule, idle_ms < 1000 ? REPLAY_BUYS : REPLAY_OUTBID);
    }
    rivals[0].order = id_of(MINE + 1); /* then the lower id */
    o.idle_ms = 1000;
    replay_decide(&r, &o, payable, &out);
    assert_int_equal(out.rule, REPLAY_BUYS);
}

static void test_at_the_price_it_had_it_keeps_its_place(void **state)
{
    struct replay_routing r = routing_of(LIST(0), LIST(20, 20, 0), 1);
    struct replay_order o = order_with(20, 0);
    struct replay_outcome out;

    (void)state;
    o.idle_ms = 5000; /* ranked anew it would come last */
    rivals[0].own = true;
    rivals[0].order = o.id;
    rivals[0].family = o.family;
    rivals[0].able = false; /* caps are counted anew */
    replay_decide(&r, &o, payable, &out);
    assert_int_equal(out.rule, REPLAY_BUYS);
    o.price[WAY_SHARED] = 19;
    replay_decide(&r, &o, payable, &out);
    assert_int_equal(out.rule, REPLAY_OUTBID);
    o.price[WAY_SHARED] = 0; /* it takes no part: its old place is not there either */
    replay_decide(&r, &o, payable, &out);
    assert_int_equal(out.n, 1);
    assert_true(uuid_equal(&out.buyers[0], &rivals[1].order));
}

static void test_expected_returns_count_in_the_rank_alone(void **state)
{
    struct replay_routing r = routing_of(LIST(0), LIST(100, 0), 1);
    struct replay_order o = order_with(120, 0);
    struct replay_outcome out;

    (void)state;
    o.returns = 20; /* worth 96 */
    replay_decide(&r, &o, payable, &out);
    assert_int_equal(out.rule, REPLAY_OUTBID);
    o.returns = 10;
    replay_decide(&r, &o, payable, &out);
    assert_int_equal(out.rule, REPLAY_BUYS);
    assert_int_equal(out.price, 120);
}

static void test_a_cap_is_named_only_where_it_would_have_won(void **state)
{
    struct replay_routing r = routing_of(LIST(0), LIST(30, 0), 1);
    struct replay_order o = order_with(40, 0);
    struct replay_outcome out;

    (void)state;
    replay_decide(&r, &o, (const bool[WAYS]){false, false}, &out);
    assert_int_equal(out.rule, REPLAY_CAP);
    assert_int_equal(out.n, 1); /* the next one buys */
    assert_int_equal(out.price, 0);
    o.price[WAY_SHARED] = 20;
    replay_decide(&r, &o, (const bool[WAYS]){false, false}, &out);
    assert_int_equal(out.rule, REPLAY_OUTBID);
}

static void test_refused_for_its_higher_price_it_buys_at_the_other(void **state)
{
    struct replay_routing r = routing_of(LIST(0), LIST(30, 0), 2);
    struct replay_order o = order_with(20, 90);
    struct replay_outcome out;

    (void)state;
    replay_decide(&r, &o, payable, &out);
    assert_int_equal(out.way, WAY_EXCLUSIVE);
    replay_decide(&r, &o, (const bool[WAYS]){[WAY_SHARED] = true}, &out);
    assert_int_equal(out.rule, REPLAY_BUYS);
    assert_int_equal(out.way, WAY_SHARED);
    assert_int_equal(out.price, 20);
}

static void test_one_family_buys_once(void **state)
{
    struct replay_routing r = routing_of(LIST(0), LIST(30, 20, 0), 2);

    (void)state;
    rivals[0].order = id_of(SIBLING);
    rivals[0].family = id_of(MINE);
    assert_int_equal(decide(&r, 25, 0).rule, REPLAY_FAMILY_BOUGHT);
    assert_int_equal(decide(&r, 35, 0).rule, REPLAY_BUYS);
    assert_int_equal(decide(&r, 35, 0).n, 2);
}

static void test_the_sellers_minimum_is_asked_of_all(void **state)
{
    struct replay_routing r = routing_of(LIST(0), LIST(30, 0), 2);

    (void)state;
    r.terms.min_payout = 50;
    assert_int_equal(decide(&r, 19, 0).rule, REPLAY_BELOW_MINIMUM);
    assert_int_equal(decide(&r, 20, 0).rule, REPLAY_BUYS);
}

static void test_a_cap_begins_anew_with_its_period(void **state)
{
    static const int64_t starts[] = {1000, 2000, 3000};
    struct replay_cap cap = {.count = 2,
                             .minor = 50,
                             .used_count = 1,
                             .used_minor = 10,
                             .starts = starts,
                             .n_starts = 3};

    (void)state;
    assert_true(replay_cap_allows(&cap, 10, 40));
    assert_false(replay_cap_allows(&cap, 10, 41)); /* money */
    replay_cap_take(&cap, 10, 5);
    assert_false(replay_cap_allows(&cap, 999, 1));  /* count */
    assert_true(replay_cap_allows(&cap, 2500, 50)); /* a period without a look passed */
    replay_cap_take(&cap, 2500, 50);
    assert_false(replay_cap_allows(&cap, 2999, 1));
    assert_true(replay_cap_allows(&cap, 3000, 1));
}

static void test_no_limit_is_no_limit(void **state)
{
    struct replay_cap cap = {.count = -1, .minor = -1};

    (void)state;
    for (int i = 0; i < 1000; i++)
        replay_cap_take(&cap, i, INT64_C(1000000000000));
    assert_true(replay_cap_allows(&cap, 1000, INT64_C(100000000000000)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_best_so_many_buy),
        cmocka_unit_test(test_whom_it_pushes_out_does_not_buy),
        cmocka_unit_test(test_alone_takes_more_than_all_shares),
        cmocka_unit_test(test_a_share_can_turn_an_exclusive_sale),
        cmocka_unit_test(test_who_was_not_able_takes_no_place),
        cmocka_unit_test(test_on_equal_worth_the_longest_idle_goes_first),
        cmocka_unit_test(test_at_the_price_it_had_it_keeps_its_place),
        cmocka_unit_test(test_expected_returns_count_in_the_rank_alone),
        cmocka_unit_test(test_a_cap_is_named_only_where_it_would_have_won),
        cmocka_unit_test(test_refused_for_its_higher_price_it_buys_at_the_other),
        cmocka_unit_test(test_one_family_buys_once),
        cmocka_unit_test(test_the_sellers_minimum_is_asked_of_all),
        cmocka_unit_test(test_a_cap_begins_anew_with_its_period),
        cmocka_unit_test(test_no_limit_is_no_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
