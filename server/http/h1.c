/* The life of an HTTP/1.1 connection: what its state is, what it waits for, how it ends.
 *
 * Rule: events only record; h1_advance looks at the whole connection, takes every step that can be
 * taken and sets the one deadline that belongs to what is waited for. net/conn calls the events. */
#include "leadx/http/h1.h"

#include <assert.h>
#include <stdlib.h>

#include "h1_impl.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"

enum { DRAIN_FIRST_MS = 1000 }; /* for the request of who connected just before the end */

static struct h1 *all;

static const char *const state_names[] = {"idle", "head", "gates", "body",
                                          "drop", "last", "closed"};

#define MOVE(state) (1u << (state))

/* Every move that may happen. */
static const unsigned moves[] = {
    [H1_IDLE] = MOVE(H1_HEAD) | MOVE(H1_LAST) | MOVE(H1_CLOSED),
    [H1_HEAD] = MOVE(H1_GATES) | MOVE(H1_LAST) | MOVE(H1_CLOSED),
    [H1_GATES] = MOVE(H1_IDLE) | MOVE(H1_BODY) | MOVE(H1_DROP) | MOVE(H1_LAST) | MOVE(H1_CLOSED),
    [H1_BODY] = MOVE(H1_IDLE) | MOVE(H1_DROP) | MOVE(H1_LAST) | MOVE(H1_CLOSED),
    [H1_DROP] = MOVE(H1_IDLE) | MOVE(H1_LAST) | MOVE(H1_CLOSED),
    [H1_LAST] = MOVE(H1_CLOSED),
    [H1_CLOSED] = 0,
};

void h1_set_state(struct h1 *h, enum h1_state state)
{
    assert((moves[h->state] & MOVE(state)) != 0);
    log_debug("h1", "%s -> %s", state_names[h->state], state_names[state]);
    h->state = state;
}

void *h1_open(struct conn *c, const struct h1_sink *sink)
{
    struct h1 *h = mem_zero(1, sizeof *h);

    h->conn = c;
    h->sink = sink;
    h->head_ms = setting_int("head_timeout_ms");
    h->idle_ms = setting_int("idle_timeout_ms");
    h->write_ms = setting_int("write_timeout_ms");
    h->body_grace_ms = setting_int("body_grace_ms");
    h->body_min_rate = setting_int("body_min_rate");
    h->pipeline_max = (size_t)setting_int("pipeline_max");
    h->next_open = all;
    if (all != NULL)
        all->prev = h;
    all = h;
    conn_set_deadline(c, CONN_DEADLINE_IDLE, h->idle_ms);
    return h;
}

void *h1_open_once(struct conn *c, const struct h1_sink *sink)
{
    struct h1 *h = h1_open(c, sink);

    h->draining = true;
    if (h->idle_ms > DRAIN_FIRST_MS)
        h->idle_ms = DRAIN_FIRST_MS;
    conn_set_deadline(c, CONN_DEADLINE_IDLE, h->idle_ms);
    return h;
}

static bool h1_step(struct h1 *h)
{
    switch (h->state) {
    case H1_IDLE:
    case H1_HEAD:
        return h1_read_head(h);
    case H1_BODY:
    case H1_DROP:
        return h1_read_body(h);
    default:
        return false;
    }
}

static int64_t left_until(int64_t due_ms)
{
    int64_t left_ms = due_ms - clock_mono_ms();

    return left_ms > 0 ? left_ms : 0;
}

/* The one deadline that belongs to what the connection waits for now. */
static void h1_set_deadline(struct h1 *h)
{
    bool ours = h->n_exchanges > 0; /* we owe: the peer is not late */

    if (h->state == H1_CLOSED)
        return;
    if (conn_pending(h->conn) > 0 && (h1_is_full(h) || h->state == H1_IDLE || h->state == H1_LAST))
        conn_set_deadline(h->conn, CONN_DEADLINE_WRITE, h->write_ms);
    else if (h->state == H1_HEAD && !h1_is_full(h))
        conn_set_deadline(h->conn, CONN_DEADLINE_HEAD, left_until(h->since_ms + h->head_ms));
    else if ((h->state == H1_BODY && !h->reading->held) || h->state == H1_DROP)
        conn_set_deadline(h->conn, CONN_DEADLINE_BODY, left_until(h->rate_due_ms));
    else if (h->state == H1_IDLE && !ours)
        conn_set_deadline(h->conn, CONN_DEADLINE_IDLE, h->idle_ms);
    else
        conn_set_deadline(h->conn, CONN_DEADLINE_NONE, 0);
}

