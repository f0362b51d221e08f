/* Requests in: heads through the gate and llhttp, bodies to their route.
 *
 * Rule: a handler never sees a request that is not complete (unless its route streams), and nothing
 * is read after bytes whose framing is in doubt. h1.c calls the steps; route.c says h1_accept. */
#include <assert.h>
#include <string.h>

#include "h1_impl.h"
#include "leadx/base/clock.h"
#include "leadx/http/stats.h"
#include "leadx/http/reply.h"

enum {
    BODY_AHEAD = 64 * 1024, /* room made on the word of a Content-Length alone */
    CROWD_RETRY_S = 1,
};

bool h1_is_full(const struct h1 *h)
{
    return h->n_exchanges >= h->pipeline_max || conn_pending(h->conn) > H1_OUTPUT_MAX;
}

static struct exchange *exchange_add(struct h1 *h)
{
    struct exchange *x = exchange_new();

    x->h1 = h;
    x->r.peer = conn_peer(h->conn);
    x->r.started_us = h->since_us;
    if (h->last != NULL)
        h->last->next = x;
    else
        h->first = x;
    h->last = x;
    h->n_exchanges++;
    return x;
}

void h1_refuse(struct h1 *h, enum error error, const char *sentence, const char *reason)
{
    struct exchange *x = h->reading;

    if (h->state == H1_DROP || (x != NULL && x->r.replied)) {
        h1_last(h, reason); /* it has its answer */
        return;
    }
    if (x == NULL)
        x = exchange_add(h);
    exchange_abandon(x);
    x->head.keep_alive = false;
    h1_last(h, reason);
    reply_error(&x->r, error, sentence);
}

static void gate_refuse(struct h1 *h, enum gate gate)
{
    stats_refused(gate_name(gate));
    h1_refuse(h, gate_error(gate), gate_sentence(gate), "bad request");
}

static void head_begins(struct h1 *h)
{
    h->since_ms = clock_mono_ms();
    h->since_us = clock_measure_us();
    h->scanned = 0;
    h->blank_skipped = false;
    h1_set_state(h, H1_HEAD);
}

/* The head's bytes move into the request's pool, where its slices stay valid. */
static enum gate head_take(struct h1 *h, struct exchange *x, struct slice bytes)
{
    struct slice head = {pool_copy(x->r.pool, bytes), bytes.n};
    enum gate gate = gate_parse(head, &x->head);

    conn_consume(h->conn, bytes.n);
    if (gate != GATE_OK)
        return gate;
    x->r.method = x->head.method;
    x->r.n_headers = x->head.n_headers;
    if (x->head.method == METHOD_OTHER) {
        /* llhttp knows a closed list of methods: such a request ends here, with whatever body it
         * has. */
        x->head.keep_alive = false;
        h->framing.done = true;
        return GATE_OK;
    }
    return framing_begin(&h->framing, head, &x->head) ? GATE_OK : GATE_SECOND_OPINION;
}

static enum framing_wish on_piece(void *arg, struct slice piece);

static void request_begins(struct h1 *h, size_t head_n)
{
    struct exchange *x = exchange_add(h);
    enum gate gate;

    h->reading = x;
    h->framing.on_piece = on_piece;
    h->framing.arg = h;
    h->body_bytes = 0;
    h->paused = h->crowded = false;
    h1_set_state(h, H1_GATES);
    gate = head_take(h, x, (struct slice){conn_input(h->conn).p, head_n});
    if (gate != GATE_OK)
        gate_refuse(h, gate);
    else if (!request_set_target(&x->r, x->head.target))
        reply_error(&x->r, ERROR_BAD_REQUEST,
                    "Remove dot segments, encoded slashes and control characters from the path.");
    else
        h->sink->head(&x->r);
}

bool h1_read_head(struct h1 *h)
{
    struct slice in = conn_input(h->conn);
    size_t head_n = 0;
    enum gate gate;

    if (in.n == 0 || h1_is_full(h))
        return false;
    if (h->state == H1_IDLE)
        head_begins(h);
    gate = gate_scan(in, &h->scanned, &head_n);
    if (gate == GATE_MORE)
        return false;
    if (gate == GATE_BLANK && !h->blank_skipped) {
        h->blank_skipped = true;
        conn_consume(h->conn, 2);
        return true;
    }
    if (gate == GATE_OK)
        request_begins(h, head_n);
    else
        gate_refuse(h, gate);
    return true;
}

