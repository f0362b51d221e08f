/* The hash map of caches and of what is in flight: what is put is found, what is taken is gone,
 * through growth and through the tombstones that long lives leave. */
#include "leadx/app/keymap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void key_of(uint32_t i, uint8_t key[KEYMAP_KEY])
{
    memset(key, 0, KEYMAP_KEY);
    memcpy(key + 12, &i, sizeof i);
}

static void test_found_until_taken(void **state)
{
    static int things[5000];
    struct keymap m;
    uint8_t key[KEYMAP_KEY];

    (void)state;
    keymap_init(&m);
    for (uint32_t i = 0; i < 5000; i++) {
        key_of(i, key);
        assert_null(keymap_put(&m, key, &things[i]));
    }
    assert_int_equal(keymap_count(&m), 5000);
    for (uint32_t i = 0; i < 5000; i++) {
        key_of(i, key);
        assert_ptr_equal(keymap_get(&m, key), &things[i]);
        if (i % 2 == 0)
            assert_ptr_equal(keymap_take(&m, key), &things[i]);
    }
    for (uint32_t i = 0; i < 5000; i++) {
        key_of(i, key);
        assert_ptr_equal(keymap_get(&m, key), i % 2 == 0 ? NULL : &things[i]);
    }
    assert_int_equal(keymap_count(&m), 2500);
    keymap_free(&m);
}

/* In flight maps see millions of puts and takes and stay small. */
static void test_tombstones_do_not_fill_it(void **state)
{
    struct keymap m;
    uint8_t key[KEYMAP_KEY];
    int thing;

    (void)state;
    keymap_init(&m);
    for (uint32_t i = 0; i < 300000; i++) {
        key_of(i, key);
        keymap_put(&m, key, &thing);
        assert_ptr_equal(keymap_take(&m, key), &thing);
    }
    assert_int_equal(keymap_count(&m), 0);
    assert_true(m.size <= 128);
    keymap_free(&m);
}

static void test_a_second_put_replaces(void **state)
{
    struct keymap m;
    uint8_t key[KEYMAP_KEY];
    int one, two;

    (void)state;
    keymap_init(&m);
    key_of(7, key);
    keymap_put(&m, key, &one);
    assert_ptr_equal(keymap_put(&m, key, &two), &one);
    assert_ptr_equal(keymap_get(&m, key), &two);
    assert_int_equal(keymap_count(&m), 1);
    keymap_clear(&m);
    assert_null(keymap_get(&m, key));
    keymap_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_until_taken),
        cmocka_unit_test(test_tombstones_do_not_fill_it),
        cmocka_unit_test(test_a_second_put_replaces),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
