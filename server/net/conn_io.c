/* The bytes of a connection: reading, writing, dropping; plain or TLS.
 *
 * Rule: an idle connection owns no buffer. Input is read into one scratch that all connections
 * share and is kept only if the owner leaves some of it; output is kept only while the kernel does
 * not take it. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "conn_impl.h"
#include "leadx/base/mem.h"
#include "leadx/net/tls.h"

enum {
    SCRATCH_SIZE = 32 * 1024,
    HELD_STEP = 4 * 1024,
    OUT_MIN = 16 * 1024, /* also one TLS record's worth */
    READS_A_WAKE = 8,    /* then the others have their turn */
};

static char read_scratch[SCRATCH_SIZE];
static char write_scratch[OUT_MIN];
static char *spare_out; /* one buffer of OUT_MIN kept for the next reply that has to gather */

static enum tls_step step_of_errno(void)
{
    return errno == EAGAIN || errno == EINTR ? TLS_WANT_READ : TLS_BROKEN;
}

static enum tls_step io_read(struct conn *c, void *p, size_t size, size_t *n)
{
    ssize_t got;

    if (c->tls != NULL)
        return tls_read(c->tls, p, size, n);
    got = recv(c->fd, p, size, 0);
    *n = got > 0 ? (size_t)got : 0;
    return got > 0 ? TLS_DONE : got == 0 ? TLS_CLOSED : step_of_errno();
}

static enum tls_step io_write(struct conn *c, const void *p, size_t size, size_t *n)
{
    enum tls_step step;
    ssize_t took;

    if (c->tls != NULL)
        return tls_write(c->tls, p, size, n);
    took = send(c->fd, p, size, MSG_NOSIGNAL);
    *n = took > 0 ? (size_t)took : 0;
    step = took >= 0 ? TLS_DONE : step_of_errno();
    return step == TLS_WANT_READ ? TLS_WANT_WRITE : step;
}

/* Makes held hold the unread bytes at its start, with room for more. */
static void held_reserve(struct conn *c, size_t more)
{
    size_t need = c->in_n + more;
    char *fresh = c->held;

    if (need > c->held_size) {
        c->held_size = (need + HELD_STEP - 1) / HELD_STEP * HELD_STEP;
        fresh = mem_alloc(c->held_size);
    }
    if (c->in_n > 0 && c->in != fresh)
        memmove(fresh, c->in, c->in_n);
    if (fresh != c->held)
        free(c->held);
    c->held = fresh;
    c->in = fresh;
}

static void held_drop(struct conn *c)
{
    free(c->held);
    c->held = NULL;
    c->held_size = 0;
    c->in = NULL;
}

/* One read, into the scratch when nothing is kept, else behind what is. */
static enum tls_step read_some(struct conn *c, size_t *asked, size_t *n)
{
    enum tls_step step;

    if (c->in_n == 0) {
        *asked = SCRATCH_SIZE;
        step = io_read(c, read_scratch, *asked, n);
        c->in = read_scratch;
    } else {
        *asked = CONN_INPUT_MAX - c->in_n;
        if (*asked > SCRATCH_SIZE / 2)
            *asked = SCRATCH_SIZE / 2;
        step = io_read(c, read_scratch, *asked, n);
        held_reserve(c, *n);
        memcpy(c->held + c->in_n, read_scratch, *n);
    }
    c->in_n += *n;
    return step;
}

/* What gathered while on_data ran leaves in one piece. */
static void deliver_replies(struct conn *c)
{
    if (c->write_blocked || (conn_pending(c) == 0 && c->state != CONN_FINISHING))
        return;
    conn_flush(c);
    if (c->state == CONN_OPEN && conn_pending(c) == 0)
        c->events->on_drained(c);
}

static void deliver(struct conn *c)
{
    c->delivering = true;
    c->events->on_data(c);
    c->delivering = false;
    if (c->state == CONN_DEAD)
        return;
    if (c->in_n == 0)
        held_drop(c);
    else if (c->in >= read_scratch && c->in < read_scratch + SCRATCH_SIZE)
        held_reserve(c, 0);
    deliver_replies(c);
}

static void read_ended(struct conn *c, enum tls_step step)
{
    if (step == TLS_BROKEN) {
        conn_die(c, "peer gone");
        return;
    }
    c->read_blocked = step == TLS_WANT_WRITE;
    c->starved = step == TLS_WANT_READ;
    if (step == TLS_CLOSED) {
        c->eof = true;
        c->events->on_eof(c);
    }
}

void conn_read(struct conn *c)
{
    c->read_blocked = c->starved = false;
    for (int i = 0; i < READS_A_WAKE; i++) {
        size_t asked, n;
        enum tls_step step;

        if (c->state != CONN_OPEN || c->paused || c->eof || c->in_n >= CONN_INPUT_MAX)
            break;
        step = read_some(c, &asked, &n);
        if (step != TLS_DONE) {
            read_ended(c, step);
            break;
        }
        deliver(c);
        /* A short read emptied the kernel's buffer: asking again would only cost a call. */
        if (c->state != CONN_OPEN || (c->tls == NULL ? n < asked : !tls_has_pending(c->tls)))
            break;
    }
    conn_rearm(c);
}

