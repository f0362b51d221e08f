/* Metrics: one of a name and label set, and the text Prometheus reads. */
#include "leadx/base/metrics.h"

#include "support.h"

static struct metric *collected;

static void on_collect(void)
{
    metric_set(collected, 42);
}

static char *render(void)
{
    struct buf b;

    buf_init(&b, 0);
    metrics_render(&b);
    buf_add_char(&b, '\0');
    assert_false(b.overflow);
    return b.p;
}

static void test_the_same_name_and_labels_are_one_metric(void **state)
{
    struct metric *a = metric_counter("leadx_same_total", "Same.", "code=\"x\"");

    (void)state;
    assert_ptr_equal(a, metric_counter("leadx_same_total", "Same.", "code=\"x\""));
    assert_ptr_not_equal(a, metric_counter("leadx_same_total", "Same.", "code=\"y\""));
    assert_ptr_not_equal(a, metric_counter("leadx_same_total", "Same.", NULL));
    metric_add(a, 3);
    assert_int_equal(metric_value(a), 3);
}

static void test_families_are_rendered_together(void **state)
{
    char *text;

    (void)state;
    metric_add(metric_counter("leadx_asked_total", "Asked \\ for\nit.", "code=\"a\""), 1);
    metric_set(metric_gauge("leadx_between", "Another family between.", NULL), -7);
    metric_add(metric_counter("leadx_asked_total", "Asked.", "code=\"b\""), 2);
    text = render();
    assert_non_null(strstr(text, "# HELP leadx_asked_total Asked \\\\ for\\nit.\n"
                                 "# TYPE leadx_asked_total counter\n"
                                 "leadx_asked_total{code=\"a\"} 1\n"
                                 "leadx_asked_total{code=\"b\"} 2\n"));
    assert_non_null(strstr(text, "# TYPE leadx_between gauge\nleadx_between -7\n"));
    free(text);
}

static void test_histograms_add_up(void **state)
{
    struct metric *m = metric_histogram_us("leadx_wait_seconds", "Waiting.", "what=\"x\"");
    struct metric *bare = metric_histogram_us("leadx_bare_seconds", "Bare.", NULL);
    char *text;

    (void)state;
    metric_observe_us(m, 100); /* on the bound: inside */
    metric_observe_us(m, 101);
    metric_observe_us(m, 60000000); /* past all bounds */
    metric_observe_us(bare, -5);    /* a clock that went back */
    assert_int_equal(metric_value(m), 3);
    text = render();
    assert_non_null(strstr(text, "leadx_wait_seconds_bucket{what=\"x\",le=\"0.0001\"} 1\n"
                                 "leadx_wait_seconds_bucket{what=\"x\",le=\"0.00025\"} 2\n"));
    assert_non_null(strstr(text, "leadx_wait_seconds_bucket{what=\"x\",le=\"10\"} 2\n"
                                 "leadx_wait_seconds_bucket{what=\"x\",le=\"+Inf\"} 3\n"
                                 "leadx_wait_seconds_sum{what=\"x\"} 60.000201\n"
                                 "leadx_wait_seconds_count{what=\"x\"} 3\n"));
    assert_non_null(strstr(text, "leadx_bare_seconds_bucket{le=\"0.0001\"} 1\n"));
    assert_non_null(strstr(text, "leadx_bare_seconds_sum 0.000000\nleadx_bare_seconds_count 1\n"));
    free(text);
}

static void test_collectors_are_asked_first(void **state)
{
    char *text;

    (void)state;
    collected = metric_gauge("leadx_collected_bytes", "Set when asked.", NULL);
    metrics_on_collect(on_collect);
    text = render();
    assert_non_null(strstr(text, "leadx_collected_bytes 42\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_name_and_labels_are_one_metric),
        cmocka_unit_test(test_families_are_rendered_together),
        cmocka_unit_test(test_histograms_add_up),
        cmocka_unit_test(test_collectors_are_asked_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
