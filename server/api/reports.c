/* Figures out of the daily sums (report_sums.sql), and out of today's own rows where a company
 * wants to see this minute.
 *
 * Its one rule: a report says whose it is by its name, and each name has one action that allows it.
 * The formulas stand in reports.sql. */
#include "leadx/api/reports.h"

#include "leadx/api/common.h"
#include "leadx/api/reports.sql.h"
#include "leadx/base/timestamp.h"
#include "query.h"

static void report_get(struct request *r);
static void report_home(struct request *r);
static void floor_get(struct request *r);

const struct route reports_routes[] = {
    {METHOD_GET, "/v1/reports/home", ACTION_SCORE_READ, report_home,
     .summary = "Today's figures of your company, and thirty days of them"},
    {METHOD_GET, "/v1/reports/{report}", ACTION_SCORE_READ, report_get,
     .summary = "purchases, earnings or exchange, by day, niche, region, seller, source, order"},
    {METHOD_GET, "/v1/floor", ACTION_ADMIN_READ, floor_get,
     .summary = "The exchange at this moment"},
    {0},
};

enum { DAYS_MAX = 400 };

static const struct report {
    const char *name;
    enum action action;
    const char *by[8]; /* what it is divided by; the first one where nothing is said */
} reports[] = {
    {"purchases", ACTION_SALE_READ, {"day", "niche", "region", "seller", "source", "order", "all"}},
    {"earnings", ACTION_LEAD_READ, {"day", "niche", "region", "source", "buyer", "all"}},
    {"exchange", ACTION_ADMIN_READ, {"day", "niche", "region", "seller", "buyer", "source", "all"}},
};

static const struct report *report_find(struct slice name)
{
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        if (slice_is(name, slice_of(reports[i].name)))
            return &reports[i];
    return NULL;
}

/* Both given: in order, and not too far apart. false: replied. */
static bool days_fit(struct request *r, struct slice from, struct slice to)
{
    const int64_t day_ms = 24 * 3600 * INT64_C(1000);
    int64_t a, b;

    if (from.p == NULL && to.p == NULL)
        return true;
    if (from.p == NULL || to.p == NULL)
        return query_refuse(r, from.p == NULL ? "from" : "to",
                            "must be given together with the other end");
    if (!timestamp_parse_date(from, &a) || !timestamp_parse_date(to, &b) || b < a)
        return query_refuse(r, "to", "must not lie before from");
    if (b - a >= DAYS_MAX * day_ms)
        return query_refuse(r, "from", "may lie 399 days before to at most");
    return true;
}

static void report_get(struct request *r)
{
    const struct report *report = report_find(r->params[0]);
    struct slice by, from = SLICE_NONE, to = SLICE_NONE;
    bool own;

    if (report == NULL) {
        reply_error(r, ERROR_NOT_FOUND, "The reports are purchases, earnings and exchange.");
        return;
    }
    own = report->action != ACTION_ADMIN_READ;
    if (!access_allowed(&r->caller, report->action) ||
        (own && (r->caller.roles & (ROLE_SELLER | ROLE_BUYER)) == 0)) {
        reply_error(r, ERROR_FORBIDDEN, NULL);
        return;
    }
    by = slice_of(report->by[0]);
    if (!query_word(r, "by", report->by, &by) || !query_day(r, "from", &from) ||
        !query_day(r, "to", &to) || !days_fit(r, from, to))
        return;
    read_reply(r, &stmt_report_get,
               (struct param[]){param_str(report->name),
                                own ? param_uuid(&r->caller.org) : param_null(),
                                param_filter_text(from), param_filter_text(to), param_text(by),
                                param_filter_text(query_text(r, "niche"))},
               6);
}

static void report_home(struct request *r)
{
    const struct caller *c = &r->caller;
    bool sells = (c->roles & ROLE_SELLER) != 0 && access_allowed(c, ACTION_LEAD_READ);
    bool buys = (c->roles & ROLE_BUYER) != 0 && access_allowed(c, ACTION_SALE_READ);
    struct slice day = SLICE_NONE;

    if (query_day(r, "day", &day))
        read_reply(r, &stmt_report_home,
                   (struct param[]){param_uuid(&c->org), param_filter_text(day), param_bool(sells),
                                    param_bool(buys),
                                    param_bool(access_allowed(c, ACTION_MONEY_READ))},
                   5);
}

static void floor_get(struct request *r)
{
    read_reply(r, &stmt_floor_get, NULL, 0);
}
