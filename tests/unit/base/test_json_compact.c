/* JSON without spaces between tokens: strings stay as they are. */
#include "leadx/base/json_compact.h"

#include "support.h"

static void expect(const char *json, const char *compact)
{
    char text[200];
    size_t n = strlen(json);

    assert_true(n < sizeof text);
    memcpy(text, json, n);
    n = json_compact(text, n);
    assert_int_equal(n, strlen(compact));
    assert_memory_equal(text, compact, n);
}

static void test_spaces_between_tokens_go(void **state)
{
    (void)state;
    expect("", "");
    expect(" null\n", "null");
    expect("{\"a\": 1, \"b\" : [1.5e3, true,\t{}]}", "{\"a\":1,\"b\":[1.5e3,true,{}]}");
}

static void test_strings_stay(void **state)
{
    (void)state;
    expect("\"a: b, c\"", "\"a: b, c\"");
    expect("[\"\\\" : \", \"\\\\\", \" \"]", "[\"\\\" : \",\"\\\\\",\" \"]");
    expect("{\"Привет мир\": \"\\u0020 \"}", "{\"Привет мир\":\"\\u0020 \"}");
}

/* Not JSON, which the database never answers; nothing is read or written beside it all the same. */
static void test_a_broken_end_stays_inside(void **state)
{
    (void)state;
    expect("\"", "\"");
    expect("\"a\\", "\"a\\");
    expect(" \" x", "\" x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spaces_between_tokens_go),
        cmocka_unit_test(test_strings_stay),
        cmocka_unit_test(test_a_broken_end_stays_inside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
