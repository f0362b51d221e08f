/* Requests by key at several workers: together they allow what the setting says, and no more. */
#include <sys/wait.h>
#include <unistd.h>

#include "leadx/base/settings.h"
#include "leadx/base/shared.h"
#include "leadx/http/knock.h"
#include "leadx/http/rate.h"
#include "support.h"

enum { NOW = 1000000, PROCESSES = 4, TIMES = 500, BURST = 137 };

static int take_what_is_there(void)
{
    struct caller c = {.throttled = true};
    struct rate rate;
    int taken = 0;

    c.key.b[0] = 1;
    for (int i = 0; i < TIMES; i++) {
        rate_take(&c, NOW, &rate);
        taken += rate.passed;
    }
    return taken;
}

static int in_children(int (*fn)(void))
{
    int status, sum = 0;

    for (int i = 0; i < PROCESSES; i++)
        if (fork() == 0)
            _exit(fn());
    for (int i = 0; i < PROCESSES; i++) {
        assert_true(wait(&status) > 0 && WIFEXITED(status));
        sum += WEXITSTATUS(status);
    }
    return sum;
}

static void test_the_burst_is_one_for_all(void **state)
{
    (void)state;
    setting("rate_per_second", "1");
    setting("rate_burst", "137");
    assert_int_equal(in_children(take_what_is_there), BURST);
    assert_int_equal(take_what_is_there(), 0);
}

static int fail_six_times(void)
{
    for (int i = 0; i < 6; i++)
        knock_failed("192.0.2.9", NOW);
    return 0;
}

static void test_failures_are_counted_together(void **state)
{
    (void)state;
    assert_int_equal(knock_wait_ms("192.0.2.9", NOW), 0);
    in_children(fail_six_times); /* 24 of 20 that are forgiven */
    assert_in_range(knock_wait_ms("192.0.2.9", NOW), 1, 1000);
    assert_int_equal(knock_wait_ms("192.0.2.10", NOW), 0);
}

static int set_up(void **state)
{
    char err[256];

    (void)state;
    return shared_make() < 0 || !settings_load(NULL, err, sizeof err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_burst_is_one_for_all),
        cmocka_unit_test(test_failures_are_counted_together),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
