/* An option nobody declared never passes; values stand beside or after their option. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "args.h"

static const struct flag own[] = {
    {"niche", "NAME", "the market"},
    {"dry", NULL, "only look"},
    {NULL, NULL, NULL},
};

static bool reads(struct args *a, char *word, char *next)
{
    char *argv[] = {"leadx", "order", word, next};

    return args_read(a, next != NULL ? 4 : 3, argv, 2, own);
}

static void values_stand_beside_or_after(void **state)
{
    struct args a;

    (void)state;
    assert_true(reads(&a, "--niche=insurance", NULL));
    assert_string_equal(args_value(&a, "niche"), "insurance");
    assert_true(reads(&a, "--niche", "insurance"));
    assert_string_equal(args_value(&a, "niche"), "insurance");
    assert_int_equal(a.n_words, 0);
}

static void undeclared_options_are_refused(void **state)
{
    struct args a;

    (void)state;
    assert_false(reads(&a, "--niches", "insurance"));
    assert_false(reads(&a, "--nich", "insurance"));
    assert_false(reads(&a, "--dry=yes", NULL));
    assert_false(reads(&a, "--niche", NULL));
}

static void words_keep_their_order(void **state)
{
    struct args a;

    (void)state;
    assert_true(reads(&a, "-", "--"));
    assert_int_equal(a.n_words, 1);
    assert_true(reads(&a, "--", "--niche"));
    assert_string_equal(args_word(&a, 0), "--niche");
    assert_null(args_word(&a, 1));
    assert_false(args_given(&a, "niche"));
}

static void the_common_options_are_understood(void **state)
{
    struct args a;

    (void)state;
    assert_true(reads(&a, "--url", "https://localhost:1"));
    assert_string_equal(args_value(&a, "url"), "https://localhost:1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_stand_beside_or_after),
        cmocka_unit_test(undeclared_options_are_refused),
        cmocka_unit_test(words_keep_their_order),
        cmocka_unit_test(the_common_options_are_understood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
