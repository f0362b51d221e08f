/* Waitmap: against a plain array, through millions of puts and takes. */
#include "leadx/base/waitmap.h"

#include "support.h"

static void test_a_taken_id_is_gone(void **state)
{
    struct waitmap m;
    int a, b;
    uint64_t first, second;

    (void)state;
    waitmap_init(&m);
    assert_null(waitmap_get(&m, 1));
    first = waitmap_put(&m, &a);
    second = waitmap_put(&m, &b);
    assert_true(first != 0 && second != 0 && first != second);
    assert_ptr_equal(waitmap_get(&m, first), &a);
    assert_ptr_equal(waitmap_take(&m, first), &a);
    assert_null(waitmap_take(&m, first));
    assert_null(waitmap_get(&m, first));
    assert_null(waitmap_get(&m, 0));
    assert_null(waitmap_get(&m, second + 1));
    assert_ptr_equal(waitmap_get(&m, second), &b);
    assert_int_equal(waitmap_count(&m), 1);
    waitmap_free(&m);
    assert_true(waitmap_put(&m, &a) > second); /* not even then */
    waitmap_free(&m);
}

enum { LIVE = 1000 };

static void test_agrees_with_an_array(void **state)
{
    static int objects[LIVE];
    uint64_t ids[LIVE] = {0}, seed = 3;
    size_t count = 0;
    struct waitmap m;

    (void)state;
    waitmap_init(&m);
    for (int step = 0; step < 500000; step++) {
        size_t i = chance(&seed) % LIVE;

        if (ids[i] == 0) {
            ids[i] = waitmap_put(&m, &objects[i]);
            count++;
        } else {
            assert_ptr_equal(waitmap_get(&m, ids[i]), &objects[i]);
            assert_ptr_equal(waitmap_take(&m, ids[i]), &objects[i]);
            ids[i] = 0;
            count--;
        }
        assert_int_equal(waitmap_count(&m), count);
    }
    for (size_t i = 0; i < LIVE; i++)
        assert_ptr_equal(waitmap_get(&m, ids[i]), ids[i] == 0 ? NULL : &objects[i]);
    assert_true(m.size <= 8 * LIVE);
    waitmap_free(&m);
}

static void test_short_waits_keep_it_small(void **state)
{
    struct waitmap m;

    (void)state;
    waitmap_init(&m);
    for (int i = 0; i < 1000000; i++)
        waitmap_take(&m, waitmap_put(&m, &m));
    assert_int_equal(m.size, 16);
    assert_int_equal(m.filled, 0);
    waitmap_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_taken_id_is_gone),
        cmocka_unit_test(test_agrees_with_an_array),
        cmocka_unit_test(test_short_waits_keep_it_small),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
