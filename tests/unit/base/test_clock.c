/* Clocks: time stands still within a turn; the exchange's now follows the database. */
#include "leadx/base/clock.h"

#include <time.h>

#include "support.h"

static void test_time_stands_still_within_a_turn(void **state)
{
    int64_t mono = clock_mono_ms(), wall = clock_wall_ms(), start = clock_measure_us();

    (void)state;
    while (clock_measure_us() - start < 3000)
        ;
    assert_int_equal(clock_mono_ms(), mono);
    assert_int_equal(clock_wall_ms(), wall);
    clock_turn();
    assert_true(clock_mono_ms() > mono);
    assert_true(clock_mono_ms() - mono < 60000);
}

static void test_wall_is_this_machines(void **state)
{
    (void)state;
    clock_turn();
    assert_true(llabs(clock_wall_ms() - (int64_t)time(NULL) * 1000) < 5000);
    assert_int_equal(clock_exchange_ms(), clock_wall_ms()); /* nothing learned yet */
}

static void test_exchange_follows_the_database(void **state)
{
    int64_t shift = INT64_C(86400000) * 40;

    (void)state;
    clock_turn();
    clock_learn(clock_wall_ms() + shift);
    assert_true(llabs(clock_exchange_ms() - clock_wall_ms() - shift) < 1000);
    clock_learn(clock_wall_ms() - shift);
    assert_true(llabs(clock_exchange_ms() - clock_wall_ms() + shift) < 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time_stands_still_within_a_turn),
        cmocka_unit_test(test_wall_is_this_machines),
        cmocka_unit_test(test_exchange_follows_the_database),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
