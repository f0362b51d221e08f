/* Positions in what happens: read from what clients send, written as they get them, in order. */
#include "leadx/app/feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct feed_position of(const char *text)
{
    struct feed_position p = {0};

    assert_true(feed_position_read(slice_of(text), &p));
    return p;
}

static void written_as_read(void **state)
{
    static const char *const texts[] = {"1-0-0", "4711-12-3",
                                        "18446744073709551615-9223372036854775807-2147483647"};
    char out[FEED_POSITION_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct feed_position p = of(texts[i]);

        assert_string_equal(feed_position_format(&p, out), texts[i]);
    }
}

static void what_is_none_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        "1",
                                        "1-2",
                                        "1-2-",
                                        "-1-2-3",
                                        "1-2-3-",
                                        "1-2-3-4",
                                        " 1-2-3",
                                        "1-2-3 ",
                                        "+1-2-3",
                                        "1--2-3",
                                        "0-0-0",
                                        "a-b-c",
                                        "1-2-3\n",
                                        "0x1-2-3",
                                        "1.5-2-3",
                                        "18446744073709551616-0-0",
                                        "1-9223372036854775808-0",
                                        "1-0-2147483648",
                                        "99999999999999999999999999999999-0-0"};
    struct feed_position p;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(feed_position_read(slice_of(texts[i]), &p));
    assert_false(feed_position_read((struct slice){"1-2\0-3", 6}, &p));
}

static void in_the_order_of_transactions_rows_events(void **state)
{
    static const char *const texts[] = {"1-0-0", "1-0-1", "1-2-0", "9-1-1", "10-0-0", "10-0-7"};

    (void)state;
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++) {
            struct feed_position a = of(texts[i]), b = of(texts[j]);
            int order = feed_position_compare(&a, &b);

            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_as_read),
        cmocka_unit_test(what_is_none_is_refused),
        cmocka_unit_test(in_the_order_of_transactions_rows_events),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
