/* UTF-8: exactly the sequences of RFC 3629, counted over all of them. */
#include "leadx/base/utf8.h"

#include "support.h"

static size_t encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

static void test_every_code_point_is_valid(void **state)
{
    char text[4];

    (void)state;
    for (uint32_t c = 0; c < 0x120000; c++) {
        size_t n = encode(c, text);
        bool scalar = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);

        assert_int_equal(utf8_valid((struct slice){text, n}), scalar);
        assert_int_equal(utf8_sequence(text, n), scalar ? n : 0);
        if (n > 1)
            assert_int_equal(utf8_sequence(text, n - 1), 0); /* cut short */
    }
}

/* As many three-byte sequences are taken as there are code points of three bytes: no other
 * spelling. */
static void test_no_other_spelling_is_valid(void **state)
{
    size_t two = 0, three = 0, four = 0;
    char text[4];

    (void)state;
    for (uint32_t i = 0; i < 1u << 24; i++) {
        text[0] = (char)(i >> 16);
        text[1] = (char)(i >> 8);
        text[2] = (char)i;
        text[3] = (char)(0x80 | (i & 63));
        three += utf8_sequence(text, 3) == 3;
        four += utf8_sequence(text, 4) == 4;
        two += (i & 0xff) == 0 && utf8_sequence(text, 2) == 2;
    }
    assert_int_equal(two, 0x800 - 0x80);
    assert_int_equal(three, 0x10000 - 0x800 - 0x800);
    assert_int_equal(four, 0x100000 / 64);
}

static void test_a_bad_byte_is_seen_at_every_place(void **state)
{
    char text[40];

    (void)state;
    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'x', sizeof text);
        assert_true(utf8_valid((struct slice){text, sizeof text}));
        text[at] = (char)0xff;
        assert_false(utf8_valid((struct slice){text, sizeof text}));
    }
    assert_true(utf8_valid(SLICE_NONE));
}

static void test_length_counts_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_length(SLICE("Иван €\xf0\x9f\x98\x80z")), 8);
    assert_int_equal(utf8_length(SLICE_NONE), 0);
}

static void test_forbidden(void **state)
{
    static const char *const bad[] = {"\x01",         "a\x1b[2J",         "\x7f",
                                      "\xc2\x80",     "\xc2\x9f",         "a\xe2\x80\xaez",
                                      "\xe2\x81\xa6", "\xef\xbf\xbe",     "\xef\xbf\xbf",
                                      "\xef\xb7\x90", "\xf0\x9f\xbf\xbf", "\xf4\x8f\xbf\xbe",
                                      "\xff"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_true(utf8_has_forbidden(slice_of(bad[i])));
    assert_true(utf8_has_forbidden(SLICE("a\0b")));
    assert_false(utf8_has_forbidden(SLICE("a\tb\r\nc Ё\xc2\xa0 \xef\xbf\xbd \xe2\x80\x8f")));
    assert_false(utf8_has_forbidden(SLICE_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_point_is_valid),
        cmocka_unit_test(test_no_other_spelling_is_valid),
        cmocka_unit_test(test_a_bad_byte_is_seen_at_every_place),
        cmocka_unit_test(test_length_counts_characters),
        cmocka_unit_test(test_forbidden),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
