/* Signing in and out, and one's own sessions.
 *
 * Their one rule: the token goes into the cookie and nowhere else: not into an answer, not into a
 * page's scripts, not into an address. What is told to whom was not let in never says whether
 * anybody has that address. */
#include "leadx/api/sessions.h"

#include "leadx/api/common.h"
#include "leadx/api/sessions.sql.h"
#include "leadx/app/person.h"
#include "leadx/app/sign_in.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"
#include "leadx/http/session.h"
#include "people.h"
#include "take.h"

static void session_open(struct request *r);
static void session_open_by_link(struct request *r);
static void session_close(struct request *r);
static void session_list(struct request *r);
static void session_end(struct request *r);
static void session_end_others(struct request *r);

const struct route sessions_routes[] = {
    {METHOD_POST, "/v1/session", ACTION_PUBLIC, session_open, .own_site = true, .body_max = KIB(8),
     .summary = "Sign in with a password"},
    {METHOD_POST, "/v1/session/link", ACTION_PUBLIC, session_open_by_link, .own_site = true,
     .body_max = KIB(8), .summary = "Sign in with a one-time link"},
    {METHOD_DELETE, "/v1/session", ACTION_SESSION_END, session_close, .summary = "Sign out"},
    {METHOD_GET, "/v1/sessions", ACTION_ANY, session_list, .summary = "List your sessions"},
    {METHOD_DELETE, "/v1/sessions", ACTION_SELF_WRITE, session_end_others,
     .summary = "End all your other sessions"},
    {METHOD_DELETE, "/v1/sessions/{session}", ACTION_SELF_WRITE, session_end,
     .summary = "End one of your sessions"},
    {0},
};

#define DEVICE_COOKIE "__Host-leadx-browser"

enum { RETRY_AFTER_S = 2, DEVICE_AGE_S = 365 * 24 * 3600 };

/* ---- signing in */

/* The token waits in the request until its digest is stored. */
static void reply_session(struct request *r, const struct sign_in_answer *a)
{
    const char *token = r->state;
    char csrf[SESSION_TOKEN + 1];
    json_t *body = json_loadb(a->session.p, a->session.n, 0, NULL);

    session_csrf_of(slice_of(token), csrf);
    json_object_set_new(body, "csrf", json_string(csrf));
    session_cookie_set(r, token, setting_int("session_minutes") * 60);
    reply_header(r, "Set-Cookie",
                 pool_printf(r->pool,
                             DEVICE_COOKIE
                             "=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%d",
                             a->device, DEVICE_AGE_S));
    people_reply(r, 201, body);
}

static void reply_refused(struct request *r, const struct sign_in_answer *a)
{
    static const enum error errors[] = {
        [SIGN_IN_WRONG] = ERROR_SIGN_IN_WRONG,      [SIGN_IN_CODE_NEEDED] = ERROR_TOTP_REQUIRED,
        [SIGN_IN_CODE_WRONG] = ERROR_TOTP_WRONG,    [SIGN_IN_LINK_ENDED] = ERROR_LINK_ENDED,
        [SIGN_IN_SLOWER] = ERROR_TOO_MANY_REQUESTS, [SIGN_IN_BUSY] = ERROR_UNAVAILABLE,
    };

    if (a->result == SIGN_IN_SLOWER)
        reply_retry_after(r, (a->wait_ms + 999) / 1000);
    else if (a->result == SIGN_IN_BUSY)
        reply_retry_after(r, RETRY_AFTER_S);
    reply_error(r, errors[a->result], NULL);
}

static void on_signed_in(uint64_t id, const struct sign_in_answer *a)
{
    struct request *r = request_find(id);

    if (r == NULL)
        return;
    if (a->result == SIGN_IN_DONE)
        reply_session(r, a);
    else
        reply_refused(r, a);
}

static void go(struct request *r, const struct faults *faults, struct sign_in_ask *ask)
{
    char *token = pool_alloc(r->pool, SESSION_TOKEN + 1), agent[61];

    if (faults->n > 0) {
        reply_faults(r, faults);
        return;
    }
    session_token_make(token, ask->session);
    r->state = token;
    ask->peer = r->peer;
    ask->agent = person_agent(request_header(r, "User-Agent"), agent);
    ask->device = session_cookie(r, DEVICE_COOKIE);
    sign_in(ask, on_signed_in, request_wait(r));
}

static void session_open(struct request *r)
{
    static const char *const names[] = {"email", "password", "code", NULL};
    struct sign_in_ask ask = {0};
    struct faults faults;
    json_t *body;

    body = body_read(r, false);
    if (body == NULL)
        return;
    faults_init(&faults, r->pool);
    read_only(&faults, body, "", names);
    read_text(&faults, body, "", "email", true, 254, &ask.email);
    people_secret(&faults, body, "password", true, &ask.password);
    people_secret(&faults, body, "code", false, &ask.code);
    json_decref(body);
    go(r, &faults, &ask);
}

static void session_open_by_link(struct request *r)
{
    static const char *const names[] = {"token", "code", NULL};
    struct sign_in_ask ask = {0};
    struct faults faults;
    json_t *body;

    body = body_read(r, false);
    if (body == NULL)
        return;
    faults_init(&faults, r->pool);
    read_only(&faults, body, "", names);
    people_secret(&faults, body, "token", true, &ask.link);
    people_secret(&faults, body, "code", false, &ask.code);
    json_decref(body);
    go(r, &faults, &ask);
}

/* ---- ending */

static void on_closed(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_find(id);

    if (r == NULL)
        return;
    if (a->db != DB_OK || (a->status >= 400 && a->status != 404)) {
        mutation_reply(r, a);
        return;
    }
    session_cookie_clear(r); /* 404: it ended meanwhile */
    reply_empty(r);
}

static void end_session(struct request *r, const struct uuid *session, bool own)
{
    json_t *args = json_object();

    args_uuid(args, "session", session);
    mutation_start(r, "session_end", args, NULL, own ? on_closed : NULL);
}

static void session_close(struct request *r)
{
    if (people_session(r))
        end_session(r, &r->caller.session, true);
}

static void session_end(struct request *r)
{
    struct uuid session;

    if (request_param_uuid(r, 0, &session))
        end_session(r, &session, uuid_equal(&session, &r->caller.session));
}

static void session_end_others(struct request *r)
{
    json_t *args = json_object();

    args_uuid(args, "session", &r->caller.session);
    mutate_reply(r, "session_end_others", args);
}

static void session_list(struct request *r)
{
    read_reply(r, &stmt_session_list,
               (struct param[]){param_uuid(&r->caller.key), param_uuid(&r->caller.session),
                                param_int32((int32_t)setting_int("session_idle_minutes"))},
               3);
}
