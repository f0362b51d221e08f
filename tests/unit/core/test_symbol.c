/* Symbols: equal texts have equal numbers, for ever. */
#include "leadx/core/symbol.h"

#include <stdio.h>

#include "support.h"

static void test_equal_texts_have_equal_numbers(void **state)
{
    struct symbols *s = symbols_new();
    uint32_t hot = symbol_intern(s, SLICE("hot")), empty = symbol_intern(s, SLICE_NONE);

    (void)state;
    assert_int_not_equal(hot, 0);
    assert_int_not_equal(hot, empty);
    assert_int_equal(symbol_intern(s, SLICE("hot")), hot);
    assert_int_equal(symbol_find(s, (struct slice){"hotter", 3}), hot);
    assert_int_equal(symbol_find(s, SLICE("hott")), 0);
    assert_int_equal(symbol_find(s, SLICE("")), empty);
    assert_true(slice_is(symbol_text(s, hot), SLICE("hot")));
    symbols_free(s);
}

static void test_looking_up_does_not_grow(void **state)
{
    struct symbols *s = symbols_new();

    (void)state;
    assert_int_equal(symbol_find(s, SLICE("a")), 0);
    assert_int_equal(symbol_find(s, SLICE("b")), 0);
    assert_int_equal(symbol_intern(s, SLICE("c")), 1);
    symbols_free(s);
}

static void test_many_texts_keep_their_numbers(void **state)
{
    enum { N = 100000 };
    struct symbols *s = symbols_new();
    char text[24];

    (void)state;
    for (int i = 0; i < N; i++) {
        snprintf(text, sizeof text, "source_%d", i);
        assert_int_equal(symbol_intern(s, slice_of(text)), i + 1);
    }
    for (int i = 0; i < N; i++) {
        snprintf(text, sizeof text, "source_%d", i);
        assert_int_equal(symbol_find(s, slice_of(text)), i + 1);
        assert_true(slice_is(symbol_text(s, (uint32_t)i + 1), slice_of(text)));
    }
    symbols_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_texts_have_equal_numbers),
        cmocka_unit_test(test_looking_up_does_not_grow),
        cmocka_unit_test(test_many_texts_keep_their_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
