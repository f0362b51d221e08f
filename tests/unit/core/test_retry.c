/* The pauses between attempts. */
#include "leadx/core/retry.h"

#include "support.h"

static void test_pauses_grow_to_eight_hours(void **state)
{
    static const int64_t seconds[] = {5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800};

    (void)state;
    for (size_t i = 0; i < COUNT(seconds); i++)
        assert_int_equal(retry_pause_ms((int)i + 1, 0, 0), seconds[i] * 1000);
    assert_int_equal(retry_pause_ms(0, 0, 0), 5000);
    assert_int_equal(retry_pause_ms(1000, 0, 0), 28800000);
}

static void test_chance_makes_them_up_to_a_fifth_longer(void **state)
{
    (void)state;
    for (int n = 1; n < 12; n++) {
        int64_t least = retry_pause_ms(n, 0, 0), most = retry_pause_ms(n, 0, UINT32_MAX);

        assert_true(most > least && most <= least + least / 5);
        assert_true(retry_pause_ms(n, 0, UINT32_MAX / 2) > least);
        assert_true(retry_pause_ms(n, 0, UINT32_MAX / 2) < most);
    }
}

static void test_three_days_hold_seventeen_attempts(void **state)
{
    int64_t at = 0;
    int n = 1;

    (void)state;
    for (; at + retry_pause_ms(n, 0, 0) <= INT64_C(72) * 3600000; n++)
        at += retry_pause_ms(n, 0, 0);
    assert_int_equal(n, 17);
}

static void test_retry_after_is_a_least_up_to_an_hour(void **state)
{
    (void)state;
    assert_int_equal(retry_pause_ms(1, 60, 0), 60000);
    assert_int_equal(retry_pause_ms(1, 2, 0), 5000);
    assert_int_equal(retry_pause_ms(1, 86400, 0), 3600000);
    assert_int_equal(retry_pause_ms(1, INT64_MAX, 0), 3600000);
    assert_int_equal(retry_pause_ms(8, 86400, 0), 14400000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pauses_grow_to_eight_hours),
        cmocka_unit_test(test_chance_makes_them_up_to_a_fifth_longer),
        cmocka_unit_test(test_three_days_hold_seventeen_attempts),
        cmocka_unit_test(test_retry_after_is_a_least_up_to_an_hour),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
