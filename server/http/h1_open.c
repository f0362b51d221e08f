/* The one reply of a connection that goes on: bytes out as they come, then the end of both.
 *
 * Rule: such a reply is the first and only exchange of a connection that reads no further request
 * (H1_LAST), so bytes go straight out. open_reply.c calls. */
#include <assert.h>

#include "h1_impl.h"

bool h1_is_alone(const struct exchange *x)
{
    return x->h1 != NULL && x->h1->first == x && x->h1->last == x;
}

void h1_begin(struct exchange *x, struct slice head, struct slice first)
{
    struct h1 *h = x->h1;

    h1_last(h, "stream ended");
    conn_write(h->conn, head, first);
    h1_advance(h);
}

void h1_more(struct exchange *x, struct slice bytes)
{
    struct h1 *h = x->h1;

    if (h == NULL)
        return;
    assert(h->first == x && h->state == H1_LAST);
    conn_write(h->conn, bytes, SLICE_NONE);
    h1_advance(h); /* sets the deadline for what was not taken */
}

size_t h1_waiting(const struct exchange *x)
{
    return x->h1 == NULL ? 0 : conn_pending(x->h1->conn);
}

void h1_end(struct exchange *x, bool cut, const char *reason)
{
    struct h1 *h = x->h1;

    if (h == NULL)
        return;
    h->reason = reason;
    if (cut)
        conn_close(h->conn, reason);
    h1_forget_first(h);
    if (!cut)
        h1_advance(h);
}
