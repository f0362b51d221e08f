/* Endpoints: where a buyer's leads are sent, and what became of it.
 *
 * Their one rule: secrets go in sealed and come out once, in the answer that made them. Who writes
 * here decides where contacts go, so a key limited to scopes needs the one that reads sales too.
 * Bodies are read in endpoint_terms.c. */
#include "leadx/api/endpoints.h"

#include <stdlib.h>
#include <string.h>

#include "endpoint_terms.h"
#include "leadx/api/common.h"
#include "leadx/api/endpoints.sql.h"
#include "leadx/app/delivery.h"
#include "leadx/base/mem.h"
#include "query.h"
#include "revision.h"

static void endpoint_list(struct request *r);
static void endpoint_create(struct request *r);
static void endpoint_get(struct request *r);
static void endpoint_change(struct request *r);
static void endpoint_enable(struct request *r);
static void endpoint_disable(struct request *r);
static void endpoint_rotate(struct request *r);
static void endpoint_test(struct request *r);
static void endpoint_replay(struct request *r);
static void endpoint_deliveries(struct request *r);
static void delivery_get(struct request *r);
static void delivery_replay(struct request *r);

const struct route endpoints_routes[] = {
    {METHOD_GET, "/v1/endpoints", ACTION_ENDPOINT_READ, endpoint_list, .summary = "List endpoints"},
    {METHOD_POST, "/v1/endpoints", ACTION_ENDPOINT_WRITE, endpoint_create,
     .summary = "Make a webhook, a templated post or a mailbox"},
    {METHOD_GET, "/v1/endpoints/{endpoint}", ACTION_ENDPOINT_READ, endpoint_get,
     .summary = "Read an endpoint with its circuit's state"},
    {METHOD_POST, "/v1/endpoints/{endpoint}", ACTION_ENDPOINT_WRITE, endpoint_change,
     .summary = "Change an endpoint"},
    {METHOD_POST, "/v1/endpoints/{endpoint}/enable", ACTION_ENDPOINT_WRITE, endpoint_enable,
     .summary = "Send to it again, with a clean slate"},
    {METHOD_POST, "/v1/endpoints/{endpoint}/disable", ACTION_ENDPOINT_WRITE, endpoint_disable,
     .summary = "Send nothing to it"},
    {METHOD_POST, "/v1/endpoints/{endpoint}/rotate", ACTION_ENDPOINT_WRITE, endpoint_rotate,
     .summary = "Sign with a new secret beside the old one for a while"},
    {METHOD_POST, "/v1/endpoints/{endpoint}/test", ACTION_ENDPOINT_WRITE, endpoint_test,
     .summary = "Send a marked event and say what came of it"},
    {METHOD_POST, "/v1/endpoints/{endpoint}/replay", ACTION_ENDPOINT_WRITE, endpoint_replay,
     .summary = "Send a time range again"},
    {METHOD_GET, "/v1/endpoints/{endpoint}/deliveries", ACTION_ENDPOINT_READ, endpoint_deliveries,
     .summary = "What was sent to it, or waits"},
    {METHOD_GET, "/v1/deliveries/{delivery}", ACTION_ENDPOINT_READ, delivery_get,
     .summary = "A delivery with its attempts"},
    {METHOD_POST, "/v1/deliveries/{delivery}/replay", ACTION_ENDPOINT_WRITE, delivery_replay,
     .summary = "Send a delivery again"},
    {0},
};

/* ---- reading */

static void endpoint_list(struct request *r)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_endpoint_list,
                   (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                    param_after(&after), param_int32(limit)},
                   4);
}

static void endpoint_get(struct request *r)
{
    struct uuid id;

    if (request_param_uuid(r, 0, &id))
        read_revised(
            r, &stmt_endpoint_get,
            (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)), param_uuid(&id)},
            3);
}

static void delivery_get(struct request *r)
{
    struct uuid id;

    if (request_param_uuid(r, 0, &id))
        read_reply(
            r, &stmt_delivery_get,
            (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)), param_uuid(&id)},
            3);
}

static void endpoint_deliveries(struct request *r)
{
    static const char *const states[] = {"due", "sending", "done", "dead", "cancelled", NULL};
    struct slice state = SLICE_NONE;
    struct uuid id, after;
    int limit;

    if (request_param_uuid(r, 0, &id) && page_read(r, &limit, &after) &&
        query_word(r, "state", states, &state))
        read_reply(r, &stmt_endpoint_deliveries,
                   (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                    param_uuid(&id), param_filter_text(state), param_after(&after),
                                    param_int32(limit)},
                   6);
}

/* ---- making and changing */

static bool may_write(struct request *r)
{
    if (r->caller.scopes == 0 || (r->caller.scopes & SCOPE_SALES_READ) != 0 ||
        (r->caller.roles & ROLE_BUYER) == 0) /* a seller's endpoint hears of no contact */
        return true;
    reply_error(r, ERROR_FORBIDDEN,
                "A key that decides where contacts go needs the scope sales:read too.");
    return false;
}

