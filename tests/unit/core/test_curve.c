/* Prices that fall with age. */
#include "leadx/core/curve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

enum { HOUR = 3600 };

static const struct curve week = {
    .steps = {{0, 10000}, {24 * HOUR, 8000}, {72 * HOUR, 5000}, {168 * HOUR, 2500}},
    .n = 4,
    .resold_bp = 7000,
};

static int64_t price(int64_t start_minor, int64_t age_s, bool resold)
{
    struct curve_span span = {start_minor, start_minor < 300 ? start_minor : 300};

    return curve_price(&week, span, age_s, resold);
}

static void test_it_falls_step_by_step(void **state)
{
    (void)state;
    assert_int_equal(price(1001, 0, false), 1001);
    assert_int_equal(price(1001, 24 * HOUR - 1, false), 1001);
    assert_int_equal(price(1001, 24 * HOUR, false), 800); /* 800.8, rounded down */
    assert_int_equal(price(1001, 100 * HOUR, false), 500);
    assert_int_equal(price(1001, 9999 * HOUR, false), 300); /* the floor */
    assert_int_equal(price(1001, -5, false), 1001);         /* a clock behind */
}

static void test_what_came_back_costs_less(void **state)
{
    (void)state;
    assert_int_equal(price(1000, 0, true), 700);
    assert_int_equal(price(1000, 24 * HOUR, true), 560);
    assert_int_equal(price(1000, 100 * HOUR, true), 350);
    assert_int_equal(price(1000, 999 * HOUR, true), 300);
}

static void test_never_above_the_start(void **state)
{
    (void)state;
    assert_int_equal(price(200, 0, false), 200);
    assert_int_equal(price(200, 999 * HOUR, true), 200);
    assert_int_equal(price(INT64_C(99999999999999), 0, true), INT64_C(69999999999999));
}

static void test_alone_costs_more(void **state)
{
    (void)state;
    assert_int_equal(curve_price_exclusive(333, 250, 1), 832); /* 832.5 */
    assert_int_equal(curve_price_exclusive(333, 100, 900), 900);
    assert_int_equal(curve_price_exclusive(INT64_C(100000000000000), 1000, 1),
                     INT64_C(100000000000000));
}

/* "0:100,24:80,…" */
static struct curve curve_parse(char *steps, int resold_percent)
{
    struct curve c = {.resold_bp = resold_percent * 100};
    char *rest = NULL;

    for (char *s = strtok_r(steps, ",", &rest); s != NULL; s = strtok_r(NULL, ",", &rest)) {
        char *end;

        c.steps[c.n].after_s = (int32_t)strtol(s, &end, 10) * HOUR;
        c.steps[c.n++].bp = (int32_t)strtol(end + 1, NULL, 10) * 100;
    }
    return c;
}

/* The same table as tests/sql/market_price.sql reads. */
static void test_the_figures_are_the_databases(void **state)
{
    FILE *f = fopen(LEADX_SOURCE_DIR "/tests/data/market_prices.tsv", "r");
    char steps[200];
    long long start, floor, age, expected;
    int resold_percent, resold, rows = 0;

    (void)state;
    assert_non_null(f);
    while (fscanf(f, "%199s %d %lld %lld %lld %d %lld", steps, &resold_percent, &start, &floor,
                  &age, &resold, &expected) == 7) {
        struct curve c = curve_parse(steps, resold_percent);

        assert_int_equal(curve_price(&c, (struct curve_span){start, floor}, age, resold != 0),
                         expected);
        rows++;
    }
    fclose(f);
    assert_true(rows >= 300);
}

static void test_bad_curves_are_refused(void **state)
{
    struct curve c = week;
    const char *why;

    (void)state;
    assert_true(curve_ok(&c, &why));
    c.n = 0;
    assert_false(curve_ok(&c, &why));
    c = week;
    c.steps[0].after_s = 1;
    assert_false(curve_ok(&c, &why));
    c = week;
    c.steps[2].after_s = c.steps[1].after_s;
    assert_false(curve_ok(&c, &why));
    c = week;
    c.steps[2].bp = 8001;
    assert_false(curve_ok(&c, &why));
    c = week;
    c.steps[3].bp = 0;
    assert_false(curve_ok(&c, &why));
    c = week;
    c.resold_bp = 10001;
    assert_false(curve_ok(&c, &why));
    assert_non_null(strstr(why, "per cent"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_falls_step_by_step),
        cmocka_unit_test(test_what_came_back_costs_less),
        cmocka_unit_test(test_never_above_the_start),
        cmocka_unit_test(test_alone_costs_more),
        cmocka_unit_test(test_the_figures_are_the_databases),
        cmocka_unit_test(test_bad_curves_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
