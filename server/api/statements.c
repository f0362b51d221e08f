/* Statements: what stood on a party's accounts, every entry, what stands.
 *
 * Read only; made page by page by statement_page(), so that none is too long. A month has the id
 * CURRENCY-YYYY-MM; any other days are asked for by ?currency=&from=&to=. The forms are in
 * statement_forms.c. The operator reads a company's with ?org=. */
#include "leadx/api/statements.h"

#include <stdio.h>
#include <string.h>

#include "leadx/api/common.h"
#include "leadx/api/statements.sql.h"
#include "leadx/base/json_compact.h"
#include "leadx/base/timestamp.h"
#include "leadx/db/pool.h"
#include "query.h"
#include "statement_forms.h"

static void statement_list(struct request *r);
static void statement_get(struct request *r);

const struct route statements_routes[] = {
    {METHOD_GET, "/v1/statements", ACTION_MONEY_READ, statement_list,
     .summary = "List the monthly statements, or make one of any days"},
    {METHOD_GET, "/v1/statements/{statement}", ACTION_MONEY_READ, statement_get,
     .summary = "Read a month's statement"},
    {0},
};

enum { ENTRIES_DEFAULT = 200, ENTRIES_MAX = 2000, PARAMS = 7, MONTH = 11, DAY = 10 };

struct asked {
    enum statement_form form;
    struct uuid org, after;
    struct slice currency, from, to, day;
    int64_t limit;
};

/* "2026-11-21.ID": the last entry seen. */
static bool cursor_read(struct request *r, struct asked *a)
{
    struct slice text;
    int64_t ms;

    if (!request_query(r, "cursor", &text))
        return true;
    a->day = (struct slice){text.p, text.n < DAY ? text.n : DAY};
    if (text.n == DAY + 1 + 36 && text.p[DAY] == '.' && timestamp_parse_date(a->day, &ms) &&
        uuid_parse((struct slice){text.p + DAY + 1, 36}, &a->after))
        return true;
    return query_refuse(r, "cursor", "must be what next said in an earlier page");
}

static bool limit_read(struct request *r, int64_t most, int64_t *limit)
{
    struct slice text;
    char why[64];

    if (!request_query(r, "limit", &text) ||
        (slice_to_int64(text, limit) && *limit >= 1 && *limit <= most))
        return true;
    snprintf(why, sizeof why, "must be a whole number from 1 to %lld", (long long)most);
    return query_refuse(r, "limit", why);
}

static bool asked_read(struct request *r, struct asked *a)
{
    *a = (struct asked){.org = r->caller.org, .limit = ENTRIES_DEFAULT};
    return statement_form_read(r, &a->form) && limit_read(r, ENTRIES_MAX, &a->limit) &&
           cursor_read(r, a) && (!sees_all(r) || query_uuid(r, "org", &a->org));
}

static void on_statement(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);
    struct slice json;

    (void)arg;
    if (r == NULL)
        return;
    if (res->status != DB_OK) {
        db_failed(r, res);
    } else if (result_null(res, 0, 0)) {
        reply_error(r, ERROR_NOT_FOUND, NULL);
    } else {
        json = result_slice(res, 0, 0);
        statement_reply(r, *(enum statement_form *)r->state, json);
    }
}

static void statement_make(struct request *r, const struct asked *a)
{
    enum statement_form *form = pool_alloc(r->pool, sizeof *form);
    struct param params[PARAMS] = {param_uuid(&a->org),           param_text(a->currency),
                                   param_filter_text(a->from),    param_filter_text(a->to),
                                   param_filter_text(a->day),     param_filter_uuid(&a->after),
                                   param_int32((int32_t)a->limit)};

    *form = a->form;
    r->state = form;
    dbpool_submit(&stmt_statement_page, params, PARAMS, on_statement, request_wait(r), NULL);
}

/* Months, newest first; the cursor is the oldest month seen. */
static void months_list(struct request *r)
{
    struct uuid org = r->caller.org;
    struct slice before = SLICE_NONE;
    int64_t limit = 12;

    if (limit_read(r, 60, &limit) && query_day(r, "cursor", &before) &&
        (!sees_all(r) || query_uuid(r, "org", &org)))
        read_reply(r, &stmt_statement_list,
                   (struct param[]){param_uuid(&org), param_int32((int32_t)limit),
                                    param_filter_text(before)},
                   3);
}

static void statement_list(struct request *r)
{
    struct asked a;

    if (query_text(r, "currency").p == NULL &&
        (query_text(r, "from").p != NULL || query_text(r, "to").p != NULL)) {
        query_refuse(r, "currency", "must stand beside from and to");
        return;
    }
    if (query_text(r, "currency").p == NULL) {
        months_list(r);
        return;
    }
    if (!asked_read(r, &a) || !query_day(r, "from", &a.from) || !query_day(r, "to", &a.to))
        return;
    a.currency = query_text(r, "currency");
    statement_make(r, &a);
}

/* CURRENCY-YYYY-MM: the days of that month. */
static bool month_read(struct request *r, struct slice id, struct asked *a)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    char first[MONTH + 1];
    int64_t ms;
    int year, month, last;

    if (id.n != MONTH || id.p[3] != '-')
        return false;
    snprintf(first, sizeof first, "%.7s-01", id.p + 4);
    if (!timestamp_parse_date(slice_of(first), &ms) || sscanf(first, "%4d-%2d", &year, &month) != 2)
        return false;
    last =
        days[month - 1] + (month == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0));
    a->currency = (struct slice){id.p, 3};
    a->from = slice_of(pool_printf(r->pool, "%04d-%02d-01", year, month));
    a->to = slice_of(pool_printf(r->pool, "%04d-%02d-%02d", year, month, last));
    return true;
}

static void statement_get(struct request *r)
{
    struct asked a;

    if (!asked_read(r, &a))
        return;
    if (month_read(r, r->params[0], &a))
        statement_make(r, &a);
    else
        reply_error(r, ERROR_NOT_FOUND, NULL);
}
