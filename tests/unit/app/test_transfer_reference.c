/* References of top-ups as banks print them: one spelling, and a slip of the pen is seen. */
#include "leadx/app/transfer_reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "leadx/base/check97.h"

static const char good[] = "RF60KQYPWTDM";

static bool reads(const char *typed)
{
    struct pool *pool = pool_new(0);
    struct slice got = transfer_reference_read(pool, slice_of(typed));

    if (got.p != NULL)
        assert_int_equal(got.n, TRANSFER_REFERENCE_LENGTH);
    bool same = got.p != NULL && slice_is(got, slice_of(good));
    assert_true(got.p == NULL || same);
    pool_free(pool);
    return same;
}

static void test_one_spelling(void **state)
{
    (void)state;
    assert_true(reads("RF60KQYPWTDM"));
    assert_true(reads("rf60 kqyp wtdm"));
    assert_true(reads(" RF60-KQYP-WTDM "));
}

static void test_what_is_none(void **state)
{
    static const char *const none[] = {"",
                                       "RF",
                                       "RF60KQYPWTD",
                                       "RF60KQYPWTDM4",
                                       "RF60KQYPWTDMRF60KQYPWTDM",
                                       "XX60KQYPWTDM",
                                       "RF60KQYPWTD\xd0",
                                       "bank 2026/17"};

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(reads(none[i]));
}

/* Any one character wrong, and any two exchanged. */
static void test_every_slip_of_the_pen_is_seen(void **state)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char typed[sizeof good];

    (void)state;
    for (size_t i = 2; good[i] != '\0'; i++) {
        for (const char *c = alphabet; *c != '\0'; c++) {
            memcpy(typed, good, sizeof good);
            typed[i] = *c;
            assert_int_equal(reads(typed), *c == good[i]);
        }
    }
    for (size_t i = 4; i < TRANSFER_REFERENCE_LENGTH; i++) {
        for (size_t j = i + 1; j < TRANSFER_REFERENCE_LENGTH; j++) {
            memcpy(typed, good, sizeof good);
            typed[i] = good[j];
            typed[j] = good[i];
            assert_false(reads(typed));
        }
    }
}

/* The examples of the standards. */
static void test_check_digits(void **state)
{
    (void)state;
    assert_true(check97_good(SLICE("RF18539007547034")));
    assert_true(check97_good(SLICE("GB82WEST12345698765432")));
    assert_false(check97_good(SLICE("GB82WEST12345698765433")));
    assert_false(check97_good(SLICE("RF18")));
    assert_false(check97_good(SLICE("RF18 5390 0754 7034")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_spelling),
        cmocka_unit_test(test_what_is_none),
        cmocka_unit_test(test_every_slip_of_the_pen_is_seen),
        cmocka_unit_test(test_check_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
