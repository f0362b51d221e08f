/* Requests by key: the burst, the rate, who has none, the fields' form, a table that stays bounded.
 */
#include "leadx/http/rate.h"

#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "support.h"

enum { NOW = 1000000 };

static struct caller throttled(uint32_t n)
{
    struct caller c = {.throttled = true};

    memcpy(&c.key, &n, sizeof n);
    ((uint8_t *)&c.key)[15] = 1;
    return c;
}

static struct rate take(const struct caller *c, int64_t now_ms)
{
    struct rate rate;

    rate_take(c, now_ms, &rate);
    return rate;
}

static void test_burst_then_rate(void **state)
{
    struct caller c = throttled(1), other = throttled(2);
    struct rate rate;

    (void)state;
    for (int i = 0; i < 5; i++)
        assert_true(take(&c, NOW).passed);
    rate = take(&c, NOW);
    assert_false(rate.passed);
    assert_int_equal(rate.wait_ms, 500);
    assert_false(take(&c, NOW + 499).passed);
    assert_true(take(&c, NOW + 500).passed);
    assert_true(take(&other, NOW).passed);
}

static void test_the_fields(void **state)
{
    struct caller c = throttled(3);
    struct rate rate = take(&c, NOW);

    (void)state;
    assert_string_equal(rate.policy, "\"key\";q=5;w=3");
    assert_string_equal(rate.left, "\"key\";r=4;t=1");
    for (int i = 0; i < 4; i++)
        rate = take(&c, NOW);
    assert_string_equal(rate.left, "\"key\";r=0;t=3");
    rate = take(&c, NOW + 100);
    assert_false(rate.passed);
    assert_string_equal(rate.left, "\"key\";r=0;t=3");
}

static void test_who_is_restrained_is_slowed_however_it_stood_before(void **state)
{
    struct caller c = throttled(7);

    (void)state;
    setting("rate_slowed_per_second", "1");
    setting("rate_slowed_burst", "2");
    c.slowed = true;
    c.throttled = false;
    assert_true(take(&c, NOW).passed);
    assert_true(take(&c, NOW).passed);
    assert_false(take(&c, NOW).passed);
    assert_true(take(&c, NOW + 1000).passed);
}

static void test_who_is_not_throttled_has_no_limit(void **state)
{
    struct caller c = throttled(4);

    (void)state;
    c.throttled = false;
    for (int i = 0; i < 1000; i++) {
        struct rate rate = take(&c, NOW);

        assert_true(rate.passed);
        assert_false(rate.limited);
    }
}

static void test_a_limit_for_the_others(void **state)
{
    struct caller c = throttled(5);

    (void)state;
    c.throttled = false;
    setting("rate_unthrottled_per_second", "10");
    setting("rate_unthrottled_burst", "20");
    for (int i = 0; i < 20; i++)
        assert_true(take(&c, NOW).passed);
    assert_false(take(&c, NOW).passed);
    setting("rate_unthrottled_per_second", "0");
    assert_true(take(&c, NOW).passed);
}

static void test_a_lower_rate_holds_at_once(void **state)
{
    struct caller c = throttled(6);

    (void)state;
    assert_true(take(&c, NOW).passed);
    setting("rate_burst", "1");
    assert_true(take(&c, NOW).passed);
    assert_false(take(&c, NOW).passed);
    setting("rate_burst", "5");
}

static void test_many_keys_take_no_more_room(void **state)
{
    struct metric *forgotten = metric_counter("leadx_http_rate_forgotten_total", "", NULL);
    struct caller c;

    (void)state;
    for (uint32_t i = 0; i < 100000; i++) {
        c = throttled(1000 + i);
        assert_true(take(&c, NOW + i).passed);
    }
    assert_in_range(metric_value(forgotten), 90000, 100000);
    /* who is busy now is still counted */
    for (int i = 0; i < 4; i++)
        take(&c, NOW + 100000);
    assert_false(take(&c, NOW + 100000).passed);
}

static int set_up(void **state)
{
    char err[256];

    (void)state;
    assert_true(settings_load(NULL, err, sizeof err));
    setting("rate_per_second", "2");
    setting("rate_burst", "5");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_burst_then_rate),
        cmocka_unit_test(test_the_fields),
        cmocka_unit_test(test_who_is_restrained_is_slowed_however_it_stood_before),
        cmocka_unit_test(test_who_is_not_throttled_has_no_limit),
        cmocka_unit_test(test_a_limit_for_the_others),
        cmocka_unit_test(test_a_lower_rate_holds_at_once),
        cmocka_unit_test(test_many_keys_take_no_more_room),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