static void out_free(struct conn *c)
{
    if (c->out_size == OUT_MIN && spare_out == NULL)
        spare_out = c->out;
    else
        free(c->out);
    c->out = NULL;
    c->out_at = c->out_n = c->out_size = 0;
}

static void out_reserve(struct conn *c, size_t more)
{
    size_t need = c->out_n + more, size = c->out_size == 0 ? OUT_MIN : c->out_size;
    char *fresh;

    if (c->out_at + need <= c->out_size)
        return;
    while (size < need)
        size *= 2;
    fresh = size == OUT_MIN && spare_out != NULL ? spare_out : mem_alloc(size);
    if (fresh == spare_out)
        spare_out = NULL;
    if (c->out_n > 0)
        memcpy(fresh, c->out + c->out_at, c->out_n);
    free(c->out);
    c->out = fresh;
    c->out_at = 0;
    c->out_size = size;
}

static void out_add(struct conn *c, struct slice s)
{
    if (s.n == 0)
        return;
    out_reserve(c, s.n);
    memcpy(c->out + c->out_at + c->out_n, s.p, s.n);
    c->out_n += s.n;
}

/* Writes until done or blocked; false when the peer is gone. */
static bool write_all(struct conn *c, const char *p, size_t n, size_t *took)
{
    *took = 0;
    c->write_blocked = false;
    while (*took < n) {
        size_t some;
        enum tls_step step = io_write(c, p + *took, n - *took, &some);

        if (step == TLS_WANT_WRITE || step == TLS_WANT_READ) {
            c->write_blocked = true;
            return true;
        }
        if (step != TLS_DONE) {
            conn_die(c, "peer gone");
            return false;
        }
        *took += some;
    }
    return true;
}

void conn_flush(struct conn *c)
{
    bool was_blocked = c->write_blocked;
    size_t took;

    if (c->out_n > 0) {
        if (!write_all(c, c->out + c->out_at, c->out_n, &took))
            return;
        c->out_at += took;
        c->out_n -= took;
    }
    if (c->out_n > 0)
        return;
    if (c->lasting.n > 0) {
        if (!write_all(c, c->lasting.p, c->lasting.n, &took))
            return;
        c->lasting.p += took;
        c->lasting.n -= took;
    }
    if (c->lasting.n > 0)
        return;
    if (c->out != NULL)
        out_free(c);
    if (c->state == CONN_FINISHING)
        conn_half_close(c);
    else if (was_blocked)
        c->events->on_drained(c);
}

/* The usual reply: nothing queued before it and small enough to leave as one record at once. */
static void write_now(struct conn *c, struct slice head, struct slice body)
{
    size_t n = head.n + body.n, took;

    memcpy(write_scratch, head.p, head.n);
    if (body.n > 0)
        memcpy(write_scratch + head.n, body.p, body.n);
    if (!write_all(c, write_scratch, n, &took))
        return;
    out_add(c, (struct slice){write_scratch + took, n - took});
    if (c->write_blocked)
        conn_rearm(c);
}

/* What comes next stands behind it: now it must be copied after all. */
static void out_settle(struct conn *c)
{
    struct slice rest = c->lasting;

    c->lasting = SLICE_NONE;
    out_add(c, rest);
}

static void write_soon(struct conn *c)
{
    if (c->delivering || c->write_blocked)
        return;
    conn_flush(c);
    conn_rearm(c);
}

void conn_write(struct conn *c, struct slice head, struct slice body)
{
    if (c->state != CONN_OPEN)
        return;
    assert(head.n > 0);
    if (conn_pending(c) == 0 && !c->delivering && head.n + body.n <= OUT_MIN) {
        write_now(c, head, body);
        return;
    }
    out_settle(c);
    out_add(c, head);
    out_add(c, body);
    write_soon(c);
}

void conn_write_lasting(struct conn *c, struct slice head, struct slice body)
{
    if (c->state != CONN_OPEN)
        return;
    out_settle(c);
    out_add(c, head);
    c->lasting = body;
    write_soon(c);
}

void conn_discard(struct conn *c)
{
    ssize_t got = recv(c->fd, read_scratch, SCRATCH_SIZE, 0);

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got > 0)
        c->dropped += (size_t)got;
    if (got <= 0 || c->dropped > CONN_LINGER_MAX)
        conn_die(c, c->reason);
}

struct slice conn_input(struct conn *c)
{
    return (struct slice){c->in, c->in_n};
}

void conn_consume(struct conn *c, size_t n)
{
    bool was_full = c->in_n >= CONN_INPUT_MAX;

    assert(n <= c->in_n);
    c->in += n;
    c->in_n -= n;
    if (c->delivering)
        return;
    if (c->in_n == 0)
        held_drop(c);
    if (was_full && n > 0)
        conn_rearm(c);
}

size_t conn_pending(const struct conn *c)
{
    return c->out_n + c->lasting.n;
}

void conn_buffers_free(struct conn *c)
{
    held_drop(c);
    out_free(c);
}
