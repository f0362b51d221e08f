/* Compiled filters against one term at a time, said plainly. */
#include "leadx/core/filter.h"

#include <stdlib.h>

#include "support.h"

enum { AGE = FACT_RESERVED_COUNT, REGION };

static bool accepts(const struct filter_term *terms, size_t n, const struct facts *facts)
{
    struct filter *f = filter_compile(terms, n);
    bool yes = filter_accepts(f, facts);

    assert_int_equal(filter_first_refusal(f, facts) < 0, yes);
    free(f);
    return yes;
}

static bool one(struct filter_term term, int slot, int64_t value)
{
    struct facts facts = {0};

    fact_set(&facts, slot, value);
    return accepts(&term, 1, &facts);
}

static void test_each_operator(void **state)
{
    const int64_t set[] = {7, 3, 3, 9};
    const struct filter_term in = {.slot = AGE, .op = FILTER_IN, .n = 4, .set = set};
    const struct filter_term not_in = {.slot = AGE, .op = FILTER_NOT_IN, .n = 4, .set = set};
    const struct filter_term range = {.slot = AGE, .op = FILTER_RANGE, .min = 18, .max = 45};
    const struct filter_term yes = {.slot = AGE, .op = FILTER_IS, .min = 1};
    const int64_t borders[] = {-5, 2, 4, 5};
    const struct filter_term within = {.slot = AGE, .op = FILTER_WITHIN, .n = 4, .set = borders};

    (void)state;
    assert_true(one(within, AGE, -5) && one(within, AGE, 1) && one(within, AGE, 4));
    assert_false(one(within, AGE, -6) || one(within, AGE, 2) || one(within, AGE, 5));
    assert_true(one(in, AGE, 3) && one(in, AGE, 7) && one(in, AGE, 9));
    assert_false(one(in, AGE, 0) || one(in, AGE, 4) || one(in, AGE, 10) || one(in, AGE, -3));
    assert_true(one(not_in, AGE, 4) && one(not_in, AGE, 0));
    assert_false(one(not_in, AGE, 7));
    assert_true(one(range, AGE, 18) && one(range, AGE, 45));
    assert_false(one(range, AGE, 17) || one(range, AGE, 46));
    assert_true(one(yes, AGE, 1));
    assert_false(one(yes, AGE, 0));
}

static void test_missing_value_fails_all_but_not_in(void **state)
{
    const int64_t set[] = {1};
    const struct facts nothing = {0};
    const struct filter_term terms[] = {
        {.slot = AGE, .op = FILTER_IN, .n = 1, .set = set},
        {.slot = AGE, .op = FILTER_RANGE, .min = INT64_MIN, .max = INT64_MAX},
        {.slot = AGE, .op = FILTER_IS, .min = 0},
        {.slot = AGE, .op = FILTER_WITHIN, .n = 1, .set = set},
        {.slot = AGE, .op = FILTER_NOT_IN, .n = 1, .set = set},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(terms); i++)
        assert_int_equal(accepts(&terms[i], 1, &nothing), terms[i].op == FILTER_NOT_IN);
}

static void test_empty_filter_and_empty_sets(void **state)
{
    const struct facts nothing = {0};

    (void)state;
    assert_true(accepts(NULL, 0, &nothing));
    assert_false(one((struct filter_term){.slot = AGE, .op = FILTER_IN}, AGE, 1));
    assert_true(one((struct filter_term){.slot = AGE, .op = FILTER_NOT_IN}, AGE, 1));
    assert_false(
        one((struct filter_term){.slot = AGE, .op = FILTER_RANGE, .min = 2, .max = 1}, AGE, 1));
}

static void test_membership_of_sets_of_every_size(void **state)
{
    static int64_t set[FILTER_SET_MAX];

    (void)state;
    for (uint32_t n = 1; n <= FILTER_SET_MAX; n += n < 70 ? 1 : 93) {
        struct filter_term t = {.slot = AGE, .op = FILTER_IN, .n = n, .set = set};
        struct filter *f;

        for (uint32_t i = 0; i < n; i++) /* even numbers around zero, backwards */
            set[i] = 2 * (int64_t)(n - i) - (int64_t)n / 2 * 2;
        f = filter_compile(&t, 1);
        for (int64_t v = -(int64_t)n - 4; v <= 2 * (int64_t)n + 4; v++) {
            struct facts facts = {0};
            bool want = false;

            for (uint32_t i = 0; i < n; i++)
                want = want || set[i] == v;
            fact_set(&facts, AGE, v);
            assert_int_equal(filter_accepts(f, &facts), want);
        }
        free(f);
    }
}

static void test_terms_are_a_conjunction_in_any_order(void **state)
{
    const int64_t set[] = {5};
    const struct filter_term ab[] = {
        {.slot = AGE, .op = FILTER_RANGE, .min = 18, .max = INT64_MAX},
        {.slot = REGION, .op = FILTER_IN, .n = 1, .set = set},
        {.slot = FACT_SOURCE, .op = FILTER_NOT_IN, .n = 1, .set = set},
    };
    const struct filter_term ba[] = {ab[2], ab[1], ab[0]};

    (void)state;
    for (int bits = 0; bits < 8; bits++) {
        struct facts facts = {0};

        fact_set(&facts, AGE, bits & 1 ? 18 : 17);
        fact_set(&facts, REGION, bits & 2 ? 5 : 4);
        fact_set(&facts, FACT_SOURCE, bits & 4 ? 4 : 5);
        assert_int_equal(accepts(ab, 3, &facts), bits == 7);
        assert_int_equal(accepts(ba, 3, &facts), bits == 7);
    }
}

static void test_the_refusing_term_is_named(void **state)
{
    const int64_t set[] = {5};
    const struct filter_term terms[] = {
        {.slot = AGE, .op = FILTER_RANGE, .min = 18, .max = 45},
        {.slot = REGION, .op = FILTER_IN, .n = 1, .set = set},
    };
    struct filter *f = filter_compile(terms, 2);
    struct facts facts = {0};

    (void)state;
    fact_set(&facts, REGION, 5);
    fact_set(&facts, AGE, 50);
    assert_int_equal(f->terms[filter_first_refusal(f, &facts)].slot, AGE);
    fact_set(&facts, REGION, 6);
    assert_int_equal(f->terms[filter_first_refusal(f, &facts)].slot, REGION);
    free(f);
}

static void test_the_caller_s_sets_are_copied(void **state)
{
    int64_t set[] = {5, 5};
    const struct filter_term t = {.slot = AGE, .op = FILTER_IN, .n = 2, .set = set};
    struct filter *f = filter_compile(&t, 1);
    struct facts facts = {0};

    (void)state;
    assert_int_equal(f->terms[0].n, 1); /* doubles are dropped */
    set[0] = 6;
    fact_set(&facts, AGE, 5);
    assert_true(filter_accepts(f, &facts));
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_operator),
        cmocka_unit_test(test_missing_value_fails_all_but_not_in),
        cmocka_unit_test(test_empty_filter_and_empty_sets),
        cmocka_unit_test(test_membership_of_sets_of_every_size),
        cmocka_unit_test(test_terms_are_a_conjunction_in_any_order),
        cmocka_unit_test(test_the_refusing_term_is_named),
        cmocka_unit_test(test_the_caller_s_sets_are_copied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
