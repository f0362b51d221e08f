/* Replies out: one for each request, in the order of the requests.
 *
 * Rule: a reply that is ready before its turn waits in its request's pool; the one in turn goes to
 * the connection in one write. reply.c calls. */
#include <assert.h>
#include <string.h>

#include "h1_impl.h"

void h1_forget_first(struct h1 *h)
{
    struct exchange *x = h->first;

    h->first = x->next;
    if (h->first == NULL)
        h->last = NULL;
    h->n_exchanges--;
    exchange_free(x);
}

/* Whether the rest of an early answered request's body is short; chunks do not say. */
static bool rest_is_worth_reading(const struct h1 *h, const struct exchange *x)
{
    if (h->framing.done)
        return true;
    if (x->head.chunked || h->eof)
        return false;
    /* A client that still waits for 100 Continue may or may not send the body: only closing is
     * unambiguous. */
    if (x->head.expects_continue && h->body_bytes == 0)
        return false;
    return x->head.length - h->body_bytes <= H1_DROP_MAX;
}

bool h1_keeps(struct exchange *x)
{
    struct h1 *h = x->h1;

    if (h == NULL || x != h->last)
        return true;
    if (h->state == H1_LAST || h->state == H1_CLOSED || h->draining || !x->head.keep_alive)
        return false;
    return h->reading != x || rest_is_worth_reading(h, x);
}

/* x is answered while it is being read: decides what becomes of the rest of its body. */
static void reading_ends(struct h1 *h, struct exchange *x)
{
    if (!h1_keeps(x)) {
        h1_last(h, h->draining ? "drained" : "close after reply");
        return;
    }
    h->reading = NULL;
    if (h->framing.done) {
        h1_set_state(h, H1_IDLE);
        return;
    }
    h1_rate_begins(h);
    h1_set_state(h, H1_DROP);
}

static void wire_keep(struct exchange *x, struct slice head, struct slice body, bool lasting)
{
    size_t copied = lasting ? 0 : body.n;
    char *p = pool_alloc(x->r.pool, head.n + copied);

    memcpy(p, head.p, head.n);
    if (copied > 0)
        memcpy(p + head.n, body.p, copied);
    x->wire = (struct slice){p, head.n + copied};
    x->wire_lasting = lasting ? body : SLICE_NONE;
}

static void wire_send(struct h1 *h, struct slice head, struct slice body, bool lasting)
{
    if (lasting && body.n > 0)
        conn_write_lasting(h->conn, head, body);
    else
        conn_write(h->conn, head, body);
}

void h1_reply(struct exchange *x, struct slice head, struct slice body, bool lasting)
{
    struct h1 *h = x->h1;

    if (h == NULL)
        return;
    if (h->reading == x)
        reading_ends(h, x);
    else if (!h1_keeps(x))
        h1_last(h, "close after reply");
    if (x == h->first) {
        wire_send(h, head, body, lasting);
        h1_forget_first(h);
    } else {
        wire_keep(x, head, body, lasting);
    }
    h1_advance(h);
}

void h1_send_ready(struct h1 *h)
{
    static const struct slice interim = {"HTTP/1.1 100 Continue\r\n\r\n", 25};

    while (h->first != NULL && h->first->wire.n > 0) {
        wire_send(h, h->first->wire, h->first->wire_lasting, true);
        h1_forget_first(h);
    }
    if (h->first != NULL && h->first->continue_owed) {
        h->first->continue_owed = false;
        conn_write(h->conn, interim, SLICE_NONE);
    }
}
