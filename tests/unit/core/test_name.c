/* Names: only space is touched; what could deceive a reader is refused. */
#include "leadx/core/normalise.h"

#include "support.h"

static struct pool *pool;

static void test_space_is_tidied_and_nothing_else(void **state)
{
    static const char *const cases[][2] = {
        {"Anna", "Anna"},
        {"  Anna   Maria ", "Anna Maria"},
        {"Анна\t\nПетрова", "Анна Петрова"},
        {"Jose\u0301 da Silva", "Jose\u0301 da Silva"}, /* a combining accent stays as sent */
        {"O’Brien-Smith jr.", "O’Brien-Smith jr."},
        {"\u00a0\u3000王\u2003小明\u00a0", "王 小明"},
        {"von  der\u2009Leyen", "von der Leyen"},
        {"a\u00b5", "a\u00b5"}, /* µ begins like a no-break space */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *got = name_normalise(pool, slice_of(cases[i][0]), 100);

        assert_non_null(got);
        assert_string_equal(got, cases[i][1]);
    }
}

static void test_what_is_refused(void **state)
{
    static const struct slice cases[] = {
        SLICE(""),
        SLICE("  \t "),
        SLICE("\u00a0\u2003"),
        SLICE("Anna\0"),
        SLICE("Anna\x07"),
        SLICE("Anna\x7f"),
        SLICE("Anna\xc2\x85"),
        SLICE("Anna\u202eaveN"), /* right-to-left override */
        SLICE("Anna\u2066"),     /* isolate */
        SLICE("Anna\xff"),
        SLICE("Anna\xc3"),
        SLICE("\xed\xa0\x80"), /* a surrogate */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_null(name_normalise(pool, cases[i], 100));
}

static void test_length_is_in_characters_after_tidying(void **state)
{
    (void)state;
    assert_non_null(name_normalise(pool, SLICE("Анна П"), 6));
    assert_null(name_normalise(pool, SLICE("Анна Пе"), 6));
    assert_non_null(name_normalise(pool, SLICE("  Анна     П  "), 6));
    assert_non_null(name_normalise(pool, SLICE("😀"), 1));
    assert_null(name_normalise(pool, SLICE("ab"), 1));
}

static void test_mask(void **state)
{
    (void)state;
    assert_string_equal(name_mask(pool, SLICE("Anna")), "A***");
    assert_string_equal(name_mask(pool, SLICE("Анна Петрова")), "А*** П***");
    assert_string_equal(name_mask(pool, SLICE("a b c d e")), "a*** b*** c***");
    assert_string_equal(name_mask(pool, SLICE("")), "***");
    assert_string_equal(name_mask(pool, SLICE("\xd0")), "***");
}

static int make_pool(void **state)
{
    (void)state;
    pool = pool_new(0);
    return 0;
}

static int drop_pool(void **state)
{
    (void)state;
    pool_free(pool);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_space_is_tidied_and_nothing_else),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_length_is_in_characters_after_tidying),
        cmocka_unit_test(test_mask),
    };

    return cmocka_run_group_tests(tests, make_pool, drop_pool);
}