static void h1_finish_if_done(struct h1 *h)
{
    if (h->state != H1_LAST || h->first != NULL)
        return;
    h1_set_state(h, H1_CLOSED);
    conn_finish(h->conn, h->reason);
}

/* The peer sends no more. What was read whole is still answered; what was not never will be. */
static void h1_input_ended(struct h1 *h)
{
    if (h->first != NULL && h->first->open) {
        conn_close(h->conn, "peer closed"); /* nobody follows a stream with half a connection */
        return;
    }
    if (h1_is_full(h))
        return;
    if (h->state == H1_IDLE || h->state == H1_HEAD || h->state == H1_DROP)
        h1_last(h, "peer closed");
    else if (h->state == H1_BODY && !h->reading->held && !h->paused)
        h1_refuse(h, ERROR_BAD_REQUEST, "Send the whole body before the end of the connection.",
                  "body cut off");
}

void h1_advance(struct h1 *h)
{
    /* A handler that replies at once comes back here from inside a step. */
    h->again = true;
    if (h->advancing)
        return;
    h->advancing = true;
    while (h->again) {
        h->again = false;
        while (h1_step(h))
            ;
        h1_send_ready(h);
        if (h->eof)
            h1_input_ended(h);
    }
    h->advancing = false;
    h1_finish_if_done(h);
    h1_set_deadline(h);
}

void h1_last(struct h1 *h, const char *reason)
{
    if (h->state == H1_LAST || h->state == H1_CLOSED)
        return;
    h->reason = reason;
    h->reading = NULL;
    h1_set_state(h, H1_LAST);
}

static void on_data(struct conn *c)
{
    h1_advance(conn_owner(c));
}

static void on_drained(struct conn *c)
{
    struct h1 *h = conn_owner(c);

    h->pending_seen = 0;
    h1_advance(h);
}

static void on_eof(struct conn *c)
{
    struct h1 *h = conn_owner(c);

    h->eof = true;
    h1_advance(h);
}

static bool body_is_slow(const struct h1 *h)
{
    int64_t took_ms = clock_mono_ms() - h->since_ms;

    return took_ms >= h->body_grace_ms &&
           (int64_t)h->body_bytes < h->body_min_rate * took_ms / 1000;
}

static void on_deadline(struct conn *c, enum conn_deadline which)
{
    struct h1 *h = conn_owner(c);

    switch (which) {
    case CONN_DEADLINE_HEAD:
        h1_refuse(h, ERROR_REQUEST_TIMEOUT, gate_sentence(GATE_MORE), "head deadline");
        break;
    case CONN_DEADLINE_BODY:
        if (body_is_slow(h))
            h1_refuse(h, ERROR_REQUEST_TIMEOUT, "Send the body faster.", "body deadline");
        h->rate_due_ms = clock_mono_ms() + H1_RATE_MS;
        break;
    case CONN_DEADLINE_WRITE:
        if (conn_pending(c) >= h->pending_seen && h->pending_seen > 0) {
            conn_close(c, "write deadline");
            return;
        }
        h->pending_seen = conn_pending(c);
        break;
    default:
        h1_last(h, "idle");
        break;
    }
    h1_advance(h);
}

static void on_closed(struct conn *c, const char *reason)
{
    struct h1 *h = conn_owner(c);

    (void)reason;
    if (h->state != H1_CLOSED)
        h1_set_state(h, H1_CLOSED);
    h->reading = NULL;
    while (h->first != NULL) {
        exchange_abandon(h->first);
        h1_forget_first(h);
    }
    if (h->next_open != NULL)
        h->next_open->prev = h->prev;
    *(h->prev != NULL ? &h->prev->next_open : &all) = h->next_open;
    free(h);
}

const struct conn_events h1_events = {
    .on_data = on_data,
    .on_drained = on_drained,
    .on_eof = on_eof,
    .on_deadline = on_deadline,
    .on_closed = on_closed,
};

void h1_drain(void)
{
    for (struct h1 *h = all; h != NULL; h = h->next_open) {
        h->draining = true;
        if (h->state == H1_IDLE || h->state == H1_HEAD || h->state == H1_DROP)
            h1_last(h, "drained");
        h1_advance(h);
    }
}
