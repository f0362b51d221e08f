/* The writer: group commit. While one batch is at the server the next one gathers, so the load sets
 * the batch size.
 *
 * Its one rule: an item is told exactly once what became of it, and "committed" only after the
 * commit. A batch is cut into pieces, first one; a piece that the database aborts runs again whole,
 * then in halves, so that one bad item never spoils the others. A piece that was sent and lost may
 * have happened: it is sent again until the database answers, however long that takes. Called by
 * app; the tick calls writer_flush. */
#include "leadx/db/writer.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "conn.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/net/loop.h"

enum {
    PIECES_MAX = 66, /* a halving takes one and leaves two: one more a power of two */
    TROUBLE_PAUSE_MS =
        200,       /* before a batch that met a sick server (disk full, time-out) tries again */
    ALONE_MAX = 8, /* races one item may lose: each of them was won by somebody else */
};

/* No plan by values, no compilation, no acknowledged commit that a crash forgets. */
static const char writer_setup[] =
    "set jit = off; set plan_cache_mode = force_generic_plan; set synchronous_commit = on";

/* Items from up to from + n of the batch: one transaction. */
struct piece {
    size_t from, n;
    int aborts;    /* races lost; see piece_patience */
    bool in_doubt; /* was lost after the send: may have happened */
};

struct writer {
    const struct writer_kind *kind;
    struct dbconn *conn;
    struct timer *timer; /* wakes the tick when a pause or the patience ends */
    char name[32], subject[48];

    void **queue; /* ring of queue_max */
    size_t queue_at, queue_n;

    void **batch;                    /* batch_max: what the pieces point into */
    struct piece pieces[PIECES_MAX]; /* a stack: the top one runs */
    size_t n_pieces;
    size_t n_batch;                  /* items of the batch under way, or of the last one */
    struct param params[PARAMS_MAX]; /* of the piece under way */
    bool sent;                       /* the top piece waits for its answer */
    bool telling;                    /* inside kind->done */
    bool away_logged;                /* this outage was mentioned */
    int64_t sent_us;                 /* to measure */
    int64_t batch_since_ms;          /* first send of this batch */
    int64_t not_before_ms;           /* pause after trouble */

    struct {
        struct metric *batches, *items, *reruns, *halvings, *refused, *resent, *down, *queued,
            *commit;
    } count;
};

/* ---- telling */

static void writer_tell(struct writer *w, void *const *items, size_t n, const struct db_result *res)
{
    assert(!w->telling);
    w->telling = true;
    w->kind->done(items, n, res);
    w->telling = false;
}

static struct piece *top(struct writer *w)
{
    assert(w->n_pieces > 0);
    return &w->pieces[w->n_pieces - 1];
}

static void piece_tell(struct writer *w, const struct db_result *res)
{
    struct piece p = *top(w);

    w->n_pieces--;
    writer_tell(w, w->batch + p.from, p.n, res);
}

/* ---- what an answer means for a piece */

enum verdict {
    VERDICT_COMMITTED,
    VERDICT_LOST,    /* unknown: send again when connected */
    VERDICT_TROUBLE, /* surely not committed, and not the items' fault: pause, then again */
    VERDICT_RACE,    /* aborted by what others did meanwhile: again, then halves */
    VERDICT_FAULT,   /* an item is bad: halves at once */
};

static bool in_class(const char *sqlstate, const char *class)
{
    return strncmp(sqlstate, class, strlen(class)) == 0;
}

static enum verdict verdict_of(const struct db_result *res)
{
    const char *s = res->sqlstate;

    if (res->status == DB_OK)
        return VERDICT_COMMITTED;
    if (res->status == DB_DOWN || s[0] == '\0') /* the second: our deadline, not the server's */
        return VERDICT_LOST;
    if (in_class(s, "57014") || in_class(s, "55P03") || in_class(s, "53") || in_class(s, "58"))
        return VERDICT_TROUBLE;
    if (in_class(s, "23") || in_class(s, "40") || in_class(s, "LX001") ||
        answer_means_stale_plan(s))
        return VERDICT_RACE;
    return VERDICT_FAULT;
}

/* How many races a piece may lose before it is halved or refused. A check that fails is hardly a
 * race. */
static int piece_patience(const struct piece *p, const struct db_result *res)
{
    return p->n > 1 || in_class(res->sqlstate, "23514") ? 1 : ALONE_MAX;
}

static void piece_again(struct writer *w)
{
    top(w)->aborts++;
    metric_add(w->count.reruns, 1);
}

