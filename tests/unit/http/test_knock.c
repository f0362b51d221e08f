/* Failed authentications by address: who is stopped, for how long, and who is not. */
#include "leadx/http/knock.h"

#include "support.h"

static void fail_times(const char *peer, int n, int64_t now_ms)
{
    for (int i = 0; i < n; i++)
        knock_failed(peer, now_ms);
}

static void test_a_few_failures_are_forgiven(void **state)
{
    (void)state;
    fail_times("192.0.2.1", 20, 1000000);
    assert_int_equal(knock_wait_ms("192.0.2.1", 1000000), 0);
}

static void test_many_are_not_and_others_go_on(void **state)
{
    int64_t wait_ms;

    (void)state;
    fail_times("192.0.2.2", 21, 2000000);
    wait_ms = knock_wait_ms("192.0.2.2", 2000000);
    assert_in_range(wait_ms, 1, 1000);
    assert_int_equal(knock_wait_ms("192.0.2.3", 2000000), 0);
    assert_int_equal(knock_wait_ms("192.0.2.2", 2000000 + wait_ms), 0);
    knock_failed("192.0.2.2", 2000000 + wait_ms);
    knock_failed("192.0.2.2", 2000000 + wait_ms);
    assert_true(knock_wait_ms("192.0.2.2", 2000000 + wait_ms) > 0);
}

static void test_a_64_is_one_address(void **state)
{
    (void)state;
    for (int i = 0; i < 21; i++) {
        char peer[64];

        snprintf(peer, sizeof peer, "2001:db8:1:2::%x", i);
        knock_failed(peer, 3000000);
    }
    assert_true(knock_wait_ms("2001:db8:1:2:ffff::1", 3000000) > 0);
    assert_int_equal(knock_wait_ms("2001:db8:1:3::1", 3000000), 0);
}

static void test_a_flood_of_addresses_keeps_the_newest(void **state)
{
    char peer[64];

    (void)state;
    for (int i = 0; i < 100000; i++) {
        snprintf(peer, sizeof peer, "10.%d.%d.%d", i >> 16, i >> 8 & 255, i & 255);
        knock_failed(peer, 4000000 + i);
    }
    fail_times("192.0.2.9", 21, 4200000);
    assert_true(knock_wait_ms("192.0.2.9", 4200000) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_few_failures_are_forgiven),
        cmocka_unit_test(test_many_are_not_and_others_go_on),
        cmocka_unit_test(test_a_64_is_one_address),
        cmocka_unit_test(test_a_flood_of_addresses_keeps_the_newest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