/* Adds the secret that was made to the answer that made it. */
static void on_secret_stored(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_find(id);
    json_t *body;
    char *text;

    if (r == NULL)
        return;
    if (a->db != DB_OK || a->status >= 400 || a->replayed || r->state == NULL) {
        on_revised(id, a);
        return;
    }
    etag_add(r, a->body);
    body = json_loadb(a->body.p, a->body.n, 0, NULL);
    json_object_set_new(body, "secret", json_string(r->state));
    text = json_dumps(body, JSON_COMPACT);
    reply_json(r, a->status, slice_of(text));
    mem_wipe(text, strlen(text));
    mem_wipe(r->state, strlen(r->state));
    free(text);
    json_decref(body);
}

/* What was taken, with secrets sealed; the request's own words bind its Idempotency-Key. */
static void start(struct request *r, const char *op, json_t *asked)
{
    json_t *args = json_copy(asked);

    endpoint_args_seal(r, args);
    mutation_start(r, op, args, asked, on_secret_stored);
}

static void endpoint_create(struct request *r)
{
    struct taking t;

    if (may_write(r) && endpoint_take_new(&t, r) && taking_good(&t))
        start(r, "endpoint_create", t.args);
}

static void endpoint_change(struct request *r)
{
    struct uuid endpoint;
    struct taking t;

    if (!request_param_uuid(r, 0, &endpoint) || !may_write(r) || !endpoint_take_change(&t, r))
        return;
    args_uuid(t.args, "endpoint", &endpoint);
    if (if_match_take(&t) && taking_good(&t))
        start(r, "endpoint_change", t.args);
}

static void endpoint_rotate(struct request *r)
{
    struct uuid endpoint;
    struct taking t;

    if (!request_param_uuid(r, 0, &endpoint) || !may_write(r) || !endpoint_take_rotation(&t, r))
        return;
    args_uuid(t.args, "endpoint", &endpoint);
    if (taking_good(&t))
        start(r, "endpoint_rotate", t.args);
}

static void set_state(struct request *r, const char *state)
{
    struct uuid endpoint;
    json_t *args;

    if (!request_param_uuid(r, 0, &endpoint) || !may_write(r) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "endpoint", &endpoint);
    args_word(args, "state", state);
    mutate_reply(r, "endpoint_state", args);
}

static void endpoint_enable(struct request *r)
{
    set_state(r, "active");
}

static void endpoint_disable(struct request *r)
{
    set_state(r, "disabled");
}

/* ---- the test button */

static void on_tested(uint64_t id, const struct delivery_test_answer *a)
{
    struct request *r = request_find(id);
    char *text;
    json_t *body;

    if (r == NULL)
        return;
    if (a->db != DB_OK || a->busy) {
        reply_unavailable(r, 1);
        return;
    }
    if (!a->found) {
        reply_error(r, ERROR_NOT_FOUND, NULL);
        return;
    }
    body = json_pack("{s:b, s:s, s:o, s:I, s:s?}", "delivered", a->delivered, "outcome", a->outcome,
                     "code", a->code > 0 ? json_integer(a->code) : json_null(), "took_ms",
                     (json_int_t)a->took_ms, "note", a->note);
    text = json_dumps(body, JSON_COMPACT);
    reply_json(r, 200, slice_of(text));
    free(text);
    json_decref(body);
}

static void endpoint_test(struct request *r)
{
    struct uuid endpoint;

    if (request_param_uuid(r, 0, &endpoint) && may_write(r) && taking_nothing(r))
        delivery_test(&endpoint, &r->caller.org, on_tested, request_wait(r));
}

/* ---- replays */

static void on_replayed(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_find(id);

    if (a->db == DB_OK && a->status < 400)
        delivery_wake();
    if (r != NULL)
        mutation_reply(r, a);
}

static void delivery_replay(struct request *r)
{
    struct uuid delivery;
    json_t *args;

    if (!request_param_uuid(r, 0, &delivery) || !may_write(r) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "delivery", &delivery);
    mutation_start(r, "delivery_replay", args, NULL, on_replayed);
}

static void endpoint_replay(struct request *r)
{
    static const char *const names[] = {"from", "to", "all", NULL};
    struct uuid endpoint;
    struct taking t;

    if (!request_param_uuid(r, 0, &endpoint) || !may_write(r) || !taking_begin(&t, r, names))
        return;
    take_time(&t, "from", true);
    take_time(&t, "to", true);
    take_bool(&t, "all", false);
    args_uuid(t.args, "endpoint", &endpoint);
    if (taking_good(&t))
        mutation_start(r, "endpoint_replay", t.args, NULL, on_replayed);
}
