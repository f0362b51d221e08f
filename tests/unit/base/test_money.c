/* Money: currencies, how amounts look, the fee to the last minor unit. */
#include "leadx/base/money.h"

#include "support.h"

static void test_currencies(void **state)
{
    (void)state;
    assert_int_equal(money_exponent(SLICE("RUB")), 2);
    assert_int_equal(money_exponent(SLICE("JPY")), 0);
    assert_int_equal(money_exponent(SLICE("KWD")), 3);
    assert_int_equal(money_exponent(SLICE("AED")), 2); /* first */
    assert_int_equal(money_exponent(SLICE("ZWG")), 2); /* last */
    assert_true(money_currency_known(SLICE("EUR")));
    assert_false(money_currency_known(SLICE("rub")));
    assert_false(money_currency_known(SLICE("XXX")));
    assert_false(money_currency_known(SLICE("RUBL")));
    assert_false(money_currency_known(SLICE("RU")));
    assert_false(money_currency_known(SLICE("2 A")));
    assert_false(money_currency_known(SLICE_NONE));
}

/* A table out of order would lose codes to the binary search. */
static void test_every_code_is_found(void **state)
{
    int known = 0;
    char code[3];

    (void)state;
    for (int i = 0; i < 26 * 26 * 26; i++) {
        code[0] = (char)('A' + i / 676);
        code[1] = (char)('A' + i / 26 % 26);
        code[2] = (char)('A' + i % 26);
        known += money_currency_known((struct slice){code, 3});
    }
    assert_int_equal(known, 155); /* rows of the table */
}

static void expect_text(int64_t minor, const char *code, const char *text)
{
    char out[64];

    money_format(minor, slice_of(code), out, sizeof out);
    assert_string_equal(out, text);
}

static void test_format(void **state)
{
    char little[6];

    (void)state;
    expect_text(123450, "RUB", "1,234.50 RUB");
    expect_text(0, "RUB", "0.00 RUB");
    expect_text(5, "RUB", "0.05 RUB");
    expect_text(-99999, "USD", "-999.99 USD");
    expect_text(-100000, "USD", "-1,000.00 USD");
    expect_text(1234567, "JPY", "1,234,567 JPY");
    expect_text(1234567, "KWD", "1,234.567 KWD");
    expect_text(INT64_MIN, "RUB", "-92,233,720,368,547,758.08 RUB");
    expect_text(123, "???", "123 ???");
    money_format(123450, SLICE("RUB"), little, sizeof little);
    assert_string_equal(little, "1,234");
}

static void test_fee(void **state)
{
    (void)state;
    assert_int_equal(money_fee(32500, 1000, 0), 3250);
    assert_int_equal(money_fee(9, 1000, 0), 0); /* floor */
    assert_int_equal(money_fee(19, 1000, 2), 3);
    assert_int_equal(money_fee(100, 0, 100), 100);
    assert_int_equal(money_fee(100, 0, 101), 100); /* at most the price */
    assert_int_equal(money_fee(100, 10000, INT64_MAX), 100);
    assert_int_equal(money_fee(MONEY_MAX, 10000, 0), MONEY_MAX);
    assert_int_equal(money_fee(MONEY_MAX, 9999, 0), MONEY_MAX / 10000 * 9999);
}

static void test_fee_is_the_exact_floor(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        int64_t price = 1 + (int64_t)(chance(&seed) % (i % 2 == 0 ? 100000 : (uint64_t)MONEY_MAX));
        int bp = (int)(chance(&seed) % 10001);
        int64_t exact = (int64_t)((__int128)price * bp / 10000);

        assert_int_equal(money_fee(price, bp, 0), exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_currencies),
        cmocka_unit_test(test_every_code_is_found),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_fee),
        cmocka_unit_test(test_fee_is_the_exact_floor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
