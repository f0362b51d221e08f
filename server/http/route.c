/* The gates between a request and its handler, in one order.
 *
 * Rule: route_advance is the only place that knows the order. A gate lets the request pass, or
 * replies, or (the caller's alone) waits; then route_caller_found enters again. http/h1 calls with
 * the head and with the body. */
#include "leadx/http/route.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/clock.h"
#include "leadx/http/exchange.h"
#include "leadx/http/h1.h"
#include "leadx/http/knock.h"
#include "leadx/http/rate.h"
#include "leadx/http/reply.h"
#include "leadx/http/session.h"
#include "leadx/http/stats.h"
#include "route_table.h"

enum { TOKEN_MAX = 128, CALLER_RETRY_S = 1 };

static caller_find_fn find_caller;
static session_find_fn find_session;

void route_set_caller_finder(caller_find_fn fn)
{
    find_caller = fn;
}

void route_set_session_finder(session_find_fn fn)
{
    find_session = fn;
}

/* 404, 405, and the answer to OPTIONS. */
static bool gate_route(struct request *r)
{
    unsigned methods = 0;

    if (r->route != NULL)
        return true; /* entered again after the caller was found */
    r->route = route_find(r->method, r->path, r->params, &methods);
    if (r->route != NULL)
        return true;
    if (methods == 0) {
        reply_error(r, ERROR_NOT_FOUND, "Check the path; there is no such resource.");
        return false;
    }
    reply_header(r, "Allow", route_allow(r->pool, methods));
    if (r->method == METHOD_OPTIONS)
        reply_empty(r);
    else
        reply_error(r, ERROR_METHOD_NOT_ALLOWED, NULL);
    return false;
}

static bool refuse(struct request *r, const char *counted, enum error e)
{
    stats_refused(counted);
    reply_error(r, e, NULL);
    return false;
}

static bool deny(struct request *r)
{
    return refuse(r, "unauthenticated", ERROR_UNAUTHENTICATED);
}

static bool too_many(struct request *r, int64_t wait_ms)
{
    reply_retry_after(r, (wait_ms + 999) / 1000);
    reply_error(r, ERROR_TOO_MANY_REQUESTS, NULL);
    return false;
}

/* "Bearer lx_…" with characters a key can have; anything else is not worth a lookup. */
static bool token_read(const struct request *r, struct slice *token)
{
    struct slice value = request_header(r, "Authorization"), scheme = {value.p, 7};

    if (value.n < 7 || !slice_is_nocase(scheme, SLICE("Bearer ")))
        return false;
    *token = slice_trim((struct slice){value.p + 7, value.n - 7});
    if (token->n < 4 || token->n > TOKEN_MAX || memcmp(token->p, "lx_", 3) != 0)
        return false;
    for (size_t i = 3; i < token->n; i++) {
        unsigned char c = (unsigned char)token->p[i], lower = c | 32;

        if (!(c >= '0' && c <= '9') && !(c < 128 && lower >= 'a' && lower <= 'z') && c != '_' &&
            c != '-')
            return false;
    }
    return true;
}

static bool caller_known(const struct request *r)
{
    return !uuid_is_nil(&r->caller.key);
}

/* A browser sends its cookie whoever asks it to, so a request with one must come from a page of
 * ours, and a change must bring what only such a page can know. Both are told before anything is
 * looked up. 400, 403. */
static bool gate_site(struct request *r)
{
    bool public = r->route->action == ACTION_PUBLIC, cookie = session_cookie_sent(r);

    if (caller_known(r) || (public ? !r->route->own_site : !cookie))
        return true;
    if (!public && request_header(r, "Authorization").n > 0)
        return refuse(r, "two_credentials", ERROR_TWO_CREDENTIALS);
    if (!session_site_ok(r))
        return refuse(r, "cross_site", ERROR_CROSS_SITE);
    if (!public && !session_reads(r) && !session_csrf_ok(r))
        return refuse(r, "csrf", ERROR_CSRF);
    return true;
}

/* The session that the cookie names; a token of another form is nobody's. */
static bool session_wanted(struct request *r)
{
    uint8_t digest[SHA256_SIZE];

    if (!session_digest(r, digest)) {
        knock_failed(r->peer, clock_mono_ms());
        return refuse(r, "session_ended", ERROR_SESSION_ENDED);
    }
    assert(find_session != NULL);
    find_session(request_wait(r), digest);
    return false;
}

/* 401, 429; waits for the finder. */
static bool gate_caller(struct request *r)
{
    int64_t wait_ms = knock_wait_ms(r->peer, clock_mono_ms());
    struct slice token;

    if (r->route->action == ACTION_PUBLIC || caller_known(r))
        return true;
    if (wait_ms > 0) {
        stats_refused("failed_too_often");
        return too_many(r, wait_ms);
    }
    if (session_cookie_sent(r))
        return session_wanted(r);
    if (!token_read(r, &token)) {
        if (request_header(r, "Authorization").n > 0)
            knock_failed(r->peer, clock_mono_ms());
        return deny(r);
    }
    assert(find_caller != NULL);
    find_caller(request_wait(r), token);
    return false; /* route_caller_found goes on, perhaps from inside the call */
}

/* A seller that would be heard were it not suspended: it is told so, not that its key is wrong. */
static bool seller_is_paused(const struct request *r)
{
    struct caller awake = r->caller;

    awake.active = true;
    return r->route->action == ACTION_LEAD_POST && !r->caller.active &&
           access_allowed(&awake, ACTION_LEAD_POST);
}

