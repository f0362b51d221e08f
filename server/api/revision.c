/* See revision.h.
 *
 * Its one rule: an If-Match that this server never gave matches nothing (RFC 9110, 13.1.1: a weak
 * tag never does). Called by the handlers of what people edit as a whole. */
#include "revision.h"

#include "leadx/db/pool.h"

static const char missing[] =
    "Send If-Match with the ETag of what you read, or * to change whatever stands there now.";

void etag_add(struct request *r, struct slice doc)
{
    json_t *json = json_loadb(doc.p, doc.n, 0, NULL);
    json_t *revision = json_object_get(json, "revision");

    if (json_is_integer(revision))
        reply_header(r, "ETag",
                     pool_printf(r->pool, "\"%lld\"", (long long)json_integer_value(revision)));
    json_decref(json);
}

static void on_read(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);

    if (r != NULL && res->status == DB_OK && result_rows(res) > 0 && !result_null(res, 0, 0))
        etag_add(r, result_slice(res, 0, 0));
    on_json_read(id, res, arg);
}

void read_revised(struct request *r, const struct stmt *stmt, const struct param *params, int n)
{
    dbpool_submit(stmt, params, n, on_read, request_wait(r), NULL);
}

/* ---- changing */

bool if_match_given(struct request *r)
{
    if (request_header(r, "If-Match").n > 0)
        return true;
    reply_error(r, ERROR_PRECONDITION_FAILED, missing);
    return false;
}

static void taking_drop(struct taking *t)
{
    json_decref(t->from);
    json_decref(t->args);
    t->from = t->args = NULL;
}

bool if_match_take(struct taking *t)
{
    struct slice tag = request_header(t->r, "If-Match");
    int64_t revision;

    if (tag.p == NULL || slice_is(tag, SLICE("*"))) /* an empty one is no leave to overwrite */
        return true;
    if (tag.n > 2 && tag.p[0] == '"' && tag.p[tag.n - 1] == '"' &&
        slice_to_int64((struct slice){tag.p + 1, tag.n - 2}, &revision) && revision >= 0) {
        json_object_set_new(t->args, "if_revision", json_integer(revision));
        return true;
    }
    taking_drop(t);
    reply_error(t->r, ERROR_PRECONDITION_FAILED, missing);
    return false;
}

void on_revised(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_find(id);

    if (r == NULL)
        return;
    if (a->db == DB_OK && a->status < 400)
        etag_add(r, a->body);
    mutation_reply(r, a);
}

void taking_end_revised(struct taking *t, const char *op)
{
    if (if_match_take(t) && taking_good(t))
        mutation_start(t->r, op, t->args, NULL, on_revised);
}
