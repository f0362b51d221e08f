/* Who of the workers is alive, and how many connections they have together.
 *
 * Its one rule: each worker writes its own line only, so that a dead one's line can be wiped and
 * nothing it held stays counted. Called by main, the supervisor, net/listen and net/conn. */
#include "leadx/base/workers.h"

#include <assert.h>

#include "leadx/base/shared.h"

struct line {
    int64_t alive_ms;
    int64_t connections;
    int32_t ready;
    char apart[64 - 20]; /* one cache line each */
};

enum { LINES = WORKERS_MAX + 1 }; /* the last one is the supervisor's, counted in no sum */

static struct line *lines;
static int total = 1, self;

static struct line *line_of(int i)
{
    assert(i >= WORKER_SUPERVISOR && i < WORKERS_MAX);
    if (lines == NULL)
        lines = shared_part(SHARED_WORKERS, sizeof *lines * LINES);
    return &lines[i == WORKER_SUPERVISOR ? WORKERS_MAX : i];
}

void workers_start(int n, int me)
{
    assert(n >= 1 && n <= WORKERS_MAX && me >= WORKER_SUPERVISOR && me < n);
    total = n;
    self = me;
    lines = NULL;
}

int workers_total(void)
{
    return total;
}

int worker_self(void)
{
    return self;
}

int workers_ready(void)
{
    int n = 0;

    for (int i = 0; i < total; i++)
        n += __atomic_load_n(&line_of(i)->ready, __ATOMIC_RELAXED);
    return n;
}

void worker_set_ready(void)
{
    __atomic_store_n(&line_of(self)->ready, 1, __ATOMIC_RELAXED);
}

void worker_beat(int64_t now_ms)
{
    __atomic_store_n(&line_of(self)->alive_ms, now_ms, __ATOMIC_RELAXED);
}

int64_t worker_alive_ms(int i)
{
    return __atomic_load_n(&line_of(i)->alive_ms, __ATOMIC_RELAXED);
}

void worker_forget(int i)
{
    struct line *l = line_of(i);

    __atomic_store_n(&l->ready, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&l->alive_ms, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&l->connections, 0, __ATOMIC_SEQ_CST);
}

/* Counted first, then looked at: of two that take the last place at once, both see both. */
bool worker_connection_add(size_t max)
{
    int64_t sum = 0;

    __atomic_add_fetch(&line_of(self)->connections, 1, __ATOMIC_SEQ_CST);
    for (int i = 0; i < total; i++)
        sum += __atomic_load_n(&line_of(i)->connections, __ATOMIC_SEQ_CST);
    if (sum <= (int64_t)max)
        return true;
    worker_connection_drop();
    return false;
}

void worker_connection_drop(void)
{
    __atomic_sub_fetch(&line_of(self)->connections, 1, __ATOMIC_SEQ_CST);
}
