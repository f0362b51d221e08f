/* What an organisation may be shown in its hour. */
#include "leadx/app/market_quota.h"

#include "leadx/base/clock.h"
#include "leadx/base/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void set_limit(const char *n)
{
    char err[200];

    assert_true(settings_set("market_shown_per_hour", n, err, sizeof err));
}

static void test_the_answer_that_passes_the_limit_is_the_last(void **state)
{
    struct uuid one = {{1}}, other = {{2}};
    int64_t wait_s = 0;

    (void)state;
    set_limit("100");
    assert_true(market_quota_left(&one, &wait_s));
    market_quota_take(&one, 99);
    assert_true(market_quota_left(&one, &wait_s));
    market_quota_take(&one, 50);
    assert_false(market_quota_left(&one, &wait_s));
    assert_true(wait_s > 3590 && wait_s <= 3600);
    assert_true(market_quota_left(&other, &wait_s)); /* is not concerned */
}

static void test_no_limit_counts_nothing(void **state)
{
    struct uuid org = {{3}};
    int64_t wait_s;

    (void)state;
    set_limit("0");
    market_quota_take(&org, 1000);
    assert_true(market_quota_left(&org, &wait_s));
    set_limit("10");
    assert_true(market_quota_left(&org, &wait_s));
}

/* More than the table holds: somebody's hour begins anew, nothing breaks. */
static void test_the_table_is_bounded(void **state)
{
    struct uuid org = {{0}};
    int64_t wait_s;

    (void)state;
    set_limit("10");
    for (uint32_t i = 0; i < 50000; i++) {
        org.b[12] = (uint8_t)(i >> 16);
        org.b[14] = (uint8_t)(i >> 8);
        org.b[15] = (uint8_t)i;
        market_quota_take(&org, 10);
        assert_false(market_quota_left(&org, &wait_s)); /* its own entry is there */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_answer_that_passes_the_limit_is_the_last),
        cmocka_unit_test(test_no_limit_counts_nothing),
        cmocka_unit_test(test_the_table_is_bounded),
    };

    clock_turn();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
