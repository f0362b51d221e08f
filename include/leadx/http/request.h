/* A request as handlers see it, whatever protocol brought it. Lives in its pool from head to reply.
 *
 * A handler either replies before it returns or takes request_wait's id, and finds the request
 * again with request_find when its answer comes: by then the client may be gone, and request_find
 * returns NULL. Every request is replied to exactly once (asserted). */
#ifndef LEADX_HTTP_REQUEST_H
#define LEADX_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/pool.h"
#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"
#include "leadx/http/access.h"

enum method {
    METHOD_GET,
    METHOD_HEAD,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_OPTIONS,
    METHOD_OTHER
};

struct route;

struct request_header {
    struct slice name, value; /* name as sent; compare without case */
};

enum { REQUEST_HEADERS_MAX = 64, REQUEST_PARAMS_MAX = 4 };

struct request {
    struct pool *pool;
    enum method method;
    struct slice path;  /* decoded, starts with '/' */
    struct slice query; /* as sent, without '?' */
    struct request_header headers[REQUEST_HEADERS_MAX];
    size_t n_headers;
    struct slice body; /* whole, for routes that do not stream */
    const struct route *route;
    struct slice params[REQUEST_PARAMS_MAX]; /* what {…} in the route's path matched, in order */
    struct caller caller;                    /* set by the gates unless the route is public */
    const char *peer;                        /* address text */
    int64_t started_us;                      /* clock_measure_us at the first byte of the head */
    struct slice idempotency_key;            /* 1 to 255 visible ASCII characters; n = 0: absent */
    void *state;                             /* the handler's, from the pool, or freed by on_gone */
    /* The request ended without a reply of the handler's: the client left, or its body broke off or
     * grew too large. May be NULL. */
    void (*on_gone)(struct request *r);
    /* below: http's own */
    void (*on_recheck)(struct request *r, bool good); /* route_recheck waits for the finder */
    uint64_t wait_id;
    bool replied;
    struct exchange *exchange;
};

/* Header by name, without case; SLICE_NONE when absent. */
struct slice request_header(const struct request *r, const char *name);
/* Query parameter, percent-decoded into the pool; false when absent. A malformed query reads as
 * absent. */
bool request_query(struct request *r, const char *name, struct slice *out);
/* The id to wait by; the same one on every call. */
uint64_t request_wait(struct request *r);
/* The request, or NULL when the client is gone. */
struct request *request_find(uint64_t wait_id);
/* For a route that streams: hold = true stops the pieces (and, soon, the client) until it is called
 * with false. Only while the body is being read; afterwards it does nothing. */
void request_hold(struct request *r, bool hold);
/* params[i] as a uuid; otherwise replies 404 and returns false. */
bool request_param_uuid(struct request *r, size_t i, struct uuid *out);

#endif
