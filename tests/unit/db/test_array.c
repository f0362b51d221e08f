/* Binary arrays: the bytes are those of array_send, and reading refuses everything else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "args.h"
#include "leadx/db/array.h"

static struct slice bytes_of(const struct param *p)
{
    assert_true(p->binary);
    return (struct slice){param_data(p), (size_t)p->n};
}

static void test_an_empty_array_has_no_dimension(void **state)
{
    static const char want[12] = "\0\0\0\0\0\0\0\0\0\0\0\x14";
    struct array a;
    struct param p;

    (void)state;
    array_init(&a, ARRAY_INT8);
    p = array_param(&a);
    assert_int_equal(p.n, sizeof want);
    assert_memory_equal(param_data(&p), want, sizeof want);
    array_free(&a);
}

/* select array_send(array[1, null, -2]::int4[]) */
static void test_the_bytes_are_the_servers(void **state)
{
    static const char want[] = "\0\0\0\1\0\0\0\1\0\0\0\x17\0\0\0\3\0\0\0\1"
                               "\0\0\0\4\0\0\0\1\xff\xff\xff\xff\0\0\0\4\xff\xff\xff\xfe";
    struct array a;
    struct param p;

    (void)state;
    array_init(&a, ARRAY_INT4);
    array_add_int32(&a, 1);
    array_add_null(&a);
    array_add_int32(&a, -2);
    p = array_param(&a);
    assert_int_equal(p.n, sizeof want - 1);
    assert_memory_equal(param_data(&p), want, sizeof want - 1);
    array_free(&a);
}

static void test_what_is_written_is_read(void **state)
{
    struct array_view v;
    struct slice s;
    struct array a;
    struct param p;

    (void)state;
    array_init(&a, ARRAY_TEXT);
    for (int round = 0; round < 2; round++) { /* array_clear leaves nothing behind */
        array_clear(&a);
        array_add_slice(&a, SLICE("one"));
        array_add_null(&a);
        array_add_slice(&a, SLICE(""));
        p = array_param(&a);
        assert_true(array_view(bytes_of(&p), ARRAY_TEXT, &v));
        assert_int_equal(v.count, 3);
        assert_true(array_next(&v, &s));
        assert_true(slice_is(s, SLICE("one")));
        assert_true(array_next(&v, &s));
        assert_null(s.p);
        assert_true(array_next(&v, &s));
        assert_non_null(s.p);
        assert_int_equal(s.n, 0);
        assert_false(array_next(&v, &s));
    }
    array_free(&a);
}

static void test_integers_keep_their_value(void **state)
{
    static const int64_t values[] = {0, 1, -1, INT64_MAX, INT64_MIN, 1234567890123};
    struct array_view v;
    struct array a, b;
    struct param p;
    struct slice s;

    (void)state;
    array_init(&a, ARRAY_INT8);
    array_init(&b, ARRAY_INT2);
    for (size_t i = 0; i < 6; i++) {
        array_add_int64(&a, values[i]);
        array_add_int16(&b, (int16_t)values[i]);
    }
    p = array_param(&a);
    assert_true(array_view(bytes_of(&p), ARRAY_INT8, &v));
    for (size_t i = 0; i < 6; i++) {
        assert_true(array_next(&v, &s));
        assert_true(array_int64(s) == values[i]);
    }
    p = array_param(&b);
    assert_true(array_view(bytes_of(&p), ARRAY_INT2, &v));
    for (size_t i = 0; i < 6; i++) {
        assert_true(array_next(&v, &s));
        assert_int_equal(array_int16(s), (int16_t)values[i]);
    }
    array_free(&a);
    array_free(&b);
}

/* Every cut and every damaged length ends in "no", never in a read past the end (run under ASan).
 */
static void test_damaged_arrays_are_refused(void **state)
{
    char copy[256];
    struct array_view v;
    struct array a;
    struct slice s;
    struct param p;

    (void)state;
    array_init(&a, ARRAY_TEXT);
    array_add_slice(&a, SLICE("abc"));
    array_add_slice(&a, SLICE("defgh"));
    p = array_param(&a);
    for (size_t n = 0; n < (size_t)p.n; n++) {
        assert_false(array_view((struct slice){param_data(&p), n}, ARRAY_TEXT, &v));
        assert_int_equal(v.count, -1);
    }
    assert_false(array_view(bytes_of(&p), ARRAY_BYTEA, &v));
    assert_false(array_view(SLICE_NONE, ARRAY_TEXT, &v));
    for (int at = 0; at < p.n; at++) {
        for (int bit = 0; bit < 8; bit++) {
            memcpy(copy, param_data(&p), (size_t)p.n);
            copy[at] ^= (char)(1 << bit);
            if (array_view((struct slice){copy, (size_t)p.n}, ARRAY_TEXT, &v))
                while (array_next(&v, &s))
                    assert_true(s.p == NULL || (s.p >= copy && s.p + s.n <= copy + p.n));
        }
    }
    array_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_array_has_no_dimension),
        cmocka_unit_test(test_the_bytes_are_the_servers),
        cmocka_unit_test(test_what_is_written_is_read),
        cmocka_unit_test(test_integers_keep_their_value),
        cmocka_unit_test(test_damaged_arrays_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
