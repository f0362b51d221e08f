/* Other people's words in XML and HTML. */
#include "leadx/base/markup.h"

#include <string.h>

#include "support.h"

static void assert_written(struct slice text, const char *expected)
{
    struct buf b;

    buf_init(&b, 0);
    markup_text(&b, text);
    buf_add_char(&b, '\0');
    assert_string_equal(b.p, expected);
    buf_free(&b);
}

static void test_nothing_ends_the_text_it_stands_in(void **state)
{
    (void)state;
    assert_written(SLICE("</td><script>"), "&lt;/td&gt;&lt;script&gt;");
    assert_written(SLICE("\" onload='x"), "&quot; onload=&#39;x");
    assert_written(SLICE("&lt;"), "&amp;lt;"); /* never taken as escaped already */
    assert_written(SLICE("]]>"), "]]&gt;");
    assert_written(SLICE(""), "");
}

static void test_words_stay_themselves(void **state)
{
    (void)state;
    assert_written(SLICE("Анна Петрова, 5 €\n\tвторая"), "Анна Петрова, 5 €\n\tвторая");
    assert_written(SLICE("\xEF\xBF\xBD"), "\xEF\xBF\xBD"); /* U+FFFD is a character */
    assert_written(SLICE("\xEF\xBF"), "\xEF\xBF");         /* a cut one is not read past its end */
}

static void test_what_xml_cannot_hold_is_left_out(void **state)
{
    static const char bytes[] = {'a', 0, 1, 0x1f, '\r', 0x7f, 'b'};

    (void)state;
    assert_written((struct slice){bytes, sizeof bytes}, "a\x7f"
                                                        "b");
    assert_written(SLICE("a\xEF\xBF\xBE\xEF\xBF\xBF"
                         "b"),
                   "ab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_ends_the_text_it_stands_in),
        cmocka_unit_test(test_words_stay_themselves),
        cmocka_unit_test(test_what_xml_cannot_hold_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
