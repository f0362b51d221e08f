/* JSON as text with sorted keys: what Jansson writes with the same wishes, and the same value read
 * again. */
#include "leadx/app/json_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void compare(const char *written)
{
    json_t *value = json_loads(written, JSON_DECODE_ANY, NULL), *again;
    char *jansson;
    struct buf b;

    assert_non_null(value);
    jansson = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    buf_init(&b, 0);
    json_text_add(&b, value);
    buf_add_char(&b, '\0');
    assert_string_equal(b.p, jansson);
    again = json_loads(b.p, JSON_DECODE_ANY, NULL);
    assert_true(json_equal(value, again));
    json_decref(again);
    json_decref(value);
    free(jansson);
    buf_free(&b);
}

static void test_written_as_jansson_does(void **state)
{
    static const char *const texts[] = {
        "null",
        "true",
        "false",
        "0",
        "-1",
        "9223372036854775807",
        "-9223372036854775808",
        "0.1",
        "-0.0",
        "1e300",
        "12345678.875",
        "\"\"",
        "\"a\\\"b\\\\c/d\\n\\t\\r\\b\\f\"",
        "\"\\u0001\\u0010\\u007f\"",
        "\"\u0416\u0443\u043a \u4e2d \U0001F600\"",
        "[]",
        "{}",
        "[1,[2,[3,[]]],{}]",
        "{\"b\":1,\"a\":2,\"\":3,\"ab\":4,\"B\":5}",
        "{ \"z\" : [ { \"y\" : null , \"x\" : [ true ] } ] , \"a\\\"\" : { \"\u00e9\" : 1.5 } }"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        compare(texts[i]);
}

static void test_order_of_writing_does_not_matter(void **state)
{
    char *text;
    json_t *o;

    (void)state;
    for (int n = 1; n < 100; n++) { /* few keys and many are sorted differently */
        char key[16];

        o = json_object();
        for (int i = 0; i < n; i++) {
            snprintf(key, sizeof key, "k%d", i * 37 % n);
            json_object_set_new(o, key, json_integer(i));
        }
        text = json_dumps(o, 0);
        compare(text);
        free(text);
        json_decref(o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_as_jansson_does),
        cmocka_unit_test(test_order_of_writing_does_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
