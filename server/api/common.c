/* What every handler shares: the JSON body in, a statement's or a mutation's answer out.
 *
 * Its one rule: whoever waits finds the request by id, since the client may be gone by then. Called
 * by all handlers. */
#include "leadx/api/common.h"

#include <stdlib.h>

#include "leadx/app/mutation.h"
#include "leadx/base/digest.h"
#include "leadx/base/json_compact.h"
#include "leadx/base/json_scan.h"
#include "leadx/base/log.h"
#include "leadx/db/pool.h"

enum { PAGE_DEFAULT = 50, PAGE_MAX = 200, CURSOR_CHARS = 22, RETRY_AFTER_S = 1 };

/* ---- the body */

static const char *scan_sentence(enum json_scan_result result)
{
    switch (result) {
    case JSON_SCAN_OK:
        return NULL;
    case JSON_SCAN_EMPTY:
        return "The body is empty; a JSON object is expected.";
    case JSON_SCAN_TOO_DEEP:
        return "The body is nested deeper than 16 levels.";
    case JSON_SCAN_NUL:
        return "The body holds a NUL character.";
    case JSON_SCAN_UTF8:
        return "The body is not UTF-8.";
    }
    return "The body is not JSON.";
}

static json_t *body_refused(struct request *r, const char *why)
{
    reply_error(r, ERROR_MALFORMED_JSON, why);
    return NULL;
}

json_t *body_read(struct request *r, bool optional)
{
    enum json_scan_result scan = json_scan(r->body, JSON_DEPTH_MAX);
    json_error_t error;
    json_t *json;

    if (scan == JSON_SCAN_EMPTY && optional)
        return json_object();
    if (scan != JSON_SCAN_OK)
        return body_refused(r, scan_sentence(scan));
    json = json_loadb(r->body.p, r->body.n, JSON_REJECT_DUPLICATES, &error);
    if (json == NULL) /* Jansson's own text may quote the body */
        return body_refused(r, pool_printf(r->pool, "The body is not JSON: see line %d, column %d.",
                                           error.line, error.column));
    if (json_is_object(json))
        return json;
    json_decref(json);
    return body_refused(r, "The body must be a JSON object.");
}

/* ---- statements */

void db_failed(struct request *r, const struct db_result *res)
{
    if (res->status != DB_REFUSED) {
        reply_unavailable(r, RETRY_AFTER_S);
        return;
    }
    log_error("api", "%s: refused by the database: %s %s", r->route->path, res->sqlstate,
              res->constraint);
    reply_error(r, ERROR_INTERNAL, NULL);
}

struct request *request_with_row(uint64_t id, const struct db_result *res)
{
    struct request *r = request_find(id);

    if (r == NULL)
        return NULL;
    if (res->status == DB_OK && result_rows(res) > 0)
        return r;
    if (res->status != DB_OK)
        db_failed(r, res);
    else
        reply_error(r, ERROR_NOT_FOUND, NULL);
    return NULL;
}

bool sees_all(const struct request *r)
{
    return (r->caller.roles & (ROLE_ADMIN | ROLE_AUDITOR)) != 0;
}

static void reply_result(struct request *r, struct slice json)
{
    char *text = pool_copy(r->pool, json);

    reply_json(r, 200, (struct slice){text, json_compact(text, json.n)});
}

void on_json_read(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_with_row(id, res);

    (void)arg;
    if (r == NULL)
        return;
    if (result_null(res, 0, 0))
        reply_error(r, ERROR_NOT_FOUND, NULL);
    else
        reply_result(r, result_slice(res, 0, 0));
}

void read_reply(struct request *r, const struct stmt *stmt, const struct param *params, int n)
{
    dbpool_submit(stmt, params, n, on_json_read, request_wait(r), NULL);
}

