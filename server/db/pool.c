/* The pool: a few connections, one bounded first-in first-out queue of statements.
 *
 * Its one rule: every submit is called back exactly once, from the loop, whatever happens. A
 * statement that was sent and lost is DB_DOWN and never sent again, since it may have happened;
 * only the writer repeats itself. Called by app and api for reads and plain writes. */
#include "leadx/db/pool.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "answer.h"
#include "conn.h"
#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/net/loop.h"

enum { CONNECTIONS_MAX = 64 };

struct query {
    struct query *next;
    const struct stmt *stmt;
    db_done_fn done;
    uint64_t id;
    void *arg;
    int64_t since_ms;
    int64_t started_us;    /* to measure */
    struct param params[]; /* n_params of them, then the bytes they point to */
};

struct query_list {
    struct query *first, **last;
    size_t n;
};

struct slot {
    struct dbconn *conn;
    struct query *query; /* under way */
    char name[32];
};

static struct {
    struct slot slots[CONNECTIONS_MAX];
    size_t n_slots;
    struct query_list waiting; /* oldest first */
    struct query_list refused; /* wait for the turn's end to hear DB_BUSY */
    struct timer *expiry, *refusal;
    struct metric *by_status[DB_TIMEOUT + 1], *took, *waiting_gauge, *up_gauge;
    bool running;
} pool;

/* ---- queries */

static void list_init(struct query_list *l)
{
    *l = (struct query_list){.last = &l->first};
}

static void list_add(struct query_list *l, struct query *q)
{
    q->next = NULL;
    *l->last = q;
    l->last = &q->next;
    l->n++;
}

static struct query *list_take(struct query_list *l)
{
    struct query *q = l->first;

    if (q == NULL)
        return NULL;
    l->first = q->next;
    if (l->first == NULL)
        l->last = &l->first;
    l->n--;
    return q;
}

static bool is_outside(const struct param *p)
{
    return p->p != NULL && param_data(p) == p->p;
}

static struct query *query_new(const struct stmt *stmt, const struct param *params, int n)
{
    size_t bytes = 0;
    struct query *q;
    char *at;

    for (int i = 0; i < n; i++)
        bytes += is_outside(&params[i]) ? (size_t)params[i].n : 0;
    q = mem_alloc(sizeof *q + (size_t)n * sizeof *params + bytes + 1);
    q->stmt = stmt;
    at = (char *)&q->params[n];
    for (int i = 0; i < n; i++) {
        q->params[i] = params[i];
        if (!is_outside(&params[i]))
            continue;
        memcpy(at, params[i].p, (size_t)params[i].n);
        q->params[i].p = at;
        at += params[i].n;
    }
    return q;
}

static void query_done(struct query *q, const struct db_result *res)
{
    metric_add(pool.by_status[res->status], 1);
    q->done(q->id, res, q->arg);
    free(q);
}

static void query_refuse(struct query *q, enum db_status status, const char *why)
{
    struct db_result res = answer_made(status, "", why);

    query_done(q, &res);
}

/* ---- the queue */

static void pool_expect_expiry(void)
{
    int64_t left_ms;

    if (pool.waiting.first == NULL) {
        timer_stop(pool.expiry);
        return;
    }
    left_ms = pool.waiting.first->since_ms + setting_int("db_timeout_ms") - clock_mono_ms();
    timer_set(pool.expiry, left_ms > 0 ? left_ms : 0);
}

static void dbpool_advance(void)
{
    for (size_t i = 0; i < pool.n_slots && pool.waiting.first != NULL; i++) {
        struct slot *s = &pool.slots[i];

        if (s->query != NULL || !dbconn_idle(s->conn))
            continue;
        s->query = list_take(&pool.waiting);
        dbconn_send(s->conn, s->query->stmt, s->query->params);
    }
    metric_set(pool.waiting_gauge, (int64_t)pool.waiting.n);
}

static void on_expiry(void *arg)
{
    int64_t oldest_ms = clock_mono_ms() - setting_int("db_timeout_ms");

    (void)arg;
    while (pool.waiting.first != NULL && pool.waiting.first->since_ms <= oldest_ms)
        query_refuse(list_take(&pool.waiting), dbpool_ready() ? DB_BUSY : DB_DOWN,
                     "waited too long");
    pool_expect_expiry();
}

