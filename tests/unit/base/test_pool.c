/* Pools: what is handed out is aligned, apart, and survives until the end. */
#include "leadx/base/pool.h"

#include "support.h"

static void test_pieces_are_aligned_and_apart(void **state)
{
    struct pool *pool = pool_new(0);
    uint64_t seed = 1;
    unsigned char *pieces[2000];
    size_t sizes[2000];

    (void)state;
    for (size_t i = 0; i < 2000; i++) {
        sizes[i] = chance(&seed) % (i % 100 == 0 ? 200000 : 300);
        pieces[i] = pool_alloc(pool, sizes[i]);
        assert_int_equal((uintptr_t)pieces[i] % 16, 0);
        memset(pieces[i], (int)(i & 0xff), sizes[i]);
    }
    for (size_t i = 0; i < 2000; i++)
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(pieces[i][k], i & 0xff);
    pool_free(pool);
}

static void test_zero_clears_recycled_memory(void **state)
{
    (void)state;
    for (int round = 0; round < 3; round++) {
        struct pool *pool = pool_new(0);
        unsigned char *p = pool_zero(pool, 3000);

        for (size_t i = 0; i < 3000; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xee, 3000);
        pool_free(pool);
    }
}

static void test_reset_starts_over(void **state)
{
    struct pool *pool = pool_new(1024);
    void *first = pool_alloc(pool, 100);

    (void)state;
    for (int i = 0; i < 100; i++)
        pool_alloc(pool, 1000);
    assert_true(pool_used(pool) >= 100 * 1000);
    pool_reset(pool);
    assert_int_equal(pool_used(pool), 0);
    assert_ptr_equal(pool_alloc(pool, 100), first);
    assert_true(pool_used(pool) >= 100);
    pool_free(pool);
}

static void test_texts_are_copied_and_terminated(void **state)
{
    struct pool *pool = pool_new(0);
    char text[] = "lead";
    char *a = pool_strdup(pool, text), *b = pool_copy(pool, (struct slice){text, 2});
    char wide[1001];

    (void)state;
    memset(text, 'x', 4);
    memset(wide, 'w', 1000);
    wide[1000] = '\0';
    assert_string_equal(a, "lead");
    assert_string_equal(b, "le");
    assert_string_equal(pool_copy(pool, SLICE_NONE), "");
    assert_string_equal(pool_printf(pool, "%d %s", 42, "x"), "42 x");
    assert_int_equal(strlen(pool_printf(pool, "%s-%s", wide, wide)), 2001);
    assert_int_equal(strlen(pool_printf(pool, "%.255s", wide)), 255);
    assert_int_equal(strlen(pool_printf(pool, "%.256s", wide)), 256);
    pool_free(pool);
}

/* Whole chains go back and come again; the sanitizers watch. */
static void test_many_pools_at_once(void **state)
{
    struct pool *pools[600];

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 600; i++) {
            pools[i] = pool_new(i % 3 == 0 ? 1000 : 0);
            pool_alloc(pools[i], i * 7);
        }
        for (size_t i = 0; i < 600; i++)
            pool_free(pools[i]);
    }
    pool_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_are_aligned_and_apart),
        cmocka_unit_test(test_zero_clears_recycled_memory),
        cmocka_unit_test(test_reset_starts_over),
        cmocka_unit_test(test_texts_are_copied_and_terminated),
        cmocka_unit_test(test_many_pools_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
