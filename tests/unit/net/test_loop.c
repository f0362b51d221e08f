/* Timers that move, watches that free themselves, turns that do not wait, signals. */
#include "leadx/net/loop.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "leadx/base/clock.h"
#include "support.h"

static int fired;
static struct timer *timer;

static void on_fire(void *arg)
{
    (void)arg;
    fired++;
}

static bool has_fired(void *arg)
{
    return fired >= *(int *)arg;
}

static void test_a_timer_fires_once_and_not_early(void **state)
{
    int64_t started_us = clock_measure_us();

    (void)state;
    fired = 0;
    timer = timer_new(on_fire, NULL);
    timer_set(timer, 30);
    turns_until(has_fired, &(int){1});
    assert_true(clock_measure_us() - started_us >= 25000);
    turns(100);
    assert_int_equal(fired, 1);
    timer_free(timer);
}

static void test_a_timer_moves(void **state)
{
    int64_t started_us = clock_measure_us();

    (void)state;
    fired = 0;
    timer = timer_new(on_fire, NULL);
    timer_set(timer, 5);
    timer_set(timer, 40); /* later: found out when the first time comes */
    turns_until(has_fired, &(int){1});
    assert_true(clock_measure_us() - started_us >= 35000);
    timer_set(timer, 60000);
    timer_set(timer, 5); /* earlier */
    turns_until(has_fired, &(int){2});
    timer_set(timer, 5);
    timer_stop(timer);
    timer_set(timer, 60000);
    timer_stop(timer);
    started_us = clock_measure_us();
    while (clock_measure_us() - started_us < 20000)
        turns(1);
    assert_int_equal(fired, 2);
    timer_free(timer);
    timer_free(NULL);
}

static void on_fire_set(void *arg)
{
    (void)arg;
    if (++fired < 3)
        timer_set(timer, 0);
}

static void on_fire_free(void *arg)
{
    (void)arg;
    fired++;
    timer_free(timer);
}

static void test_a_timer_may_set_or_free_itself(void **state)
{
    (void)state;
    fired = 0;
    timer = timer_new(on_fire_set, NULL);
    timer_set(timer, 0);
    turns_until(has_fired, &(int){3});
    timer_free(timer);
    timer = timer_new(on_fire_free, NULL);
    timer_set(timer, 0);
    turns_until(has_fired, &(int){4});
}

static int pair[2];
static struct watch *watch;
static int readable_n, writable_n;

static void on_watch(void *arg, bool readable, bool writable)
{
    char byte;

    (void)arg;
    readable_n += readable;
    writable_n += writable;
    if (readable && recv(pair[0], &byte, 1, MSG_DONTWAIT) == 0)
        watch_want(watch, false, false);
}

static void test_a_watch_says_what_is_possible(void **state)
{
    (void)state;
    readable_n = writable_n = 0;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    watch = watch_new(pair[0], on_watch, NULL);
    turns(3);
    assert_int_equal(readable_n + writable_n, 0);
    watch_want(watch, true, false);
    turns(3);
    assert_int_equal(readable_n, 0);
    assert_int_equal(write(pair[1], "ab", 2), 2);
    turns(3);
    assert_int_equal(readable_n, 2); /* level triggered: one byte a turn */
    watch_want(watch, true, true);
    turns(2);
    assert_int_equal(writable_n, 2);
    watch_want(watch, false, false);
    turns(2);
    assert_int_equal(writable_n, 2);
    watch_wake(watch);
    turns(1);
    assert_int_equal(readable_n, 3);
    watch_free(watch);
    watch_free(NULL);
    close(pair[0]);
    close(pair[1]);
}

static void on_watch_free(void *arg, bool readable, bool writable)
{
    (void)arg;
    readable_n += readable;
    writable_n += writable;
    watch_free(watch);
}

static void test_a_watch_may_free_itself(void **state)
{
    (void)state;
    readable_n = writable_n = 0;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    watch = watch_new(pair[0], on_watch_free, NULL);
    assert_int_equal(write(pair[1], "a", 1), 1);
    watch_want(watch, true, true);
    turns(3);
    assert_int_equal(readable_n + writable_n, 1);
    close(pair[0]);
    close(pair[1]);
}

static int signalled;

static void on_signal(int signo)
{
    signalled = signo;
}

static bool was_signalled(void *arg)
{
    (void)arg;
    return signalled == SIGUSR1;
}

static void on_wake_again(void *arg, bool readable, bool writable)
{
    struct watch **watch = arg;

    (void)writable;
    assert_true(readable);
    watch_wake(*watch);
}

/* One that always has something left to do takes its turns, not everybody's. */
static void test_who_wakes_itself_keeps_nobody_waiting(void **state)
{
    struct watch *watch;
    int pair[2];

    (void)state;
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    watch = watch_new(pair[0], on_wake_again, &watch);
    watch_wake(watch);
    fired = 0;
    timer = timer_new(on_fire, NULL);
    timer_set(timer, 5);
    turns_until(has_fired, &(int){1});
    timer_free(timer);
    watch_free(watch);
    turns(3); /* nothing of it is left that could run */
    close(pair[0]);
    close(pair[1]);
}

static void test_signals_come_on_the_loop(void **state)
{
    (void)state;
    loop_on_signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    assert_int_equal(signalled, 0);
    turns_until(was_signalled, NULL);
}

static void test_turns_are_counted(void **state)
{
    uint64_t turn = loop_turn();

    (void)state;
    turns(2);
    assert_int_equal(loop_turn(), turn + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_timer_fires_once_and_not_early),
        cmocka_unit_test(test_a_timer_moves),
        cmocka_unit_test(test_a_timer_may_set_or_free_itself),
        cmocka_unit_test(test_a_watch_says_what_is_possible),
        cmocka_unit_test(test_a_watch_may_free_itself),
        cmocka_unit_test(test_who_wakes_itself_keeps_nobody_waiting),
        cmocka_unit_test(test_signals_come_on_the_loop),
        cmocka_unit_test(test_turns_are_counted),
    };

    return cmocka_run_group_tests(tests, net_set_up, net_tear_down);
}
