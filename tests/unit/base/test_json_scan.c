/* The pre-scan: depth, NUL and UTF-8, wherever in the text they stand. */
#include "leadx/base/json_scan.h"

#include "support.h"

static void expect(struct slice text, size_t max_depth, enum json_scan_result result)
{
    assert_int_equal(json_scan(text, max_depth), result);
}

static void test_depth(void **state)
{
    (void)state;
    expect(SLICE("[[1],{\"a\":[2]}]"), 3, JSON_SCAN_OK);
    expect(SLICE("[[1],{\"a\":[2]}]"), 2, JSON_SCAN_TOO_DEEP);
    expect(SLICE("7"), 0, JSON_SCAN_OK);
    expect(SLICE("[]"), 0, JSON_SCAN_TOO_DEEP);
    expect(SLICE("[\"[[[[{{{{\\\"[[[[\", 1]"), 1,
           JSON_SCAN_OK);                                    /* brackets in a string do not count */
    expect(SLICE("[\"\\\\\", [1]]"), 1, JSON_SCAN_TOO_DEEP); /* the string ended at \\" */
    expect(SLICE("]]]][[1]]"), 2, JSON_SCAN_OK);             /* closing more earns no depth */
    expect(SLICE("]]]][[[1]]]"), 2, JSON_SCAN_TOO_DEEP);
}

static void test_a_long_row_of_brackets(void **state)
{
    static char text[1000000];

    (void)state;
    memset(text, '[', sizeof text);
    expect((struct slice){text, sizeof text}, 64, JSON_SCAN_TOO_DEEP);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = "[]"[i % 2];
    expect((struct slice){text, sizeof text}, 1, JSON_SCAN_OK);
}

static void test_empty(void **state)
{
    (void)state;
    expect(SLICE_NONE, 9, JSON_SCAN_EMPTY);
    expect(SLICE(" \t\r\n"), 9, JSON_SCAN_EMPTY);
    expect(SLICE(" \t\r\n0"), 9, JSON_SCAN_OK);
    expect(SLICE("\xc2\xa0"), 9,
           JSON_SCAN_OK); /* no white space of JSON's; the parser refuses it */
}

static void test_nul(void **state)
{
    (void)state;
    expect(SLICE("\0"), 9, JSON_SCAN_NUL);
    expect(SLICE("{\"a\":1}\0"), 9, JSON_SCAN_NUL);
    expect(SLICE("\"a\\u0000\""), 9, JSON_SCAN_NUL);
    expect(SLICE("\"a\\\\u0000\""), 9, JSON_SCAN_OK);    /* a backslash, then text */
    expect(SLICE("\"a\\\\\\u0000\""), 9, JSON_SCAN_NUL); /* a backslash, then NUL */
    expect(SLICE("\"\\u00000\""), 9, JSON_SCAN_NUL);
    expect(SLICE("\"\\u0001\\u00e9\""), 9, JSON_SCAN_OK);
    expect(SLICE("\"\\u000"), 9, JSON_SCAN_OK); /* cut short: the parser's to refuse */
    expect(SLICE("\"\\"), 9, JSON_SCAN_OK);
    expect(SLICE("\"\\\0\""), 9, JSON_SCAN_NUL);
}

static void test_utf8(void **state)
{
    (void)state;
    expect(SLICE("{\"имя\":\"Иван €\xf0\x9f\x98\x80\"}"), 9, JSON_SCAN_OK);
    expect(SLICE("\"\xc3\""), 9, JSON_SCAN_UTF8);
    expect(SLICE("\"\xed\xa0\x80\""), 9, JSON_SCAN_UTF8);
    expect(SLICE("\"\\\xff\""), 9, JSON_SCAN_UTF8);
    expect(SLICE("\xff"), 9, JSON_SCAN_UTF8);
    expect(SLICE("\"abc\xd0"), 9, JSON_SCAN_UTF8);
}

/* What matters is seen at each place of the eight-byte steps. */
static void test_every_place_in_a_string(void **state)
{
    char text[42];

    (void)state;
    for (size_t at = 1; at < 40; at++) {
        memset(text, 'x', sizeof text);
        text[0] = text[41] = '"';
        text[at] = '\0';
        expect((struct slice){text, sizeof text}, 0, JSON_SCAN_NUL);
        text[at] = (char)0x80;
        expect((struct slice){text, sizeof text}, 0, JSON_SCAN_UTF8);
        text[at] = '"';
        text[at + 1] = '[';
        expect((struct slice){text, sizeof text}, 0, JSON_SCAN_TOO_DEEP);
        text[at] = '\\';
        text[at + 1] = '"';
        expect((struct slice){text, sizeof text}, 0, JSON_SCAN_OK);
    }
}

/* One byte after another, with no shortcut. Alphabet without UTF-8 and escapes of NUL. */
static size_t deepest(struct slice s)
{
    size_t depth = 0, most = 0;
    bool in_string = false;

    for (size_t i = 0; i < s.n; i++) {
        if (in_string) {
            if (s.p[i] == '\\')
                i++;
            else if (s.p[i] == '"')
                in_string = false;
        } else if (s.p[i] == '"') {
            in_string = true;
        } else if (s.p[i] == '[' || s.p[i] == '{') {
            most = ++depth > most ? depth : most;
        } else if ((s.p[i] == ']' || s.p[i] == '}') && depth > 0) {
            depth--;
        }
    }
    return most;
}

static void test_agrees_with_the_slow_way(void **state)
{
    static const char alphabet[] = "[]{}[[\"\"\\ abcdefgh!#\x1f";
    uint64_t seed = 11;
    char text[64];

    (void)state;
    for (int i = 0; i < 300000; i++) {
        struct slice s = {text, 1 + chance(&seed) % 63};
        size_t most;

        for (size_t k = 0; k < s.n; k++)
            text[k] = alphabet[chance(&seed) % (sizeof alphabet - 1)];
        text[0] = 'x'; /* never empty */
        most = deepest(s);
        expect(s, most, JSON_SCAN_OK);
        if (most > 0)
            expect(s, most - 1, JSON_SCAN_TOO_DEEP);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_a_long_row_of_brackets),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_nul),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_every_place_in_a_string),
        cmocka_unit_test(test_agrees_with_the_slow_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
