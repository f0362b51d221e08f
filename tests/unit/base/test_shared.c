/* Memory of several processes: who joins sees it, and a death never leaves it locked or counted. */
#include "leadx/base/shared.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "leadx/base/workers.h"
#include "support.h"

/* Runs fn in a process of its own; its answer is the exit status. */
static int elsewhere(int (*fn)(void))
{
    pid_t pid = fork();
    int status;

    if (pid == 0)
        _exit(fn());
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int segment = -1;

static int join_what_is_none(void)
{
    int fd = open("/dev/null", O_RDWR);

    return shared_join(fd) ? 1 : 0;
}

static int have_own(void)
{
    int *own = shared_part(SHARED_KNOCK, sizeof *own);

    shared_lock(SHARED_KNOCK);
    *own = 5;
    shared_unlock(SHARED_KNOCK);
    return *own;
}

static void test_alone_and_beside(void **state)
{
    (void)state;
    assert_int_equal(elsewhere(join_what_is_none), 0);
    assert_int_equal(elsewhere(have_own), 5);
    segment = shared_make();
    assert_true(segment >= 0);
    assert_int_equal(*(int *)shared_part(SHARED_KNOCK, sizeof(int)), 0);
}

static int write_and_die_with_the_lock(void)
{
    shared_lock(SHARED_RATE);
    *(int *)shared_part(SHARED_RATE, sizeof(int)) = 42;
    return 7;
}

static void test_a_holder_that_dies_blocks_nobody(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(elsewhere(write_and_die_with_the_lock), 7);
        shared_lock(SHARED_RATE);
        assert_int_equal(*(int *)shared_part(SHARED_RATE, sizeof(int)), 42);
        shared_unlock(SHARED_RATE);
    }
}

enum { TIMES = 2000, PROCESSES = 4 };

/* Gives others their turn between reading and writing: without the lock counts would be lost. */
static int count_up(void)
{
    volatile int *n = shared_part(SHARED_TICKETS, sizeof *n);

    for (int i = 0; i < TIMES; i++) {
        int was;

        shared_lock(SHARED_TICKETS);
        was = *n;
        sched_yield();
        *n = was + 1;
        shared_unlock(SHARED_TICKETS);
    }
    return 0;
}

static void test_one_at_a_time(void **state)
{
    int status, *n = shared_part(SHARED_TICKETS, sizeof *n);

    (void)state;
    *n = 0;
    for (int i = 0; i < PROCESSES; i++)
        if (fork() == 0)
            _exit(count_up());
    for (int i = 0; i < PROCESSES; i++)
        assert_true(wait(&status) > 0 && status == 0);
    assert_int_equal(*n, TIMES * PROCESSES);
}

/* ---- workers */

static int take_three_of_five(void)
{
    int taken = 0;

    workers_start(2, 1);
    worker_set_ready();
    worker_beat(1234);
    for (int i = 0; i < 3; i++)
        taken += worker_connection_add(5);
    return taken;
}

static void test_connections_are_limited_together(void **state)
{
    int taken = 0;

    (void)state;
    workers_start(2, 0);
    worker_set_ready();
    assert_int_equal(elsewhere(take_three_of_five), 3);
    for (int i = 0; i < 5; i++)
        taken += worker_connection_add(5);
    assert_int_equal(taken, 2);
    assert_int_equal(workers_ready(), 2);
    assert_int_equal(worker_alive_ms(1), 1234);
    /* its end gives its places back, and nobody else's */
    worker_forget(1);
    assert_int_equal(workers_ready(), 1);
    for (int i = 0; i < 5; i++)
        taken += worker_connection_add(5);
    assert_int_equal(taken, 5);
    worker_connection_drop();
    assert_true(worker_connection_add(5));
    assert_false(worker_connection_add(5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alone_and_beside),
        cmocka_unit_test(test_a_holder_that_dies_blocks_nobody),
        cmocka_unit_test(test_one_at_a_time),
        cmocka_unit_test(test_connections_are_limited_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
