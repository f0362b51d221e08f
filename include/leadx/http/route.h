/* The route table and the order of the gates, in one place: parse, route, site, caller, role, rate,
 * size, media type, idempotency key. */
#ifndef LEADX_HTTP_ROUTE_H
#define LEADX_HTTP_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/http/access.h"
#include "leadx/http/request.h"

#define KIB(n) ((size_t)(n)*1024)
#define MIB(n) ((size_t)(n)*1024 * 1024)

enum { ROUTE_BODY_DEFAULT = 64 * 1024 };

struct route {
    enum method method;
    const char *path; /* "/v1/orders/{order}/pause"; a {…} matches a segment of 1 to 128 bytes */
    enum action action;
    void (*handle)(struct request *r); /* body complete */
    /* Instead of collecting: called with each piece, last = true exactly once at the end (piece may
     * be empty). handle is then called first, before any body, and may reply early (the rest is
     * dropped). */
    void (*stream)(struct request *r, struct slice piece, bool last);
    size_t body_max;     /* 0 = ROUTE_BODY_DEFAULT for POST, PUT, PATCH; others take no body */
    bool key_required;   /* Idempotency-Key must be there (money.md 11): else 400 key_missing */
    bool any_type;       /* Content-Type other than application/json is fine */
    bool own_site;       /* public, and makes sessions: refused when a browser says that another
                            site asks */
    const char *summary; /* for the log of routes; the OpenAPI page is the master */
};

/* Adds a table that ends with an all-zero row (path NULL). At most 128 tables; asserts on a double
 * route. */
void routes_add(const struct route *table);
/* Every route, for --routes and the OpenAPI check: calls fn in table order. */
void routes_each(void (*fn)(const struct route *route, void *arg), void *arg);

/* Finds the caller of a bearer token, perhaps later: the finder must call
 * route_caller_found(wait_id, …) once, at once or from the loop. found = NULL: no such key;
 * unavailable: the database is away. Set by main. */
typedef void (*caller_find_fn)(uint64_t wait_id, struct slice token);
void route_set_caller_finder(caller_find_fn fn);
void route_caller_found(uint64_t wait_id, const struct caller *found, bool unavailable);

/* For replies that stay open: asks again who the caller is, by the credential the request came
 * with, and takes over what changed. fn(r, false), at once or later: it is no longer good, or its
 * action no longer allowed; while the database is away it is good. One at a time for a request. */
void route_recheck(struct request *r, void (*fn)(struct request *r, bool good));
/* The same for the cookie of a session, by its token's digest. ended: there was one. */
typedef void (*session_find_fn)(uint64_t wait_id, const uint8_t digest[32]);
void route_set_session_finder(session_find_fn fn);
void route_session_ended(uint64_t wait_id);

/* http/h1 calls these. route_head: the head is complete; decides, may reply. route_body: the body
 * is complete. */
void route_head(struct request *r);
void route_body(struct request *r);

#endif
