/* Buffers: the maximum holds, overflow sticks, JSON strings are escaped. */
#include "leadx/base/buf.h"

#include "support.h"

static void expect(const struct buf *b, const char *text)
{
    assert_false(b->overflow);
    assert_int_equal(b->n, strlen(text));
    assert_memory_equal(b->p, text, b->n);
}

static void test_adds_of_every_kind(void **state)
{
    struct buf b;
    char *room;

    (void)state;
    buf_init(&b, 0);
    buf_add_str(&b, "a");
    buf_add_char(&b, 'b');
    buf_add(&b, "cd", 2);
    buf_add_slice(&b, SLICE_NONE);
    buf_printf(&b, "%03d", 7);
    room = buf_reserve(&b, 1000);
    memcpy(room, "zz", 2);
    buf_advance(&b, 2);
    expect(&b, "abcd007zz");
    buf_free(&b);
}

static void test_grows_and_keeps_what_it_holds(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    for (int i = 0; i < 10000; i++)
        buf_printf(&b, "%04d", i);
    assert_int_equal(b.n, 40000);
    for (int i = 0; i < 10000; i++) {
        char text[8];

        snprintf(text, sizeof text, "%04d", i);
        assert_memory_equal(b.p + 4 * i, text, 4);
    }
    buf_free(&b);
}

static void test_the_maximum_is_exact(void **state)
{
    struct buf b;
    char bytes[301] = {0};

    (void)state;
    buf_init(&b, 300);
    buf_add(&b, bytes, 300);
    assert_false(b.overflow);
    assert_int_equal(b.size, 300);
    buf_add_char(&b, 'x');
    assert_true(b.overflow);
    assert_int_equal(b.n, 300);
    buf_free(&b);
}

static void test_overflow_drops_whole_pieces_and_sticks(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 10);
    buf_add_str(&b, "12345");
    buf_add_str(&b, "too long for it");
    assert_true(b.overflow);
    assert_int_equal(b.n, 5);
    buf_add_char(&b, 'x'); /* would fit, but the text has a hole already */
    buf_printf(&b, "y");
    assert_int_equal(b.n, 5);
    assert_null(buf_reserve(&b, 1));
    buf_clear(&b);
    buf_add_str(&b, "new");
    expect(&b, "new");
    buf_free(&b);
}

static void test_huge_requests_overflow(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    assert_null(buf_reserve(&b, SIZE_MAX));
    assert_true(b.overflow);
    buf_free(&b);
    buf_init(&b, 20);
    buf_printf(&b, "%0100d", 1);
    assert_true(b.overflow);
    assert_int_equal(b.n, 0);
    buf_free(&b);
}

static void test_json_strings(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    buf_add_json_string(&b, SLICE("a\"b\\c\b\t\n\f\r\v\x01\x1f\x7f/\0z"));
    expect(&b, "\"a\\\"b\\\\c\\b\\t\\n\\f\\r\\u000b\\u0001\\u001f\x7f/\\u0000z\"");
    buf_clear(&b);
    buf_add_json_string(&b, SLICE("Иван €"));
    expect(&b, "\"Иван €\"");
    buf_clear(&b);
    buf_add_json_string(&b, SLICE_NONE);
    expect(&b, "\"\"");
    buf_free(&b);
}

/* Each byte at each place of the eight-byte steps is treated as it is alone. */
static void test_json_strings_at_every_place(void **state)
{
    struct buf alone, placed;

    (void)state;
    buf_init(&alone, 0);
    buf_init(&placed, 0);
    for (int c = 0; c < 128; c++) {
        char one = (char)c;

        buf_clear(&alone);
        buf_add_json_string(&alone, (struct slice){&one, 1});
        for (size_t at = 0; at < 20; at++) {
            char text[20];

            memset(text, 'x', sizeof text);
            text[at] = one;
            buf_clear(&placed);
            buf_add_json_string(&placed, (struct slice){text, sizeof text});
            assert_int_equal(placed.n, alone.n + 19);
            assert_memory_equal(placed.p + 1 + at, alone.p + 1, alone.n - 2);
        }
    }
    buf_free(&alone);
    buf_free(&placed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_adds_of_every_kind),
        cmocka_unit_test(test_grows_and_keeps_what_it_holds),
        cmocka_unit_test(test_the_maximum_is_exact),
        cmocka_unit_test(test_overflow_drops_whole_pieces_and_sticks),
        cmocka_unit_test(test_huge_requests_overflow),
        cmocka_unit_test(test_json_strings),
        cmocka_unit_test(test_json_strings_at_every_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
