/* Amounts as people type them become minor units exactly, or are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "amount.h"

static void assert_reads(const char *text, const char *currency, int64_t expected)
{
    int64_t minor = -1;

    assert_true(amount_read(text, currency, &minor));
    assert_int_equal(minor, expected);
}

static void digits_follow_the_currency(void **state)
{
    (void)state;
    assert_reads("325.00", "RUB", 32500);
    assert_reads("325.5", "RUB", 32550);
    assert_reads("325", "RUB", 32500);
    assert_reads("0.01", "RUB", 1);
    assert_reads("325", "JPY", 325);
    assert_reads("1.234", "KWD", 1234);
    assert_reads("10000000000000", "RUB", INT64_C(1000000000000000));
}

static void what_is_not_an_amount_is_refused(void **state)
{
    static const char *const texts[] = {"",      "-1",
                                        "1.234", "1,5",
                                        "1e3",   " 1",
                                        "1.2.",  "RUB",
                                        ".5",    "10000000000001",
                                        "0x10",  "99999999999999999999"};
    int64_t minor;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_false(amount_read(texts[i], "RUB", &minor));
    assert_false(amount_read("1.5", "JPY", &minor));
    assert_false(amount_read("1", "XXQ", &minor));
}

static void money_is_shown_with_its_currency(void **state)
{
    char out[64];
    json_t *money = amount_make(123450, "RUB");

    (void)state;
    assert_string_equal(amount_show(money, out, sizeof out), "1,234.50 RUB");
    json_decref(money);
    assert_string_equal(amount_show(NULL, out, sizeof out), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_follow_the_currency),
        cmocka_unit_test(what_is_not_an_amount_is_refused),
        cmocka_unit_test(money_is_shown_with_its_currency),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
