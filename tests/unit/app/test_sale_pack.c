/* A batch as arrays: what is numbered as the same, and what must not be. */
#include "sale_pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "leadx/db/array.h"

/* Parameters of the statement, from 0. */
enum { F_SLOT = 36, O_ID, O_REVISION, C_ORDER, PARAMS = 43 };

static struct param params[PARAMS];

static struct uuid id_of(uint8_t n)
{
    return (struct uuid){{1, 2, 3, 4, 5, 6, 0x70, 8, 0x80, 10, 11, 12, 13, 14, 15, n}};
}

static struct sale_lead lead_of(struct sale_candidate *candidates, size_t n)
{
    return (struct sale_lead){.fresh = true,
                              .want = "route",
                              .trigger = "post",
                              .temperature = "hot",
                              .niche = 1,
                              .limit = 1,
                              .consent_ms = INT64_MAX,
                              .attributes = SLICE("{}"),
                              .reasoning = SLICE("{}"),
                              .candidates = candidates,
                              .n_candidates = n};
}

static void assert_numbers(int column, const int32_t *expected, int32_t n)
{
    struct array_view view;
    struct slice s;

    assert_true(
        array_view((struct slice){params[column].p, (size_t)params[column].n}, ARRAY_INT4, &view));
    assert_int_equal(view.count, n);
    for (int32_t i = 0; i < n; i++) {
        assert_true(array_next(&view, &s));
        assert_int_equal(array_int32(s), expected[i]);
    }
}

static void test_an_order_counts_once_a_revision(void **state)
{
    struct sale_candidate first[] = {{.order = id_of(1), .revision = 1},
                                     {.order = id_of(2), .revision = 1}},
                          second[] = {{.order = id_of(1), .revision = 2},
                                      {.order = id_of(2), .revision = 1},
                                      {.order = id_of(1), .revision = 1}};
    struct sale_lead a = lead_of(first, 2), b = lead_of(second, 3);

    (void)state;
    sale_pack(0, (struct sale_lead *[]){&a, &b}, 2, params);
    assert_numbers(C_ORDER, (int32_t[]){1, 2, 3, 2, 1}, 5);
    assert_numbers(O_REVISION, (int32_t[]){1, 1, 2}, 3);
}

static void test_a_channel_counts_once_a_scope(void **state)
{
    struct sale_lead a = lead_of(NULL, 0), b = lead_of(NULL, 0), c = lead_of(NULL, 0),
                     d = lead_of(NULL, 0);

    (void)state;
    a.n_prints = b.n_prints = c.n_prints = d.n_prints = 1;
    memset(a.prints[0].dedup, 7, PRINT_SIZE);
    b.prints[0] = c.prints[0] = d.prints[0] = a.prints[0];
    c.offer = id_of(3);
    d.niche = 2;
    sale_pack(0, (struct sale_lead *[]){&a, &b, &c, &d}, 4, params);
    assert_numbers(F_SLOT, (int32_t[]){1, 1, 2, 3}, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_order_counts_once_a_revision),
        cmocka_unit_test(test_a_channel_counts_once_a_scope),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
