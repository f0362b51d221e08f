/* Bank accounts as people type them. */
#include "leadx/app/payee.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void check_account(const char *typed, const char *read)
{
    struct pool *pool = pool_new(0);
    struct slice account = payee_account(pool, slice_of(typed));

    if (read == NULL)
        assert_null(account.p);
    else
        assert_true(slice_is(account, slice_of(read)));
    pool_free(pool);
}

static void test_accounts_have_one_spelling(void **state)
{
    (void)state;
    check_account("de89 3704-0044 0532 0130 00", "DE89370400440532013000");
    check_account("40702810900000012345", "40702810900000012345");
    check_account("1234", "1234");
    check_account("AB12", "AB12"); /* too short to be meant as an IBAN */
}

static void test_wrong_ones_are_none(void **state)
{
    (void)state;
    check_account("DE89370400440532013001", NULL);
    check_account("DE98370400440532013000", NULL);
    check_account("123", NULL);
    check_account("", NULL);
    check_account("12345678901234567890123456789012345", NULL);
    check_account("12_34", NULL);
    check_account("1234\xc3\xa4", NULL);
}

static void test_ibans_of_several_countries(void **state)
{
    static const char *const good[] = {"GB33BUKB20201555555555", "NO9386011117947",
                                       "FR1420041010050500013M02606",
                                       "MT84MALT011000012345MTLCAST001S"};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(payee_is_iban(slice_of(good[i])));
    assert_false(payee_is_iban(SLICE("40702810900000012345")));
}

static void test_bics(void **state)
{
    (void)state;
    assert_true(payee_bic_good(SLICE("COBADEFF")));
    assert_true(payee_bic_good(SLICE("COBADEFFXXX")));
    assert_true(payee_bic_good(SLICE("SABRRUM1012")));
    assert_false(payee_bic_good(SLICE("COBADEFFX")));
    assert_false(payee_bic_good(SLICE("C0BADEFF")));
    assert_false(payee_bic_good(SLICE("cobadeff")));
}

static void test_little_is_shown(void **state)
{
    char hint[PAYEE_HINT_SIZE];

    (void)state;
    payee_hint(SLICE("DE89370400440532013000"), hint);
    assert_string_equal(hint, "…3000");
    payee_hint(SLICE("1234"), hint);
    assert_string_equal(hint, "…34");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accounts_have_one_spelling),
        cmocka_unit_test(test_wrong_ones_are_none),
        cmocka_unit_test(test_ibans_of_several_countries),
        cmocka_unit_test(test_bics),
        cmocka_unit_test(test_little_is_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
