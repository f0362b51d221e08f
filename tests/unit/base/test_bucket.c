/* Token buckets: full at first, refilled by time, never past the burst. */
#include "leadx/base/bucket.h"

#include "support.h"

static void test_burst_then_rate(void **state)
{
    struct bucket b = {0};
    int64_t now = 1000000, wait;

    (void)state;
    for (int i = 0; i < 5; i++)
        assert_true(bucket_take(&b, now, 10, 5, NULL));
    assert_false(bucket_take(&b, now, 10, 5, &wait));
    assert_int_equal(wait, 100);
    assert_false(bucket_take(&b, now + 99, 10, 5, &wait));
    assert_int_equal(wait, 1);
    assert_true(bucket_take(&b, now + 100, 10, 5, &wait));
    assert_int_equal(wait, 0);
}

static void test_rest_fills_no_more_than_the_burst(void **state)
{
    struct bucket b = {0};
    int taken = 0;

    (void)state;
    bucket_take(&b, 1, 1, 3, NULL);
    while (bucket_take(&b, INT64_MAX, 1000000, 3, NULL)) /* the gain would overflow */
        taken++;
    assert_int_equal(taken, 3);
}

static void test_a_lower_burst_takes_effect(void **state)
{
    struct bucket b = {0};

    (void)state;
    assert_true(bucket_take(&b, 10, 1, 1000, NULL));
    assert_true(bucket_take(&b, 10, 1, 2, NULL));
    assert_true(bucket_take(&b, 10, 1, 2, NULL));
    assert_false(bucket_take(&b, 10, 1, 2, NULL));
}

static void test_clock_at_zero_or_backwards(void **state)
{
    struct bucket b = {0};
    int64_t wait;

    (void)state;
    assert_true(bucket_take(&b, 0, 1, 1, NULL));
    assert_false(bucket_take(&b, 0, 1, 1, NULL)); /* 0 is a time, not "never used" */
    assert_false(bucket_take(&b, -50, 1, 1, &wait));
    assert_in_range(wait, 1, 1000);
}

/* Two processes with one bucket read the clock at their own turns. */
static void test_two_clocks_gain_once(void **state)
{
    struct bucket b = {0};
    int taken = 0;

    (void)state;
    for (int64_t now = 100000; now < 110000; now += 10) {
        taken += bucket_take(&b, now, 3, 10, NULL);
        taken += bucket_take(&b, now - 90, 3, 10, NULL);
    }
    assert_in_range(taken, 10 + 3 * 10 - 1, 10 + 3 * 10);
}

static void test_the_rate_holds_over_an_hour(void **state)
{
    struct bucket b = {0};
    int taken = 0;

    (void)state;
    for (int64_t now = 1; now <= 3600000; now += 7)
        taken += bucket_take(&b, now, 3, 10, NULL);
    assert_in_range(taken, 3 * 3600 + 8, 3 * 3600 + 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_burst_then_rate),
        cmocka_unit_test(test_rest_fills_no_more_than_the_burst),
        cmocka_unit_test(test_a_lower_burst_takes_effect),
        cmocka_unit_test(test_clock_at_zero_or_backwards),
        cmocka_unit_test(test_two_clocks_gain_once),
        cmocka_unit_test(test_the_rate_holds_over_an_hour),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
