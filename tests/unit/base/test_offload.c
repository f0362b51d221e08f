/* Work on threads: bounded, answered once, on the thread that collects; signals stay with the loop.
 */
#include "leadx/base/offload.h"

#include <poll.h>
#include <pthread.h>
#include <semaphore.h>

#include "support.h"

static struct job {
    sem_t may_end, began;
    pthread_t worker;
    int done;
} job;

static void work(void *p)
{
    struct job *j = p;

    j->worker = pthread_self();
    sem_post(&j->began);
    sem_wait(&j->may_end);
}

static void done(void *p)
{
    ((struct job *)p)->done++;
}

static void collect_until(int n)
{
    struct pollfd fd = {.fd = offload_fd(), .events = POLLIN};

    while (job.done < n) {
        assert_int_equal(poll(&fd, 1, 10000), 1);
        offload_collect();
    }
}

static int up(void **state)
{
    (void)state;
    job = (struct job){0};
    sem_init(&job.may_end, 0, 0);
    sem_init(&job.began, 0, 0);
    offload_start(1);
    return 0;
}

static int down(void **state)
{
    (void)state;
    for (int i = 0; i < 16; i++)
        sem_post(&job.may_end);
    offload_stop();
    assert_int_equal(offload_fd(), -1);
    return 0;
}

static void test_done_is_called_by_who_collects(void **state)
{
    (void)state;
    assert_true(offload_submit(work, done, &job, 1));
    sem_wait(&job.began);
    offload_collect();
    assert_int_equal(job.done, 0);
    sem_post(&job.may_end);
    collect_until(1);
    assert_false(pthread_equal(job.worker, pthread_self()));
}

static void test_no_more_wait_than_may(void **state)
{
    (void)state;
    assert_true(offload_submit(work, done, &job, 2));
    sem_wait(&job.began); /* it runs, and waits no more */
    assert_true(offload_submit(work, done, &job, 2));
    assert_true(offload_submit(work, done, &job, 2));
    assert_false(offload_submit(work, done, &job, 2));
    assert_int_equal(offload_waiting(), 2);
    for (int i = 0; i < 3; i++)
        sem_post(&job.may_end);
    collect_until(3);
    assert_true(offload_submit(work, done, &job, 2));
}

static void test_what_waits_at_the_end_is_dropped(void **state)
{
    (void)state;
    assert_true(offload_submit(work, done, &job, 9));
    sem_wait(&job.began);
    assert_true(offload_submit(work, done, &job, 9));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_done_is_called_by_who_collects, up, down),
        cmocka_unit_test_setup_teardown(test_no_more_wait_than_may, up, down),
        cmocka_unit_test_setup_teardown(test_what_waits_at_the_end_is_dropped, up, down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
