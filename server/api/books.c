/* The closed books: the export that needs no server to be verified, proofs for those who took part,
 * the signed days, and the reconciliation.
 *
 * Read only. What the lines are is said in admin/guide/ledger-format.md; they are made in
 * schema/functions/ledger_export.sql and passed on as they are. */
#include "leadx/api/books.h"

#include "leadx/api/books.sql.h"
#include "leadx/api/common.h"
#include "leadx/base/timestamp.h"
#include "leadx/db/pool.h"
#include "query.h"

static void ledger_export(struct request *r);
static void audit_export(struct request *r);
static void day_list(struct request *r);
static void key_list(struct request *r);
static void proof_get(struct request *r);
static void reconcile(struct request *r);

const struct route books_routes[] = {
    {METHOD_GET, "/v1/admin/ledger/export", ACTION_ADMIN_READ, ledger_export,
     .summary = "A page of the signed days with their transfers"},
    {METHOD_GET, "/v1/admin/audit/export", ACTION_ADMIN_READ, audit_export,
     .summary = "A page of the signed days with their audit"},
    {METHOD_GET, "/v1/admin/ledger/reconciliation", ACTION_ADMIN_READ, reconcile,
     .summary = "Whether charges, credits, fees and escrow of a period agree"},
    {METHOD_GET, "/v1/ledger/days", ACTION_MONEY_READ, day_list,
     .summary = "List the signed days, newest first"},
    {METHOD_GET, "/v1/ledger/keys", ACTION_PUBLIC, key_list,
     .summary = "The keys that days are signed with"},
    {METHOD_GET, "/v1/transfers/{transfer}/proof", ACTION_MONEY_READ, proof_get,
     .summary = "The proof that a transfer stands in a signed day"},
    {0},
};

enum { EXPORT_PARAMS = 5 };

static void on_lines(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);

    (void)arg;
    if (r == NULL)
        return;
    if (res->status != DB_OK) {
        db_failed(r, res);
    } else if (result_rows(res) == 0 || result_null(res, 0, 0)) {
        reply_error(r, ERROR_NOT_FOUND, NULL);
    } else {
        if (!result_null(res, 0, 1))
            reply_header(r, "Next-Cursor", pool_copy(r->pool, result_slice(res, 0, 1)));
        reply_bytes(r, 200, "text/plain; charset=utf-8", result_slice(res, 0, 0));
    }
}

/* "2026-11-21.16": the day, and the chunk of it. false: replied already. */
static bool cursor_read(struct request *r, struct slice *day, int64_t *chunk)
{
    struct slice text;
    int64_t ms;
    bool good;

    *chunk = 0;
    if (!request_query(r, "cursor", &text))
        return true;
    *day = (struct slice){text.p, text.n < 10 ? text.n : 10};
    good = text.n > 11 && text.n < 20 && text.p[10] == '.' && timestamp_parse_date(*day, &ms) &&
           slice_to_int64((struct slice){text.p + 11, text.n - 11}, chunk) && *chunk >= 0 &&
           *chunk <= INT32_MAX;
    return good || query_refuse(r, "cursor", "must be what Next-Cursor said of an earlier page");
}

static void export_reply(struct request *r, const char *book)
{
    struct slice from = SLICE_NONE, to = SLICE_NONE, day = SLICE_NONE;
    struct param params[EXPORT_PARAMS];
    int64_t chunk;

    if (!query_day(r, "from", &from) || !query_day(r, "to", &to) || !cursor_read(r, &day, &chunk))
        return;
    params[0] = param_str(book);
    params[1] = param_filter_text(from);
    params[2] = param_filter_text(to);
    params[3] = param_filter_text(day);
    params[4] = param_int32((int32_t)chunk);
    dbpool_submit(&stmt_books_export, params, EXPORT_PARAMS, on_lines, request_wait(r), NULL);
}

static void ledger_export(struct request *r)
{
    export_reply(r, "transfers");
}

static void audit_export(struct request *r)
{
    export_reply(r, "audit");
}

/* The cursor is the last day seen. */
static void day_list(struct request *r)
{
    struct slice after = SLICE_NONE, text;
    int64_t limit = 50;

    if (request_query(r, "limit", &text) &&
        (!slice_to_int64(text, &limit) || limit < 1 || limit > 200)) {
        query_refuse(r, "limit", "must be a whole number from 1 to 200");
        return;
    }
    if (query_day(r, "cursor", &after))
        read_reply(r, &stmt_books_days,
                   (struct param[]){param_filter_text(after), param_int32((int32_t)limit)}, 2);
}

static void key_list(struct request *r)
{
    read_reply(r, &stmt_books_keys, NULL, 0);
}

static void proof_get(struct request *r)
{
    struct param params[3];
    struct uuid transfer;

    if (!request_param_uuid(r, 0, &transfer))
        return;
    params[0] = param_uuid(&transfer);
    params[1] = param_uuid(&r->caller.org);
    params[2] = param_bool(sees_all(r));
    dbpool_submit(&stmt_books_proof, params, 3, on_lines, request_wait(r), NULL);
}

static void reconcile(struct request *r)
{
    struct slice from = SLICE_NONE, to = SLICE_NONE;

    if (query_day(r, "from", &from) && query_day(r, "to", &to))
        read_reply(r, &stmt_books_reconcile,
                   (struct param[]){param_filter_text(from), param_filter_text(to)}, 2);
}