/* What was refused in this turn, not what these callbacks submit. */
static void on_refusal(void *arg)
{
    (void)arg;
    for (size_t n = pool.refused.n; n > 0; n--)
        query_refuse(list_take(&pool.refused), DB_BUSY, "queue full");
    if (pool.refused.n > 0)
        timer_set(pool.refusal, 0);
}

/* ---- what a connection reports */

static void on_up(void *arg)
{
    (void)arg;
    dbpool_advance();
}

static void on_answer(void *arg, const struct db_result *res)
{
    struct slot *s = arg;
    struct query *q = s->query;

    s->query = NULL;
    metric_observe_us(pool.took, clock_measure_us() - q->started_us);
    query_done(q, res);
    dbpool_advance();
}

static const struct dbconn_owner slot_owner = {.on_up = on_up, .on_answer = on_answer};

/* ---- for everybody */

static void on_collect(void)
{
    int64_t up = 0;

    for (size_t i = 0; i < pool.n_slots; i++)
        up += dbconn_up(pool.slots[i].conn);
    metric_set(pool.up_gauge, up);
}

static void pool_measure(void)
{
    static const char *const labels[] = {"status=\"ok\"", "status=\"refused\"", "status=\"down\"",
                                         "status=\"busy\"", "status=\"timeout\""};

    if (pool.took != NULL)
        return;
    for (size_t i = 0; i <= DB_TIMEOUT; i++)
        pool.by_status[i] = metric_counter("leadx_db_statements_total",
                                           "Statements of the pool by outcome.", labels[i]);
    pool.took =
        metric_histogram_us("leadx_db_statement_seconds",
                            "From submitting a statement to its answer, waiting included.", NULL);
    pool.waiting_gauge =
        metric_gauge("leadx_db_queue", "Statements waiting for a connection.", NULL);
    pool.up_gauge =
        metric_gauge("leadx_db_connections", "Connections of the pool that are up.", NULL);
    metrics_on_collect(on_collect);
}

void dbpool_start(void)
{
    assert(!pool.running);
    pool_measure();
    pool.running = true;
    list_init(&pool.waiting);
    list_init(&pool.refused);
    pool.expiry = timer_new(on_expiry, NULL);
    pool.refusal = timer_new(on_refusal, NULL);
    pool.n_slots = (size_t)setting_int("db_connections");
    assert(pool.n_slots <= CONNECTIONS_MAX);
    for (size_t i = 0; i < pool.n_slots; i++) {
        struct slot *s = &pool.slots[i];

        s->query = NULL;
        snprintf(s->name, sizeof s->name, "pool %zu", i + 1);
        s->conn = dbconn_new(s->name, "", &slot_owner, s);
    }
}

static void list_end(struct query_list *l)
{
    while (l->first != NULL)
        query_refuse(list_take(l), DB_DOWN, "stopping");
}

void dbpool_stop(void)
{
    if (!pool.running)
        return;
    pool.running = false;
    db_listen_stop();
    for (size_t i = 0; i < pool.n_slots; i++) {
        dbconn_free(pool.slots[i].conn);
        if (pool.slots[i].query != NULL)
            list_add(&pool.refused, pool.slots[i].query);
    }
    pool.n_slots = 0;
    list_end(&pool.refused);
    list_end(&pool.waiting);
    timer_free(pool.expiry);
    timer_free(pool.refusal);
}

void dbpool_submit(const struct stmt *stmt, const struct param *params, int n, db_done_fn done,
                   uint64_t id, void *arg)
{
    bool full = pool.waiting.n >= (size_t)setting_int("db_queue");
    struct query *q;

    assert(n == stmt->n_params && n <= PARAMS_MAX);
    if (!pool.running) /* a callback of dbpool_stop tries once more: the process is at its end */
        return;
    q = query_new(stmt, params, full ? 0 : n);
    q->done = done;
    q->id = id;
    q->arg = arg;
    q->since_ms = clock_mono_ms();
    q->started_us = clock_measure_us();
    list_add(full ? &pool.refused : &pool.waiting, q);
    if (full) {
        timer_set(pool.refusal, 0);
        return;
    }
    dbpool_advance();
    if (pool.waiting.n == 1)
        pool_expect_expiry();
}

bool dbpool_idle(void)
{
    for (size_t i = 0; i < pool.n_slots; i++)
        if (pool.slots[i].query != NULL)
            return false;
    return pool.waiting.n == 0 && pool.refused.n == 0;
}

bool dbpool_ready(void)
{
    for (size_t i = 0; i < pool.n_slots; i++)
        if (dbconn_up(pool.slots[i].conn))
            return true;
    return false;
}
