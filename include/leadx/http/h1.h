/* HTTP/1.1 on one connection: requests in, replies out in their order, deadlines, an end.
 *
 * What h1 gives to a sink and takes from reply.c is the seam where another protocol would stand
 * beside it. */
#ifndef LEADX_HTTP_H1_H
#define LEADX_HTTP_H1_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/slice.h"
#include "leadx/http/exchange.h"
#include "leadx/net/conn.h"

/* Where requests go. Each of the two may reply at once or keep the request's wait id. */
struct h1_sink {
    void (*head)(struct request *r); /* the head is complete; ends in h1_accept or a reply */
    void (*body)(struct request *r); /* the body is complete (not called for streams) */
};

extern const struct conn_events h1_events;
/* The owner pointer for a new connection. */
void *h1_open(struct conn *c, const struct h1_sink *sink);
/* The same while the server drains: the connection ends with its first reply, or soon without a
 * request. */
void *h1_open_once(struct conn *c, const struct h1_sink *sink);

/* The gates let r pass: reads its body, at most body_max bytes; stream NULL collects it. */
void h1_accept(struct request *r, size_t body_max,
               void (*stream)(struct request *r, struct slice piece, bool last));
void h1_hold(struct exchange *x, bool hold);

/* For reply.c. True when the connection goes on after x's reply; ask once, just before h1_reply. */
bool h1_keeps(struct exchange *x);
/* lasting: the body lives as long as the process and need not be copied. */
void h1_reply(struct exchange *x, struct slice head, struct slice body, bool lasting);

/* For open_reply.c. True when no other request of the connection waits for its reply. */
bool h1_is_alone(const struct exchange *x);
/* x's reply begins and goes on; no further request is read. */
void h1_begin(struct exchange *x, struct slice head, struct slice first);
void h1_more(struct exchange *x, struct slice bytes);
size_t h1_waiting(const struct exchange *x);
/* x ends, and its connection with it: at once (cut), or when everything was taken. */
void h1_end(struct exchange *x, bool cut, const char *reason);

/* Every connection ends as soon as it owes nothing. */
void h1_drain(void);

#endif
