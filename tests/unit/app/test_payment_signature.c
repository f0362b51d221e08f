/* Who reports a payment. The vector was made with another program: printf 1763769600.{} | openssl
 * dgst -sha256 -hmac lxp_test */
#include "leadx/app/payment_signature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define AT 1763769600
#define MAC "20aa8ae73256423fd0dbcc10d3d8173385d31c83aef7b6874d574cea5bae1fcc"

static bool good(const char *header, const char *body, int64_t now)
{
    return payment_signature_good(slice_of(header), slice_of(body), SLICE("lxp_test"), now, 300);
}

static void test_a_good_one(void **state)
{
    (void)state;
    assert_true(good("t=1763769600,v1=" MAC, "{}", AT));
    assert_true(good("t=1763769600, v1=" MAC, "{}", AT + 300));
    assert_true(good("v1=" MAC ",t=1763769600", "{}", AT - 300));
    assert_true(good("t=1763769600,v1=00,v1=" MAC ",v2=x", "{}", AT));
}

static void test_bad_ones(void **state)
{
    (void)state;
    assert_false(good("t=1763769600,v1=" MAC, "{} ", AT));
    assert_false(good("t=1763769601,v1=" MAC, "{}", AT));
    assert_false(good("t=1763769600,v1=" MAC, "{}", AT + 301));
    assert_false(good("t=1763769600,v1=" MAC, "{}", AT - 301));
    assert_false(good("t=1763769600,v1=" MAC "0", "{}", AT));
    assert_false(good("t=1763769600", "{}", AT));
    assert_false(good("v1=" MAC, "{}", AT));
    assert_false(good("", "{}", AT));
    assert_false(good(",,,", "{}", AT));
    assert_false(good("t=9999999999999,v1=" MAC, "{}", AT));
    assert_false(payment_signature_good(SLICE_NONE, SLICE("{}"), SLICE("lxp_test"), AT, 300));
}

static void test_secrets_are_long_and_not_the_same(void **state)
{
    char a[PAYMENT_SECRET_SIZE], b[PAYMENT_SECRET_SIZE];

    (void)state;
    payment_secret_make(a);
    payment_secret_make(b);
    assert_int_equal(strlen(a), PAYMENT_SECRET_SIZE - 1);
    assert_memory_equal(a, "lxp_", 4);
    assert_string_not_equal(a, b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_good_one),
        cmocka_unit_test(test_bad_ones),
        cmocka_unit_test(test_secrets_are_long_and_not_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
