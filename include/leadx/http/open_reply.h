/* Replies that stay open: 200, a head without a length, then bytes as they come, until the handler
 * or the client ends them. For server-sent events.
 *
 * An open reply has its connection for itself: no further request is read there, and its end is the
 * connection's. The request lives as long: request_find finds it, and on_gone says that the client
 * left. */
#ifndef LEADX_HTTP_OPEN_REPLY_H
#define LEADX_HTTP_OPEN_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/slice.h"
#include "leadx/http/request.h"

/* Sends the head and the first bytes. false: replied 409 already, because other requests of the
 * same connection wait before or behind it. */
bool open_reply_begin(struct request *r, const char *content_type, struct slice first)
    __attribute__((warn_unused_result));
/* More bytes, copied. What the client does not take waits in memory: ask open_reply_waiting. */
void open_reply_write(struct request *r, struct slice bytes);
/* Bytes the client has not taken yet. */
size_t open_reply_waiting(const struct request *r);
/* Ends it after what waits was taken, or, cut, at once. reason: a literal for the log. on_gone is
 * not called; r is gone after the turn. */
void open_reply_end(struct request *r, bool cut, const char *reason);

#endif
