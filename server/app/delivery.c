/* The worker: claims what is due, sends it, records how it ended.
 *
 * Its one rule: what is claimed is bounded by the slots that are free, and each endpoint by its own
 * few, so that a dead or slow receiver holds up nobody else; everything is dropped without harm
 * when the process dies, because claims are leases. Called by main's tick; woken by app/sale. */
#include "leadx/app/delivery.h"

#include <stdlib.h>
#include <string.h>

#include "delivery_room.h"
#include "leadx/app/delivery.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/base/waitmap.h"
#include "leadx/db/array.h"
#include "leadx/db/pool.h"

enum {
    SLOTS_MAX = 4096,
    CLAIM_MAX = 64,         /* rows a claim, each up to a contact and two documents */
    OUTCOMES_MAX = 1024,    /* unrecorded ones; at more nothing is claimed */
    POLL_MS = 1000,         /* what other processes and the clock make due */
    LEASE_MARGIN_MS = 3000, /* a call's own time and this: what a lease lasts at least */
};

enum column {
    COL_LEAD,
    COL_ID,
    COL_ATTEMPT,
    COL_ROUND,
    COL_EVENT,
    COL_ENDPOINT,
    COL_SUSPECT,
    COL_LIVE,
    COL_KIND,
    COL_SEALED = COL_KIND + 4,
    COL_SALE,
    COL_LEAD_DOC,
    COL_ABOUT,
    COL_CONTACT,
    COL_EVENT_MS = COL_CONTACT + 4
};

static struct {
    struct delivery *active[SLOTS_MAX]; /* called, or waiting for a slot of out */
    size_t n_active, n_suspects;
    struct waitmap calls;           /* fetch ids → active */
    struct delivery *waiting;       /* claimed, but out had no slot */
    struct array busy, busy_counts; /* parameters of a claim */
    bool claiming, wake, draining;
    int64_t poll_at_ms, lease_ms, claimed_at_ms;
} worker;

static struct metric *m_outcomes(enum delivery_end end)
{
    static const char *const labels[] = {[END_DONE] = "end=\"done\"",
                                         [END_DEAD] = "end=\"rejected\"",
                                         [END_CANCELLED] = "end=\"cancelled\"",
                                         [END_AGAIN] = "end=\"again\""};

    return metric_counter("leadx_deliveries_total", "Attempts to deliver, by how they ended.",
                          labels[end]);
}

/* ---- what is under way */

static void active_add(struct delivery *d)
{
    worker.active[worker.n_active++] = d;
    worker.n_suspects += d->suspect;
}

static void active_remove(struct delivery *d)
{
    for (size_t i = 0; i < worker.n_active; i++)
        if (worker.active[i] == d) {
            worker.active[i] = worker.active[--worker.n_active];
            worker.n_suspects -= d->suspect;
            return;
        }
}

static size_t slots(void)
{
    size_t n = (size_t)setting_int("delivery_slots");

    return n < SLOTS_MAX ? n : SLOTS_MAX;
}

/* ---- ending */

static void end(struct delivery *d, const struct delivery_outcome *o)
{
    metric_add(m_outcomes(o->end), 1);
    if (o->end == END_DONE)
        metric_observe_us(
            metric_histogram_us("leadx_delivery_seconds", "From the event to its delivery.", NULL),
            (clock_exchange_ms() - d->event_ms) * 1000);
    outcomes_add(d, o);
    active_remove(d);
    delivery_free(d);
    worker.wake = true; /* its endpoint may have more */
}

static void end_locally(struct delivery *d, enum delivery_end how, const char *why)
{
    struct delivery_outcome o = {
        .end = how, .outcome = how == END_CANCELLED ? "cancelled" : "local", .note = why};

    end(d, &o);
}

static void on_answer(uint64_t id, const struct fetch_result *result, void *arg)
{
    struct delivery *d = waitmap_take(&worker.calls, id);
    struct delivery_outcome o;

    (void)arg;
    if (d == NULL)
        return;
    o = delivery_judge(d, result);
    end(d, &o);
}

/* ---- sending */

/* false: out has no slot; d waits. */
static bool send_now(struct delivery *d)
{
    uint64_t id;

    d->request.timeout_ms = setting_int("delivery_timeout_ms");
    id = waitmap_put(&worker.calls, d);
    if (fetch(&d->request, on_answer, id, NULL))
        return true;
    waitmap_take(&worker.calls, id);
    return false;
}

static void wait_for_slot(struct delivery *d)
{
    struct delivery **tail = &worker.waiting;

    while (*tail != NULL)
        tail = &(*tail)->next;
    d->next = NULL;
    *tail = d;
}

static void drop(struct delivery *d)
{
    active_remove(d);
    delivery_free(d);
}

/* Tries those that wait, each once; whose lease is nearly over is left to the next claim. */
static void send_waiting(void)
{
    struct delivery *d = worker.waiting, *next;
    int64_t late_ms = clock_mono_ms() + setting_int("delivery_timeout_ms");

    worker.waiting = NULL;
    for (; d != NULL; d = next) {
        next = d->next;
        if (late_ms >= d->lease_ms)
            drop(d);
        else if (!send_now(d))
            wait_for_slot(d);
    }
}

