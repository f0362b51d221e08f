/* Open replies: a head, then bytes until somebody ends it. Counted and logged once, when they
 * begin.
 *
 * Rule: at most one on a connection, and nothing else beside it; so no framing is needed, the end
 * of the connection (TLS says close_notify) is the end of the body (RFC 9112, section 6.3). Called
 * by api/stream.c. */
#include "leadx/http/open_reply.h"

#include <assert.h>

#include "leadx/http/exchange.h"
#include "leadx/http/h1.h"
#include "leadx/http/reply.h"
#include "leadx/http/stats.h"
#include "reply_head.h"

bool open_reply_begin(struct request *r, const char *content_type, struct slice first)
{
    struct exchange *x = r->exchange;

    assert(!r->replied && !x->open);
    if (!h1_is_alone(x)) {
        reply_error(r, ERROR_CONFLICT, "Open the stream on a connection of its own.");
        return false;
    }
    request_wait(r);
    stats_replied(r, 200);
    x->open = true;
    h1_begin(x, reply_head_open(x, content_type), first);
    return true;
}

void open_reply_write(struct request *r, struct slice bytes)
{
    assert(r->exchange->open);
    h1_more(r->exchange, bytes);
}

size_t open_reply_waiting(const struct request *r)
{
    return h1_waiting(r->exchange);
}

void open_reply_end(struct request *r, bool cut, const char *reason)
{
    assert(r->exchange->open && !r->replied);
    request_forget(r);
    r->replied = true;
    h1_end(r->exchange, cut, reason);
}
