/* Where one lead of a batch ends and the next begins, in arrays and in lines. */
#include "batch_cut.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The cuts joined by '|', of a body that must count as many; "!" when it is refused. */
static const char *cuts(const char *body, bool lines)
{
    static char out[256];
    struct batch_cut c;
    const char *why = NULL;
    struct slice lead;
    size_t n, seen = 0;

    out[0] = '\0';
    if (!batch_cut_begin(&c, slice_of(body), lines, &n, &why)) {
        assert_non_null(why);
        return "!";
    }
    for (; batch_cut_next(&c, &lead); seen++) {
        strcat(out, seen == 0 ? "" : "|");
        strncat(out, lead.p, lead.n);
    }
    assert_int_equal(seen, n);
    assert_false(batch_cut_next(&c, &lead));
    return out;
}

static void elements_of_an_array(void **state)
{
    (void)state;
    assert_string_equal(cuts("[{\"a\":1},{\"b\":2}]", false), "{\"a\":1}|{\"b\":2}");
    assert_string_equal(cuts(" \n[ {\"a\":[1,{}]} ,\r\n 7 ] \n", false), "{\"a\":[1,{}]}|7");
    assert_string_equal(cuts("[\"],[\\\"\",\"\\\\\"]", false), "\"],[\\\"\"|\"\\\\\"");
    assert_string_equal(cuts("[]", false), "");
    assert_string_equal(cuts(" [ ] ", false), "");
    assert_string_equal(cuts("[x y,{]}]", false), "x y|{]}"); /* for the parser to judge */
}

static void what_is_no_array_is_refused(void **state)
{
    static const char *const bad[] = {"",       "{}",        "[",       "[1",    "[1,]", "[,1]",
                                      "[1,,2]", "[1] [2]",   "[\"a]",   "[1]x",  "]",    "[[1]",
                                      "[{]",    "[\"a\\\"]", "\"[1]\"", "[ , ]", "1"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(cuts(bad[i], false), "!");
}

static void lines_are_leads(void **state)
{
    (void)state;
    assert_string_equal(cuts("{\"a\":1}\n{\"b\":\"[\"}\r\n", true), "{\"a\":1}|{\"b\":\"[\"}");
    assert_string_equal(cuts("\n\n 1\n \t\r\n2", true), "1|2");
    assert_string_equal(cuts("", true), "");
    assert_string_equal(cuts("\n", true), "");
}

/* Every prefix of an array is cut or refused, and nothing behind it is read (sanitizers look on).
 */
static void every_prefix(void **state)
{
    static const char whole[] = " [{\"a\\\"\":[1,\"]\"]},\"\\u0041\",{}] ";
    char *copy;

    (void)state;
    for (size_t n = 0; n < sizeof whole; n++) {
        struct batch_cut c;
        struct slice lead;
        const char *why;
        size_t count;

        copy = test_malloc(n + 1);
        memcpy(copy, whole, n);
        if (batch_cut_begin(&c, (struct slice){copy, n}, false, &count, &why)) {
            assert_true(n >= sizeof whole - 2);
            while (batch_cut_next(&c, &lead))
                count--;
            assert_int_equal(count, 0);
        }
        test_free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_of_an_array),
        cmocka_unit_test(what_is_no_array_is_refused),
        cmocka_unit_test(lines_are_leads),
        cmocka_unit_test(every_prefix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