static void start(struct delivery *d, bool live)
{
    const char *why;

    active_add(d);
    if (!live) {
        end_locally(d, END_CANCELLED, "the sale does not stand any more");
        return;
    }
    why = delivery_message(d);
    if (why != NULL)
        end_locally(d, END_AGAIN, why);
    else if (!send_now(d))
        wait_for_slot(d);
}

/* ---- claiming */

static struct delivery *delivery_from_row(const struct db_result *res, int row)
{
    struct pool *pool = pool_new(16384);
    struct delivery *d = pool_zero(pool, sizeof *d);

    d->pool = pool;
    d->lead = result_uuid(res, row, COL_LEAD);
    d->id = result_uuid(res, row, COL_ID);
    d->attempt = (int)result_int64(res, row, COL_ATTEMPT);
    d->round = (int)result_int64(res, row, COL_ROUND);
    d->event = pool_copy(pool, result_slice(res, row, COL_EVENT));
    d->event_ms = result_int64(res, row, COL_EVENT_MS);
    d->endpoint = result_uuid(res, row, COL_ENDPOINT);
    d->suspect = result_bool(res, row, COL_SUSPECT);
    d->lease_ms = worker.claimed_at_ms + worker.lease_ms;
    delivery_read_endpoint(d, res, row, COL_KIND, COL_SEALED);
    d->sale = delivery_read_json(res, row, COL_SALE);
    d->lead_doc = delivery_read_json(res, row, COL_LEAD_DOC);
    d->about = delivery_read_json(res, row, COL_ABOUT);
    delivery_read_contact(d, res, row, COL_CONTACT);
    return d;
}

static void on_claimed(uint64_t id, const struct db_result *res, void *arg)
{
    int rows = res->status == DB_OK ? result_rows(res) : 0;

    (void)id;
    (void)arg;
    worker.claiming = false;
    if (res->status == DB_REFUSED)
        log_error("delivery", "claim refused: %s %s", res->sqlstate, res->constraint);
    for (int row = 0; row < rows; row++)
        start(delivery_from_row(res, row), result_bool(res, row, COL_LIVE));
    worker.wake = worker.wake || rows == CLAIM_MAX;
}

static int by_endpoint(const void *a, const void *b)
{
    return uuid_compare(&(*(struct delivery *const *)a)->endpoint,
                        &(*(struct delivery *const *)b)->endpoint);
}

/* How many of each endpoint are under way, as two arrays. */
static void count_busy(void)
{
    size_t from = 0;

    array_clear(&worker.busy);
    array_clear(&worker.busy_counts);
    qsort(worker.active, worker.n_active, sizeof *worker.active, by_endpoint);
    for (size_t i = 1; i <= worker.n_active; i++)
        if (i == worker.n_active ||
            !uuid_equal(&worker.active[i]->endpoint, &worker.active[from]->endpoint)) {
            array_add_uuid(&worker.busy, &worker.active[from]->endpoint);
            array_add_int32(&worker.busy_counts, (int32_t)(i - from));
            from = i;
        }
}

static void claim(size_t room)
{
    size_t half = slots() / 2;
    int32_t suspects = worker.n_suspects < half ? (int32_t)(half - worker.n_suspects) : 0;
    int64_t least = setting_int("delivery_timeout_ms") + LEASE_MARGIN_MS;
    struct param params[6];

    worker.wake = false;
    worker.claiming = true;
    worker.claimed_at_ms = clock_mono_ms();
    worker.poll_at_ms = worker.claimed_at_ms + POLL_MS;
    worker.lease_ms = setting_int("delivery_lease_ms");
    if (worker.lease_ms < least)
        worker.lease_ms = least;
    count_busy();
    params[0] = param_int32(room < CLAIM_MAX ? (int32_t)room : CLAIM_MAX);
    params[1] = param_int32(suspects);
    params[2] = param_int32((int32_t)setting_int("delivery_per_endpoint"));
    params[3] = param_int64(worker.lease_ms);
    params[4] = array_param(&worker.busy);
    params[5] = array_param(&worker.busy_counts);
    dbpool_submit(&stmt_deliveries_claim, params, 6, on_claimed, 0, NULL);
}

void delivery_tick(void)
{
    size_t all = slots();

    if (worker.waiting != NULL)
        send_waiting();
    outcomes_flush();
    if (worker.claiming || worker.draining || worker.n_active >= all ||
        outcomes_pending() >= OUTCOMES_MAX)
        return;
    if (worker.wake || clock_mono_ms() >= worker.poll_at_ms)
        claim(all - worker.n_active);
}

/* ---- life */

static void collect(void)
{
    metric_set(metric_gauge("leadx_deliveries_under_way", "Deliveries being sent now.", NULL),
               (int64_t)worker.n_active);
}

bool delivery_start(char *err, size_t err_size)
{
    array_init(&worker.busy, ARRAY_UUID);
    array_init(&worker.busy_counts, ARRAY_INT4);
    waitmap_init(&worker.calls);
    metrics_on_collect(collect);
    return delivery_mail_start(err, err_size);
}

void delivery_wake(void)
{
    worker.wake = true;
}

void delivery_drain(void)
{
    worker.draining = true;
}

bool delivery_idle(void)
{
    return !worker.claiming && worker.n_active == 0 && outcomes_pending() == 0;
}

void delivery_stop(void)
{
    while (worker.n_active > 0)
        drop(worker.active[0]);
    worker.waiting = NULL;
    waitmap_free(&worker.calls);
    array_free(&worker.busy);
    array_free(&worker.busy_counts);
}
