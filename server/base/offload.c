/* A queue in, a queue out, one lock, an eventfd.
 *
 * Its one rule: a thread touches nothing but its job. The queues are short and the work takes
 * milliseconds, so one lock held for a few instructions is enough. Called by app/password; main
 * watches the descriptor. */
#include "leadx/base/offload.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "leadx/base/log.h"
#include "leadx/base/mem.h"

enum { THREADS_MAX = 8, NICER = 5 };

struct task {
    struct task *next;
    offload_work_fn work;
    offload_done_fn done;
    void *job;
};

struct tasks {
    struct task *first, **last;
    size_t n;
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct tasks waiting, done; /* under the lock */
    bool stopping;              /* under the lock */
    pthread_t threads[THREADS_MAX];
    int n_threads;
    int fd;
} offload = {.lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER, .fd = -1};

static void tasks_init(struct tasks *t)
{
    *t = (struct tasks){.last = &t->first};
}

static void tasks_add(struct tasks *t, struct task *task)
{
    task->next = NULL;
    *t->last = task;
    t->last = &task->next;
    t->n++;
}

static struct task *tasks_take(struct tasks *t)
{
    struct task *task = t->first;

    if (task == NULL)
        return NULL;
    t->first = task->next;
    if (t->first == NULL)
        t->last = &t->first;
    t->n--;
    return task;
}

/* NULL: the end. */
static struct task *next_task(void)
{
    struct task *task;

    pthread_mutex_lock(&offload.lock);
    while (offload.waiting.first == NULL && !offload.stopping)
        pthread_cond_wait(&offload.more, &offload.lock);
    task = offload.stopping ? NULL : tasks_take(&offload.waiting);
    pthread_mutex_unlock(&offload.lock);
    return task;
}

static void *thread_run(void *arg)
{
    static const uint64_t one = 1;
    struct task *task;

    /* on Linux a thread's own niceness */
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICER);
    while ((task = next_task()) != NULL) {
        task->work(task->job);
        pthread_mutex_lock(&offload.lock);
        tasks_add(&offload.done, task);
        pthread_mutex_unlock(&offload.lock);
        if (write(offload.fd, &one, sizeof one) != sizeof one)
            continue; /* the counter is full: the loop has been told often enough */
    }
    return arg;
}

/* Signals are the loop's alone. */
void offload_start(int threads)
{
    sigset_t all, before;

    assert(threads >= 1 && threads <= THREADS_MAX && offload.n_threads == 0);
    tasks_init(&offload.waiting);
    tasks_init(&offload.done);
    offload.stopping = false;
    offload.fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (offload.fd < 0)
        log_fatal("offload", "no eventfd: %s", strerror(errno));
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (int i = 0; i < threads; i++) {
        int rc = pthread_create(&offload.threads[i], NULL, thread_run, NULL);

        if (rc != 0)
            log_fatal("offload", "no thread: %s", strerror(rc));
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    offload.n_threads = threads;
}

static void tasks_drop(struct tasks *t)
{
    struct task *task;

    while ((task = tasks_take(t)) != NULL)
        free(task);
}

void offload_stop(void)
{
    if (offload.n_threads == 0)
        return;
    pthread_mutex_lock(&offload.lock);
    offload.stopping = true;
    pthread_cond_broadcast(&offload.more);
    pthread_mutex_unlock(&offload.lock);
    for (int i = 0; i < offload.n_threads; i++)
        pthread_join(offload.threads[i], NULL);
    offload.n_threads = 0;
    tasks_drop(&offload.waiting);
    tasks_drop(&offload.done);
    close(offload.fd);
    offload.fd = -1;
}

int offload_fd(void)
{
    return offload.fd;
}

size_t offload_waiting(void)
{
    size_t n;

    pthread_mutex_lock(&offload.lock);
    n = offload.waiting.n;
    pthread_mutex_unlock(&offload.lock);
    return n;
}

bool offload_submit(offload_work_fn work, offload_done_fn done, void *job, size_t max)
{
    struct task *task = mem_zero(1, sizeof *task);
    bool taken;

    assert(offload.n_threads > 0);
    *task = (struct task){.work = work, .done = done, .job = job};
    pthread_mutex_lock(&offload.lock);
    taken = offload.waiting.n < max;
    if (taken) {
        tasks_add(&offload.waiting, task);
        pthread_cond_signal(&offload.more);
    }
    pthread_mutex_unlock(&offload.lock);
    if (!taken)
        free(task);
    return taken;
}

void offload_collect(void)
{
    struct task *task;
    uint64_t count;

    if (read(offload.fd, &count, sizeof count) != sizeof count)
        return;
    do {
        pthread_mutex_lock(&offload.lock);
        task = tasks_take(&offload.done);
        pthread_mutex_unlock(&offload.lock);
        if (task != NULL)
            task->done(task->job);
        free(task);
    } while (task != NULL);
}