/* The first half on top. A single item gets chances of its own. */
static void piece_halve(struct writer *w)
{
    struct piece p = *top(w);
    size_t half = p.n / 2;

    assert(p.n > 1 && w->n_pieces < PIECES_MAX);
    *top(w) =
        (struct piece){p.from + half, p.n - half, .aborts = p.n - half > 1, .in_doubt = p.in_doubt};
    w->pieces[w->n_pieces++] =
        (struct piece){p.from, half, .aborts = half > 1, .in_doubt = p.in_doubt};
    metric_add(w->count.halvings, 1);
}

static void piece_refuse(struct writer *w, const struct db_result *res)
{
    log_warn(w->subject, "an item was refused: %s %s", res->sqlstate, res->constraint);
    metric_add(w->count.refused, 1);
    piece_tell(w, res);
}

static void piece_committed(struct writer *w, const struct db_result *res)
{
    metric_add(w->count.batches, 1);
    metric_add(w->count.items, (int64_t)top(w)->n);
    metric_observe_us(w->count.commit, clock_measure_us() - w->sent_us);
    piece_tell(w, res);
}

static void piece_trouble(struct writer *w, const struct db_result *res)
{
    struct db_result down = answer_made(DB_DOWN, res->sqlstate, "the database is in trouble");
    bool patient = clock_mono_ms() - w->batch_since_ms < setting_int("writer_down_ms");

    log_warn(w->subject, "the database is in trouble: %s", res->sqlstate);
    w->not_before_ms = clock_mono_ms() + TROUBLE_PAUSE_MS;
    if (patient || top(w)->in_doubt)
        return;
    metric_add(w->count.down, (int64_t)top(w)->n);
    piece_tell(w, &down);
}

static void on_answer(void *arg, const struct db_result *res)
{
    struct writer *w = arg;
    enum verdict verdict = verdict_of(res);

    assert(w->sent);
    w->sent = false;
    if (verdict == VERDICT_COMMITTED) {
        piece_committed(w, res);
    } else if (verdict == VERDICT_LOST) {
        top(w)->in_doubt = true;
        metric_add(w->count.resent, 1);
    } else if (verdict == VERDICT_TROUBLE) {
        piece_trouble(w, res);
    } else if (verdict == VERDICT_RACE && top(w)->aborts < piece_patience(top(w), res)) {
        log_debug(w->subject, "%zu items run again: %s %s", top(w)->n, res->sqlstate,
                  res->constraint);
        piece_again(w);
    } else if (top(w)->n > 1) {
        log_info(w->subject, "%zu items are halved: %s %s", top(w)->n, res->sqlstate,
                 res->constraint);
        piece_halve(w);
    } else {
        piece_refuse(w, res);
    }
    if (w->kind->after != NULL)
        w->kind->after();
}

/* ---- sending */

static void batch_take(struct writer *w)
{
    size_t n = w->queue_n < w->kind->batch_max ? w->queue_n : w->kind->batch_max;

    for (size_t i = 0; i < n; i++) {
        w->batch[i] = w->queue[w->queue_at];
        w->queue_at = (w->queue_at + 1) % w->kind->queue_max;
    }
    w->queue_n -= n;
    w->n_batch = n;
    w->pieces[w->n_pieces++] = (struct piece){.n = n};
    w->batch_since_ms = clock_mono_ms();
}

static void piece_send(struct writer *w)
{
    const struct piece *p = top(w);

    w->kind->pack(w->batch + p->from, p->n, w->params);
    w->sent = true;
    w->sent_us = clock_measure_us();
    dbconn_send(w->conn, w->kind->stmt, w->params);
}

/* Tells the whole queue, oldest first: newer items would wait for the same database. */
static size_t queue_give_up(struct writer *w, const struct db_result *res)
{
    size_t told = w->queue_n;

    for (size_t n = told; n > 0; n--) {
        void *item = w->queue[w->queue_at];

        w->queue_at = (w->queue_at + 1) % w->kind->queue_max;
        w->queue_n--;
        writer_tell(w, &item, 1, res);
    }
    return told;
}

/* The pieces that surely did not happen; those in doubt wait on, whatever it takes. */
static size_t pieces_give_up(struct writer *w, const struct db_result *res)
{
    size_t told = 0, kept = 0;

    for (size_t i = 0; i < w->n_pieces; i++) {
        struct piece p = w->pieces[i];

        if (p.in_doubt) {
            w->pieces[kept++] = p;
            continue;
        }
        told += p.n;
        writer_tell(w, w->batch + p.from, p.n, res);
    }
    w->n_pieces = kept;
    return told;
}