/* 403, or 409 for a paused seller's lead */
static bool gate_role(struct request *r)
{
    if (r->route->action == ACTION_PUBLIC || access_allowed(&r->caller, r->route->action))
        return true;
    if (r->caller.looking && !access_reads(r->route->action))
        return refuse(r, "looking", ERROR_LOOKING);
    return refuse(r, "forbidden", seller_is_paused(r) ? ERROR_SELLER_PAUSED : ERROR_FORBIDDEN);
}

/* 429. A request refused here costs nothing more; one that passes is told what is left. */
static bool gate_rate(struct request *r)
{
    struct rate rate;

    if (r->route->action == ACTION_PUBLIC)
        return true;
    rate_take(&r->caller, clock_mono_ms(), &rate);
    if (rate.limited) {
        reply_header(r, "RateLimit-Policy", rate.policy);
        reply_header(r, "RateLimit", rate.left);
    }
    if (rate.passed)
        return true;
    stats_refused("rate");
    return too_many(r, rate.wait_ms);
}

static bool takes_body(const struct request *r)
{
    return r->route->method == METHOD_POST || r->route->method == METHOD_PUT ||
           r->route->method == METHOD_PATCH || r->route->body_max > 0;
}

static size_t body_max(const struct request *r)
{
    if (!takes_body(r))
        return 0;
    return r->route->body_max > 0 ? r->route->body_max : ROUTE_BODY_DEFAULT;
}

static bool has_body(const struct request *r)
{
    return r->exchange->head.chunked || r->exchange->head.length > 0;
}

/* 413, before the body is read; chunks are counted as they come. */
static bool gate_size(struct request *r)
{
    if (!has_body(r) || (takes_body(r) && r->exchange->head.length <= body_max(r)))
        return true;
    stats_refused("body_too_large");
    reply_error(r, ERROR_BODY_TOO_LARGE,
                takes_body(r) ? NULL : "Send this request without a body.");
    return false;
}

/* 415 */
static bool gate_media(struct request *r)
{
    struct slice type = request_header(r, "Content-Type");
    const char *semicolon;

    if (r->route->any_type || !has_body(r))
        return true;
    semicolon = type.n == 0 ? NULL : memchr(type.p, ';', type.n);
    if (semicolon != NULL)
        type = slice_trim((struct slice){type.p, (size_t)(semicolon - type.p)});
    if (slice_is_nocase(type, SLICE("application/json")))
        return true;
    stats_refused("unsupported_media");
    reply_error(r, ERROR_UNSUPPORTED_MEDIA, NULL);
    return false;
}

static bool is_key(struct slice key)
{
    for (size_t i = 0; i < key.n; i++)
        if (key.p[i] <= 32 || key.p[i] >= 127)
            return false;
    return key.n >= 1 && key.n <= 255;
}

/* 400: a key that is required and missing, sent twice, or of a form that cannot be kept. */
static bool gate_key(struct request *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_headers; i++) {
        if (!slice_is_nocase(r->headers[i].name, SLICE("Idempotency-Key")))
            continue;
        r->idempotency_key = r->headers[i].value;
        n++;
    }
    if (n == 0 ? !r->route->key_required : n == 1 && is_key(r->idempotency_key))
        return true;
    stats_refused("key_missing");
    reply_error(r, ERROR_KEY_MISSING, NULL);
    return false;
}

/* The request passed: a route that streams begins now, any other when its body is complete. */
static void admit(struct request *r)
{
    if (r->route->stream != NULL)
        r->route->handle(r);
    h1_accept(r, body_max(r), r->route->stream);
}

static void route_advance(struct request *r)
{
    if (gate_route(r) && gate_site(r) && gate_caller(r) && gate_role(r) && gate_rate(r) &&
        gate_size(r) && gate_media(r) && gate_key(r))
        admit(r);
}

void route_head(struct request *r)
{
    route_advance(r);
}

void route_body(struct request *r)
{
    r->route->handle(r);
    assert(r->replied || r->wait_id != 0);
}

void route_recheck(struct request *r, void (*fn)(struct request *r, bool good))
{
    uint8_t digest[SHA256_SIZE];
    struct slice token;

    assert(r->on_recheck == NULL && !uuid_is_nil(&r->caller.key));
    r->on_recheck = fn;
    if (session_digest(r, digest))
        find_session(request_wait(r), digest);
    else if (token_read(r, &token))
        find_caller(request_wait(r), token);
    else
        abort(); /* it was read when the request came */
}

static void recheck_found(struct request *r, const struct caller *found, bool unavailable)
{
    void (*fn)(struct request *, bool) = r->on_recheck;

    bool same = found != NULL && uuid_equal(&found->org, &r->caller.org);

    r->on_recheck = NULL;
    if (same)
        r->caller = *found;
    fn(r, unavailable || (same && access_allowed(&r->caller, r->route->action)));
}

void route_caller_found(uint64_t wait_id, const struct caller *found, bool unavailable)
{
    struct request *r = request_find(wait_id);

    if (r != NULL && r->on_recheck != NULL) {
        recheck_found(r, found, unavailable);
        return;
    }
    if (r == NULL || caller_known(r)) /* the client left; or said twice */
        return;
    if (unavailable) {
        reply_unavailable(r, CALLER_RETRY_S);
        return;
    }
    if (found == NULL) {
        knock_failed(r->peer, clock_mono_ms());
        deny(r);
        return;
    }
    assert(!uuid_is_nil(&found->key));
    r->caller = *found;
    route_advance(r);
}

/* It was good once: nothing was guessed, so nothing is held against the address. */
void route_session_ended(uint64_t wait_id)
{
    struct request *r = request_find(wait_id);

    if (r != NULL && r->on_recheck != NULL)
        recheck_found(r, NULL, false);
    else if (r != NULL && !caller_known(r))
        refuse(r, "session_ended", ERROR_SESSION_ENDED);
}
