/* Slices: comparing, trimming, whole numbers. */
#include "leadx/base/slice.h"

#include "support.h"

static void test_nocase_knows_ascii_letters_only(void **state)
{
    (void)state;
    assert_true(slice_is_nocase(SLICE("Content-LENGTH"), SLICE("content-length")));
    assert_false(slice_is_nocase(SLICE("a"), SLICE("ab")));
    assert_false(slice_is_nocase(SLICE("@"), SLICE("`"))); /* differ in the case bit, no letters */
    assert_false(slice_is_nocase(SLICE("["), SLICE("{")));
    assert_true(slice_is_nocase(SLICE_NONE, SLICE("")));
}

static void test_trim_takes_blanks_only(void **state)
{
    (void)state;
    assert_true(slice_is(slice_trim(SLICE(" \t a b \t")), SLICE("a b")));
    assert_true(slice_is(slice_trim(SLICE("\na\r")), SLICE("\na\r")));
    assert_int_equal(slice_trim(SLICE(" \t ")).n, 0);
    assert_int_equal(slice_trim(SLICE_NONE).n, 0);
}

static void test_int64_reads_its_whole_range(void **state)
{
    int64_t n = 7;

    (void)state;
    assert_true(slice_to_int64(SLICE("9223372036854775807"), &n) && n == INT64_MAX);
    assert_true(slice_to_int64(SLICE("-9223372036854775808"), &n) && n == INT64_MIN);
    assert_true(slice_to_int64(SLICE("0"), &n) && n == 0);
    assert_true(slice_to_int64(SLICE("-32500"), &n) && n == -32500);
}

static void test_int64_refuses_the_rest(void **state)
{
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "1e3",
                                      "0x10",
                                      "--1",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999999"};
    int64_t n = 7;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(slice_to_int64(slice_of(bad[i]), &n));
    assert_false(slice_to_int64(SLICE_NONE, &n));
    assert_int_equal(n, 7);
}

static void test_compare_is_the_order_of_bytes(void **state)
{
    (void)state;
    assert_true(slice_compare(SLICE("a"), SLICE("b")) < 0);
    assert_true(slice_compare(SLICE("ab"), SLICE("a")) > 0);
    assert_true(slice_compare(SLICE("\xff"), SLICE("a")) > 0);
    assert_int_equal(slice_compare(SLICE_NONE, SLICE("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nocase_knows_ascii_letters_only),
        cmocka_unit_test(test_trim_takes_blanks_only),
        cmocka_unit_test(test_int64_reads_its_whole_range),
        cmocka_unit_test(test_int64_refuses_the_rest),
        cmocka_unit_test(test_compare_is_the_order_of_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
