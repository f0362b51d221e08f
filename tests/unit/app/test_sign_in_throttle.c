/* Who is slowed by whose tries: strangers by strangers, and nobody else. */
#include "leadx/app/sign_in_throttle.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support_vault.h"

static int64_t now_ms = 1000000;

static struct sign_in_try from(const char *peer)
{
    static uint8_t serial;
    static struct sign_in_try t;

    t = (struct sign_in_try){.peer = peer};
    memset(t.account, ++serial, sizeof t.account); /* each test an account of its own */
    return t;
}

static int burst(const struct sign_in_try *t)
{
    int n = 0;

    while (n < 1000 && throttle_take(t, now_ms) == 0)
        n++;
    return n;
}

static void test_an_address_has_few_tries(void **state)
{
    struct sign_in_try t = from("192.0.2.1");
    int64_t wait_ms;

    (void)state;
    assert_int_equal(burst(&t), 8);
    wait_ms = throttle_take(&t, now_ms);
    assert_in_range(wait_ms, 1, 10000);
    assert_int_equal(throttle_take(&t, now_ms + 10000), 0);
    now_ms += 100000;
}

static void test_a_network_is_one_address(void **state)
{
    struct sign_in_try t = from("2001:db8::1"), other;

    (void)state;
    assert_int_equal(burst(&t), 8);
    other = t;
    other.peer = "2001:db8::ffff:1";
    assert_int_equal(burst(&other), 0);
    other.peer = "2001:db8:0:1::1";
    assert_int_equal(burst(&other), 8);
    now_ms += 100000;
}

/* Whatever accounts it tries; links count with them. */
static void test_an_address_is_held_for_all_accounts(void **state)
{
    struct sign_in_try t;
    int n = 0;

    (void)state;
    for (int i = 0; i < 10; i++) {
        t = from("203.0.113.9");
        n += burst(&t);
    }
    assert_int_equal(n, 30);
    assert_true(throttle_take_address("203.0.113.9", now_ms) > 0);
    assert_int_equal(throttle_take_address("203.0.113.8", now_ms), 0);
    now_ms += 100000;
}

/* However many addresses they have, strangers together are held to one a second. */
static void test_many_addresses_are_held_together(void **state)
{
    struct sign_in_try t = from("192.0.2.1");
    char peer[32];
    int n = 0;

    (void)state;
    for (int i = 1; i < 100; i++) {
        snprintf(peer, sizeof peer, "198.51.100.%d", i);
        t.peer = peer;
        n += burst(&t);
    }
    assert_int_equal(n, 40);
    now_ms += 100000;
}

static void test_a_known_browser_is_not_slowed_by_strangers(void **state)
{
    struct sign_in_try t = from("192.0.2.1"), known = t;
    char mark[DEVICE_TOKEN + 1];

    (void)state;
    burst(&t);
    device_make(t.account, mark);
    device_read(&known, slice_of(mark));
    assert_true(known.known);
    assert_int_equal(burst(&known), 10); /* yet it does not guess for ever either */
    now_ms += 100000;
}

static void test_a_mark_is_for_one_account(void **state)
{
    struct sign_in_try t = from("192.0.2.1"), other = from("192.0.2.1");
    char mark[DEVICE_TOKEN + 1];

    (void)state;
    device_make(t.account, mark);
    device_read(&other, slice_of(mark));
    assert_false(other.known);
    mark[5] = mark[5] == 'A' ? 'B' : 'A';
    device_read(&t, slice_of(mark));
    assert_false(t.known);
    device_read(&t, SLICE_NONE);
    assert_false(t.known);
}

static void test_a_good_one_does_not_count(void **state)
{
    struct sign_in_try t = from("192.0.2.1");

    (void)state;
    for (int i = 0; i < 100; i++) {
        assert_int_equal(throttle_take(&t, now_ms), 0);
        throttle_give_back(&t);
    }
    assert_int_equal(burst(&t), 8); /* and gives nothing on top */
    now_ms += 100000;
}

static void test_codes_are_fewer(void **state)
{
    struct sign_in_try t = from("192.0.2.1");
    int n = 0;

    (void)state;
    while (throttle_take_code(&t, now_ms) == 0)
        n++;
    assert_int_equal(n, 6);
    assert_true(throttle_take_code(&t, now_ms + 30000) > 0);
    assert_int_equal(throttle_take_code(&t, now_ms + 61000), 0);
    now_ms += 1000000;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_address_has_few_tries),
        cmocka_unit_test(test_a_network_is_one_address),
        cmocka_unit_test(test_an_address_is_held_for_all_accounts),
        cmocka_unit_test(test_many_addresses_are_held_together),
        cmocka_unit_test(test_a_known_browser_is_not_slowed_by_strangers),
        cmocka_unit_test(test_a_mark_is_for_one_account),
        cmocka_unit_test(test_a_good_one_does_not_count),
        cmocka_unit_test(test_codes_are_fewer),
    };

    return cmocka_run_group_tests(tests, vault_up, vault_down);
}
