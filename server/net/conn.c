/* The life of one accepted connection: handshake, open, finishing, lingering, dead.
 *
 * Rule: nothing is freed inside a callback. Ending unhooks descriptor and timer and queues; the
 * tick's conns_bury tells the owner and frees. http/h1 is the owner; conn_io.c moves the bytes. */
#include "leadx/net/conn.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conn_impl.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"
#include "leadx/base/workers.h"
#include "leadx/net/tls.h"

static struct conn *dead;
static size_t n_open;

static const char *const state_names[] = {"handshake", "open", "finishing", "lingering", "dead"};

/* Every move that may happen. */
static const bool moves[CONN_DEAD + 1][CONN_DEAD + 1] = {
    [CONN_HANDSHAKE] = {[CONN_OPEN] = true, [CONN_DEAD] = true},
    [CONN_OPEN] = {[CONN_FINISHING] = true, [CONN_DEAD] = true},
    [CONN_FINISHING] = {[CONN_LINGERING] = true, [CONN_DEAD] = true},
    [CONN_LINGERING] = {[CONN_DEAD] = true},
};

void conn_set_state(struct conn *c, enum conn_state state)
{
    assert(moves[c->state][state]);
    log_debug("conn", "fd=%d %s -> %s", c->fd, state_names[c->state], state_names[state]);
    c->state = state;
}

static bool conn_wants_read(const struct conn *c)
{
    if (c->state == CONN_HANDSHAKE || c->state == CONN_LINGERING)
        return true;
    return c->state == CONN_OPEN && !c->paused && !c->eof && !c->read_blocked &&
           c->in_n < CONN_INPUT_MAX;
}

void conn_rearm(struct conn *c)
{
    bool want_read = conn_wants_read(c);

    if (c->state == CONN_DEAD)
        return;
    watch_want(c->watch, want_read, c->write_blocked || c->read_blocked);
    /* Records that TLS took from the kernel already raise no event of their own; of a part of one
     * there is nothing to be had. */
    if (want_read && c->state == CONN_OPEN && c->tls != NULL && !c->starved &&
        tls_has_pending(c->tls))
        watch_wake(c->watch);
}

static void conn_open(struct conn *c)
{
    if (c->state == CONN_HANDSHAKE)
        conn_set_state(c, CONN_OPEN);
    conn_set_deadline(c, CONN_DEADLINE_NONE, 0);
    c->opened = true;
    c->owner = c->on_open(c);
}

static void conn_shake(struct conn *c)
{
    switch (tls_handshake(c->tls)) {
    case TLS_DONE:
        c->write_blocked = false;
        conn_open(c);
        conn_read(c); /* the first request may have come in the same packet */
        return;
    case TLS_WANT_READ:
        c->write_blocked = false;
        break;
    case TLS_WANT_WRITE:
        c->write_blocked = true;
        break;
    default:
        conn_die(c, "handshake failed");
    }
    conn_rearm(c);
}

static void on_watch(void *arg, bool readable, bool writable)
{
    struct conn *c = arg;

    switch (c->state) {
    case CONN_HANDSHAKE:
        conn_shake(c);
        return;
    case CONN_OPEN:
    case CONN_FINISHING:
        if (writable && c->write_blocked)
            conn_flush(c);
        if ((readable || c->read_blocked) && c->state == CONN_OPEN)
            conn_read(c);
        conn_rearm(c);
        return;
    case CONN_LINGERING:
        conn_discard(c);
        return;
    case CONN_DEAD:
        return;
    }
}

static void on_timer(void *arg)
{
    struct conn *c = arg;
    enum conn_deadline which = c->deadline;

    c->deadline = CONN_DEADLINE_NONE;
    if (c->state == CONN_OPEN && which != CONN_DEADLINE_NONE)
        c->events->on_deadline(c, which);
    else if (c->state == CONN_HANDSHAKE)
        conn_die(c, "handshake deadline");
    else if (c->state == CONN_FINISHING)
        conn_die(c, "write deadline");
    else
        conn_die(c, c->reason);
}

void conn_begin(const struct conn_start *start, int64_t handshake_ms)
{
    struct conn *c = mem_zero(1, sizeof *c);

    c->fd = start->fd;
    c->events = start->events;
    c->on_open = start->on_open;
    c->peer = start->peer;
    c->watch = watch_new(c->fd, on_watch, c);
    c->timer = timer_new(on_timer, c);
    n_open++;
    if (start->tls) {
        c->state = CONN_HANDSHAKE;
        c->tls = tls_accept_on(c->fd);
        conn_set_deadline(c, CONN_DEADLINE_HANDSHAKE, handshake_ms);
    } else {
        c->state = CONN_OPEN;
        conn_open(c);
    }
    conn_rearm(c);
}

void conn_half_close(struct conn *c)
{
    if (c->tls != NULL)
        tls_notify_close(c->tls);
    shutdown(c->fd, SHUT_WR);
    if (c->eof) {
        conn_die(c, c->reason);
        return;
    }
    conn_set_state(c, CONN_LINGERING);
    c->read_blocked = c->write_blocked = false;
    conn_set_deadline(c, CONN_DEADLINE_LINGER, CONN_LINGER_MS);
    conn_rearm(c);
}

void conn_die(struct conn *c, const char *reason)
{
    if (c->state == CONN_DEAD)
        return;
    conn_set_state(c, CONN_DEAD);
    c->reason = reason;
    watch_free(c->watch);
    timer_free(c->timer);
    tls_end(c->tls);
    close(c->fd);
    c->watch = NULL;
    c->timer = NULL;
    c->tls = NULL;
    c->next_dead = dead;
    dead = c;
    loop_again(); /* the tick may be past its graveyard */
}

void conn_close(struct conn *c, const char *reason)
{
    conn_die(c, reason);
}

void conn_finish(struct conn *c, const char *reason)
{
    if (c->state != CONN_OPEN)
        return;
    conn_set_state(c, CONN_FINISHING);
    c->reason = reason;
    conn_set_deadline(c, CONN_DEADLINE_WRITE, CONN_WRITE_MS);
    if (conn_pending(c) == 0 && !c->delivering)
        conn_half_close(c);
    else
        conn_rearm(c);
}

void conn_pause(struct conn *c)
{
    c->paused = true;
    conn_rearm(c);
}

void conn_resume(struct conn *c)
{
    c->paused = false;
    conn_rearm(c);
}

void conn_set_deadline(struct conn *c, enum conn_deadline which, int64_t after_ms)
{
    if (c->state == CONN_DEAD)
        return;
    c->deadline = which;
    if (which == CONN_DEADLINE_NONE)
        timer_stop(c->timer);
    else
        timer_set(c->timer, after_ms);
}

const char *conn_peer(const struct conn *c)
{
    return c->peer.text;
}

void *conn_owner(const struct conn *c)
{
    return c->owner;
}

void conn_set_owner(struct conn *c, void *owner)
{
    c->owner = owner;
}

/* Reasons are literals of ours, so the label's values are few and fixed. */
static void conn_count(const char *reason)
{
    char label[64];

    snprintf(label, sizeof label, "reason=\"%s\"", reason);
    metric_add(metric_counter("leadx_net_closed_total", "Connections ended, by reason.", label), 1);
}

void conns_bury(void)
{
    while (dead != NULL) {
        struct conn *c = dead;

        dead = c->next_dead;
        conn_count(c->reason);
        if (c->opened)
            c->events->on_closed(c, c->reason);
        peers_leave(&c->peer);
        worker_connection_drop();
        conn_buffers_free(c);
        free(c);
        n_open--;
    }
}

size_t conns_open(void)
{
    return n_open;
}
