/* The audit trail: what people and keys changed and which contacts they opened, newest first.
 *
 * Read only; written by audit_write() in the transaction of what was done. The signed export of it
 * stands in books.c. */
#include "leadx/api/audit.h"

#include <string.h>

#include "leadx/api/audit.sql.h"
#include "leadx/api/common.h"
#include "leadx/db/pool.h"
#include "query.h"

static void audit_list(struct request *r);

const struct route audit_routes[] = {
    {METHOD_GET, "/v1/admin/audit", ACTION_ADMIN_READ, audit_list,
     .summary = "List who changed and read what"},
    {0},
};

enum { AUDIT_PARAMS = 8 };

static struct param param_time(int64_t ms)
{
    return ms == INT64_MIN ? param_null() : param_int64(ms);
}

static bool params_read(struct request *r, struct param params[AUDIT_PARAMS])
{
    struct uuid org = {0}, key = {0}, after;
    int64_t from = INT64_MIN, to = INT64_MIN;
    int limit;

    if (!page_read(r, &limit, &after) || !query_uuid(r, "org", &org) ||
        !query_uuid(r, "key", &key) || !query_time(r, "from", &from) || !query_time(r, "to", &to))
        return false;
    params[0] = param_filter_uuid(&org);
    params[1] = param_filter_uuid(&key);
    params[2] = param_filter_text(query_text(r, "action"));
    params[3] = param_filter_text(query_text(r, "subject"));
    params[4] = param_time(from);
    params[5] = param_time(to);
    params[6] = param_after(&after);
    params[7] = param_int32(limit);
    return true;
}

static void on_lines(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);

    (void)arg;
    if (r == NULL)
        return;
    if (res->status != DB_OK) {
        db_failed(r, res);
        return;
    }
    if (!result_null(res, 0, 1))
        reply_header(r, "Next-Cursor", pool_copy(r->pool, result_slice(res, 0, 1)));
    reply_bytes(r, 200, "application/x-ndjson",
                result_null(res, 0, 0) ? SLICE("") : result_slice(res, 0, 0));
}

static void audit_list(struct request *r)
{
    static const char *const formats[] = {"json", "ndjson", NULL};
    struct param params[AUDIT_PARAMS];
    struct slice format = SLICE("json");

    if (!query_word(r, "format", formats, &format) || !params_read(r, params))
        return;
    if (slice_is(format, SLICE("ndjson")))
        dbpool_submit(&stmt_audit_lines, params, AUDIT_PARAMS, on_lines, request_wait(r), NULL);
    else
        read_reply(r, &stmt_audit_list, params, AUDIT_PARAMS);
}
