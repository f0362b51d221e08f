/* One exclusive buyer against several shared ones. */
#include "leadx/core/auction.h"

#include <stdlib.h>

#include "support_book.h"

enum { ORDERS = 8 };

static struct order orders[ORDERS];

static struct candidate candidate_of(size_t n, int64_t price, bool exclusive)
{
    return (struct candidate){
        .order = orders[n].id, .family = orders[n].family, .price = price, .exclusive = exclusive};
}

/* Candidates from price lists ended by 0; the i-th exclusive is order i, the i-th shared order i
 * too. */
static struct candidates candidates_of(const int64_t *exclusive, const int64_t *shared)
{
    struct candidates c = {0};

    for (; exclusive[c.n_exclusive] > 0; c.n_exclusive++)
        c.exclusive[c.n_exclusive] = candidate_of(c.n_exclusive, exclusive[c.n_exclusive], true);
    for (; shared[c.n_shared] > 0; c.n_shared++)
        c.shared[c.n_shared] = candidate_of(c.n_shared, shared[c.n_shared], false);
    return c;
}
#define LIST(...) ((const int64_t[]){__VA_ARGS__})

static struct auction_terms terms_of(size_t free_shared)
{
    return (struct auction_terms){.free_shared = free_shared, .may_exclusive = true};
}

static void test_what_is_worth_more_wins_shared_on_a_tie(void **state)
{
    static const struct {
        int64_t exclusive;
        size_t slots, n;
        bool alone;
        int64_t price;
    } cases[] = {
        {60, 3, 3, false, 60},   {61, 3, 1, true, 61},  {59, 3, 3, false, 60}, {60, 2, 1, true, 60},
        {50, 2, 2, false, 50},   {31, 1, 1, true, 31},  {30, 1, 1, false, 30}, {1, 0, 1, true, 1},
        {100, 16, 1, true, 100}, {5, 16, 4, false, 65},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct candidates c = candidates_of(LIST(cases[i].exclusive, 0), LIST(30, 20, 10, 5, 0));
        struct auction_terms t = terms_of(cases[i].slots);
        struct auction_result r;

        auction_decide(&c, &t, NULL, NULL, &r);
        assert_int_equal(r.n, cases[i].n);
        assert_int_equal(r.exclusive, cases[i].alone);
        assert_int_equal(r.price, cases[i].price);
    }
}

static void test_nobody(void **state)
{
    struct candidates c = candidates_of(LIST(0), LIST(0));
    struct auction_terms t = terms_of(3);
    struct auction_result r;

    (void)state;
    auction_decide(&c, &t, NULL, NULL, &r);
    assert_int_equal(r.n, 0);
    assert_false(r.below_min);
    t.may_exclusive = false;
    t.free_shared = 0;
    c = candidates_of(LIST(10, 0), LIST(10, 0));
    auction_decide(&c, &t, NULL, NULL, &r);
    assert_int_equal(r.n, 0);
}

static void test_a_family_buys_once(void **state)
{
    struct candidates c = candidates_of(LIST(0), LIST(30, 20, 10, 0));
    struct auction_terms t = terms_of(2);
    struct auction_result r;

    (void)state;
    c.shared[1].family = c.shared[0].family;
    auction_decide(&c, &t, NULL, NULL, &r);
    assert_int_equal(r.n, 2);
    assert_int_equal(r.price, 40);
}

static bool not_this(const struct candidate *c, void *arg)
{
    return !uuid_equal(&c->order, arg);
}

static void test_who_cannot_now_is_passed_over(void **state)
{
    struct candidates c = candidates_of(LIST(100, 55, 0), LIST(30, 20, 10, 0));
    struct auction_terms t = terms_of(3);
    struct auction_result r;

    (void)state;
    auction_decide(&c, &t, not_this, &orders[0].id, &r); /* neither exclusive nor shared */
    assert_true(r.exclusive);
    assert_int_equal(r.price, 55);
    auction_decide(&c, &t, not_this, &orders[1].id, &r);
    assert_int_equal(r.price, 100);
}

static void test_fees_and_the_least_payout(void **state)
{
    struct candidates c = candidates_of(LIST(0), LIST(1000, 999, 0));
    struct auction_terms t = terms_of(2);
    struct auction_result r;

    (void)state;
    t.fee_bp = 1500;
    t.fee_fixed = 5;
    t.min_payout = 1690;
    auction_decide(&c, &t, NULL, NULL, &r);
    assert_int_equal(r.picks[0].fee, 155);
    assert_int_equal(r.picks[1].fee, 154); /* 149.85 rounded down, and 5 */
    assert_int_equal(r.price, 1999);
    assert_int_equal(r.payout, 1690);
    assert_int_equal(r.n, 2);
    t.min_payout = 1691;
    auction_decide(&c, &t, NULL, NULL, &r);
    assert_int_equal(r.n, 0);
    assert_true(r.below_min);
    assert_int_equal(r.payout, 0);
}

static int make(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < ORDERS; i++)
        orders[i] = order_of(i, 1, 1);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    for (size_t i = 0; i < ORDERS; i++)
        free(orders[i].filter);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_worth_more_wins_shared_on_a_tie),
        cmocka_unit_test(test_nobody),
        cmocka_unit_test(test_a_family_buys_once),
        cmocka_unit_test(test_who_cannot_now_is_passed_over),
        cmocka_unit_test(test_fees_and_the_least_payout),
    };

    return cmocka_run_group_tests(tests, make, drop);
}