static bool page_refused(struct request *r, const char *pointer, const char *why)
{
    struct faults faults;

    faults_init(&faults, r->pool);
    fault_add(&faults, pointer, "invalid_field", "Parameter \"%s\" %s.", pointer + 1, why);
    reply_faults(r, &faults);
    return false;
}

bool page_read(struct request *r, int *limit, struct uuid *after)
{
    struct slice text;
    uint8_t bytes[CURSOR_CHARS];
    int64_t n = PAGE_DEFAULT;

    *after = (struct uuid){0};
    if (request_query(r, "limit", &text) && (!slice_to_int64(text, &n) || n < 1 || n > PAGE_MAX))
        return page_refused(r, "/limit", "must be a whole number from 1 to 200");
    *limit = (int)n;
    if (!request_query(r, "cursor", &text))
        return true;
    if (text.n != CURSOR_CHARS || base64url_decode(text, bytes) != (long)sizeof after->b)
        return page_refused(r, "/cursor", "must be what next said in an earlier page");
    memcpy(after->b, bytes, sizeof after->b);
    return true;
}

struct param param_after(const struct uuid *after)
{
    return param_uuid(uuid_is_nil(after) ? NULL : after);
}

/* ---- mutations */

static const char *string_or(json_t *o, const char *name, const char *otherwise)
{
    const char *s = json_string_value(json_object_get(o, name));

    return s == NULL ? otherwise : s;
}

/* {"code","detail","errors":[{"pointer","code","message"}]} as a problem. */
static void reply_refusal(struct request *r, json_t *said)
{
    const char *code = string_or(said, "code", "internal");
    enum error e = error_by_code(code);
    json_t *errors = json_object_get(said, "errors"), *one;
    struct faults faults;
    size_t i;

    if (e == ERROR_COUNT || json_array_size(errors) == 0) {
        reply_error(r, e == ERROR_COUNT ? ERROR_INTERNAL : e, string_or(said, "detail", NULL));
        return;
    }
    faults_init(&faults, r->pool);
    json_array_foreach(errors, i, one)
    {
        fault_add(&faults, string_or(one, "pointer", ""), string_or(one, "code", code), "%s",
                  string_or(one, "message", error_row(e)->sentence));
    }
    reply_faults(r, &faults);
}

void mutation_reply(struct request *r, const struct mutation_answer *a)
{
    json_t *said;

    if (a->db != DB_OK) {
        db_failed(r, &(struct db_result){.status = a->db});
        return;
    }
    if (a->replayed)
        reply_header(r, "Idempotency-Replayed", "true");
    if (a->status < 400) {
        reply_json(r, a->status, a->body);
        return;
    }
    said = json_loadb(a->body.p, a->body.n, 0, NULL);
    reply_refusal(r, said);
    json_decref(said);
}

static void on_mutated(uint64_t id, const struct mutation_answer *answer)
{
    struct request *r = request_find(id);

    if (r != NULL)
        mutation_reply(r, answer);
}

struct request *request_changed(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_find(id);

    if (r == NULL || (a->db == DB_OK && a->status < 400))
        return r;
    mutation_reply(r, a);
    return NULL;
}

void mutation_start(struct request *r, const char *op, json_t *args, json_t *bound,
                    mutation_done_fn done)
{
    const size_t flags = JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(15);
    char *text = json_dumps(args, flags),
         *request = bound == NULL ? NULL : json_dumps(bound, flags);
    struct mutation m = {
        .org = r->caller.org,
        .family = r->caller.family,
        .key = r->caller.key,
        .admin = (r->caller.roles & ROLE_ADMIN) != 0,
        .op = op,
        .args = slice_of(text),
        .idempotency_key = r->idempotency_key,
        .request = slice_of(request),
    };

    mutation_run(&m, done == NULL ? on_mutated : done, request_wait(r));
    free(text);
    free(request);
    json_decref(args);
    json_decref(bound);
}

void mutate_reply(struct request *r, const char *op, json_t *args)
{
    mutation_start(r, op, args, NULL, on_mutated);
}