/* The request is complete: the next one may be read while this one is with its handler. */
static void body_done(struct h1 *h)
{
    struct exchange *x = h->reading;
    bool last = x != NULL && !x->head.keep_alive;

    h->reading = NULL;
    if (last || h->draining)
        h1_last(h, last ? "close asked" : "drained");
    else
        h1_set_state(h, H1_IDLE);
    if (x == NULL)
        return;
    x->r.body = buf_slice(&x->body);
    if (x->stream != NULL)
        x->stream(&x->r, SLICE_NONE, true);
    else
        h->sink->body(&x->r);
}

void h1_rate_begins(struct h1 *h)
{
    h->body_bytes = 0;
    h->since_ms = clock_mono_ms();
    h->rate_due_ms = h->since_ms + h->body_grace_ms;
}

static enum framing_wish on_piece(void *arg, struct slice piece)
{
    struct h1 *h = arg;
    struct exchange *x = h->reading;

    h->body_bytes += piece.n;
    if (x == NULL) /* replied: dropping */
        return h->body_bytes <= H1_DROP_MAX ? FRAMING_GO_ON : FRAMING_STOP;
    if (h->body_bytes > x->body_max)
        return FRAMING_STOP;
    if (x->stream != NULL) {
        x->stream(&x->r, piece, false);
    } else {
        buf_add_slice(&x->body, piece);
        h->crowded = !exchange_body_fits(x);
        if (h->crowded)
            return FRAMING_STOP;
    }
    return x->held ? FRAMING_WAIT : FRAMING_GO_ON;
}

/* The bodies of all requests together take too much: this one is given up, the others go on. */
static void crowd_refuse(struct h1 *h, struct exchange *x)
{
    stats_refused("body_memory");
    reply_retry_after(&x->r, CROWD_RETRY_S);
    h1_refuse(h, ERROR_UNAVAILABLE, NULL, "body memory");
}

static void body_refuse(struct h1 *h, enum framing_step step)
{
    if (step == FRAMING_STOPPED && h->crowded && h->reading != NULL) {
        crowd_refuse(h, h->reading);
    } else if (step == FRAMING_STOPPED) {
        h1_refuse(h, ERROR_BODY_TOO_LARGE, NULL, "body too large");
    } else {
        gate_refuse(h, GATE_CHUNK);
    }
}

bool h1_read_body(struct h1 *h)
{
    struct slice in = conn_input(h->conn);
    enum framing_step step;
    size_t used;

    if ((in.n == 0 && !h->paused) || (h->reading != NULL && h->reading->held))
        return false;
    step = framing_feed(&h->framing, in.n > 0 ? in : SLICE(""), &used);
    h->paused = step == FRAMING_PAUSED;
    if (h->state == H1_CLOSED || h->state == H1_LAST)
        return false;
    conn_consume(h->conn, used);
    switch (step) {
    case FRAMING_MORE:
        return false;
    case FRAMING_PAUSED:
        return true; /* no longer held already, perhaps */
    case FRAMING_DONE:
        body_done(h);
        return true;
    default:
        body_refuse(h, step);
        return true;
    }
}

/* 100 Continue would come too late for a body that is on its way already. */
static void continue_owe(struct h1 *h, struct exchange *x)
{
    x->continue_owed = x->head.expects_continue && conn_input(h->conn).n == 0;
}

void h1_accept(struct request *r, size_t body_max,
               void (*stream)(struct request *r, struct slice piece, bool last))
{
    struct exchange *x = r->exchange;
    struct h1 *h = x->h1;

    if (r->replied || h == NULL)
        return;
    assert(h->state == H1_GATES && h->reading == x);
    x->stream = stream;
    x->body_max = body_max;
    x->body.max = body_max + 1;
    if (h->framing.done) {
        body_done(h);
    } else {
        if (stream == NULL && x->head.has_length)
            buf_reserve(&x->body, x->head.length < BODY_AHEAD ? x->head.length : BODY_AHEAD);
        if (stream == NULL && !exchange_body_fits(x)) { /* before a byte of it is read */
            stats_refused("body_memory");
            reply_unavailable(r, CROWD_RETRY_S);
            return;
        }
        h1_rate_begins(h);
        h1_set_state(h, H1_BODY);
        continue_owe(h, x); /* h1_send_ready pays, in turn */
    }
    h1_advance(h);
}

/* Time in which we did not read is not the peer's. */
void h1_hold(struct exchange *x, bool hold)
{
    struct h1 *h = x->h1;

    if (h == NULL || h->reading != x || x->held == hold)
        return;
    x->held = hold;
    if (hold) {
        h->held_ms = clock_mono_ms();
        return;
    }
    h->since_ms += clock_mono_ms() - h->held_ms;
    h->rate_due_ms += clock_mono_ms() - h->held_ms;
    h1_advance(h);
}