/* Not connected: how long may what is not in doubt still wait? */
static void writer_wait(struct writer *w)
{
    struct db_result down = answer_made(DB_DOWN, "", "no database");
    int64_t away_ms = dbconn_away_ms(w->conn), left_ms = setting_int("writer_down_ms") - away_ms;
    size_t told;

    if (left_ms > 0) {
        timer_set(w->timer, left_ms);
        return;
    }
    told = pieces_give_up(w, &down) + queue_give_up(w, &down);
    metric_add(w->count.down, (int64_t)told);
    if (told > 0 && !w->away_logged)
        log_warn(w->subject, "%zu items given up, and what comes next: no database for %lld ms",
                 told, (long long)away_ms);
    w->away_logged |= told > 0;
    if (w->queue_n > 0) /* those told came straight back */
        timer_set(w->timer, TROUBLE_PAUSE_MS);
}

void writer_flush(struct writer *w)
{
    metric_set(w->count.queued, (int64_t)w->queue_n);
    if (w->sent || w->telling || writer_idle(w))
        return;
    if (!dbconn_up(w->conn)) {
        writer_wait(w);
        return;
    }
    w->away_logged = false;
    if (clock_mono_ms() < w->not_before_ms) {
        timer_set(w->timer, w->not_before_ms - clock_mono_ms());
        return;
    }
    if (w->n_pieces == 0)
        batch_take(w);
    piece_send(w);
}

static void on_timer(void *arg)
{
    (void)arg; /* a turn has a tick, and the tick does the work */
}

/* ---- for everybody */

static const struct dbconn_owner writer_owner = {.on_answer = on_answer};

static void writer_measure(struct writer *w)
{
    char labels[64];

    snprintf(labels, sizeof labels, "writer=\"%s\"", w->name);
    w->count.batches = metric_counter("leadx_writer_batches_total", "Batches committed.", labels);
    w->count.items = metric_counter("leadx_writer_items_total", "Items committed.", labels);
    w->count.reruns = metric_counter("leadx_writer_reruns_total",
                                     "Batches run again whole after an abort.", labels);
    w->count.halvings = metric_counter("leadx_writer_halvings_total",
                                       "Batches cut in halves after an abort.", labels);
    w->count.refused =
        metric_counter("leadx_writer_refused_total", "Items the database refused alone.", labels);
    w->count.resent = metric_counter("leadx_writer_resent_total",
                                     "Batches lost after the send, sent again.", labels);
    w->count.down =
        metric_counter("leadx_writer_down_total", "Items given up for want of a database.", labels);
    w->count.queued =
        metric_gauge("leadx_writer_queue", "Items waiting for the next batch.", labels);
    w->count.commit = metric_histogram_us("leadx_writer_commit_seconds",
                                          "From sending a batch to its commit.", labels);
}

struct writer *writer_new(const struct writer_kind *kind, const char *name)
{
    struct writer *w = mem_zero(1, sizeof *w);

    assert(kind->batch_max > 0 && kind->queue_max > 0 && kind->stmt->n_params <= PARAMS_MAX);
    w->kind = kind;
    snprintf(w->name, sizeof w->name, "%s", name);
    snprintf(w->subject, sizeof w->subject, "writer %s", w->name);
    w->queue = mem_zero(kind->queue_max, sizeof *w->queue);
    w->batch = mem_zero(kind->batch_max, sizeof *w->batch);
    w->timer = timer_new(on_timer, w);
    writer_measure(w);
    w->conn = dbconn_new(w->subject, writer_setup, &writer_owner, w);
    return w;
}

void writer_free(struct writer *w)
{
    struct db_result down = answer_made(DB_DOWN, "", "stopping");

    if (w == NULL)
        return;
    assert(!w->telling);
    while (w->n_pieces > 0)
        piece_tell(w, &down);
    queue_give_up(w, &down);
    dbconn_free(w->conn);
    timer_free(w->timer);
    free(w->queue);
    free(w->batch);
    free(w);
}

bool writer_submit(struct writer *w, void *item)
{
    if (w->queue_n == w->kind->queue_max)
        return false;
    w->queue[(w->queue_at + w->queue_n) % w->kind->queue_max] = item;
    w->queue_n++;
    return true;
}

size_t writer_queued(const struct writer *w)
{
    return w->queue_n;
}

size_t writer_under_way(const struct writer *w)
{
    return w->n_pieces > 0 ? w->n_batch : 0;
}

size_t writer_batch_n(const struct writer *w)
{
    return w->n_batch;
}

bool writer_up(const struct writer *w)
{
    return dbconn_up(w->conn);
}

bool writer_idle(const struct writer *w)
{
    return w->queue_n == 0 && w->n_pieces == 0;
}
