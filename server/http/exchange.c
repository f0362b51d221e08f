/* Exchanges come from a list of used ones, each with its pool.
 *
 * Rule: nothing of an ended request is reused in the turn it ended in, so that a handler may still
 * look at its request after it replied. http/h1 takes and returns them. */
#include "leadx/http/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/base/waitmap.h"
#include "leadx/net/loop.h"

enum {
    POOL_SIZE = 8 * 1024,
    RESTING_MAX = 256,           /* more are freed: about 3 MiB stay */
    BODY_MEMORY_MAX = 16 * 1024, /* a larger body's memory is not kept */
    BODY_MAX = 1 << 30,          /* the route's own maximum is smaller */
};

static struct exchange *resting, **resting_end = &resting;
static size_t n_resting;
static struct waitmap waiting;
static size_t bodies; /* bytes */
static struct metric *bodies_now;
static bool waiting_ready;

static void exchange_destroy(struct exchange *x)
{
    pool_free(x->r.pool);
    buf_free(&x->body);
    free(x);
}

static struct exchange *resting_take(void)
{
    struct exchange *x = resting;

    if (x == NULL || x->rest_turn == loop_turn())
        return NULL;
    resting = x->next;
    if (resting == NULL)
        resting_end = &resting;
    n_resting--;
    return x;
}

struct exchange *exchange_new(void)
{
    struct exchange *x = resting_take();
    struct pool *pool;
    struct buf body;

    if (x == NULL) {
        x = mem_zero(1, sizeof *x);
        x->r.pool = pool_new(POOL_SIZE);
        buf_init(&x->body, BODY_MAX);
    }
    pool = x->r.pool;
    body = x->body;
    pool_reset(pool);
    memset(&x->r, 0, offsetof(struct request, headers));
    memset(&x->r.n_headers, 0, sizeof x->r - offsetof(struct request, n_headers));
    memset(&x->h1, 0, sizeof *x - offsetof(struct exchange, h1));
    x->r.pool = pool;
    x->r.exchange = x;
    x->head.headers = x->r.headers;
    x->body = body;
    return x;
}

static void on_collect(void)
{
    metric_set(bodies_now, (int64_t)bodies);
}

bool exchange_body_fits(struct exchange *x)
{
    if (bodies_now == NULL) {
        bodies_now = metric_gauge("leadx_http_body_bytes",
                                  "Memory of the request bodies that are being collected or "
                                  "worked on.",
                                  NULL);
        metrics_on_collect(on_collect);
    }
    bodies += x->body.size - x->body_counted;
    x->body_counted = x->body.size;
    return bodies <= (size_t)setting_int("body_memory_max");
}

void exchange_free(struct exchange *x)
{
    struct exchange *oldest;

    bodies -= x->body_counted;
    x->body_counted = 0;
    if (x->body.size > BODY_MEMORY_MAX)
        buf_free(&x->body);
    else
        buf_clear(&x->body);
    x->h1 = NULL;
    x->next = NULL;
    x->rest_turn = loop_turn();
    *resting_end = x;
    resting_end = &x->next;
    if (++n_resting > RESTING_MAX && (oldest = resting_take()) != NULL)
        exchange_destroy(oldest);
}

void exchange_abandon(struct exchange *x)
{
    void (*on_gone)(struct request * r) = x->r.on_gone;

    if (x->r.replied)
        return;
    x->r.on_gone = NULL;
    if (x->r.wait_id != 0)
        waitmap_take(&waiting, x->r.wait_id);
    if (on_gone != NULL)
        on_gone(&x->r);
}

uint64_t request_wait(struct request *r)
{
    if (!waiting_ready)
        waitmap_init(&waiting);
    waiting_ready = true;
    if (r->wait_id == 0)
        r->wait_id = waitmap_put(&waiting, r);
    return r->wait_id;
}

struct request *request_find(uint64_t wait_id)
{
    struct request *r = waiting_ready ? waitmap_get(&waiting, wait_id) : NULL;

    return r == NULL || r->replied ? NULL : r;
}

void request_forget(struct request *r)
{
    if (r->wait_id != 0)
        waitmap_take(&waiting, r->wait_id);
}
