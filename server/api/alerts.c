/* The operator's look-out: sudden changes of what is measured, restraints put on companies, and
 * their appeals.
 *
 * Reads are statements in alerts.sql, writes operations of op_onboarding.sql. */
#include "leadx/api/alerts.h"

#include "leadx/api/alerts.sql.h"
#include "leadx/api/common.h"
#include "query.h"
#include "take.h"

static void alert_list(struct request *r);
static void alert_acknowledge(struct request *r);
static void appeal_list(struct request *r);
static void appeal_decide(struct request *r);
static void org_restrain(struct request *r);
static void org_unrestrain(struct request *r);

const struct route alerts_routes[] = {
    {METHOD_GET, "/v1/admin/alerts", ACTION_ADMIN_READ, alert_list,
     .summary = "Sudden changes, newest first; state=open: not acknowledged yet"},
    {METHOD_POST, "/v1/admin/alerts/{alert}/acknowledge", ACTION_ADMIN_WRITE, alert_acknowledge,
     .summary = "Say that an alert was looked at"},
    {METHOD_GET, "/v1/admin/appeals", ACTION_ADMIN_READ, appeal_list,
     .summary = "Companies' appeals, newest first; state=open: not decided yet"},
    {METHOD_POST, "/v1/admin/appeals/{appeal}/decide", ACTION_ADMIN_WRITE, appeal_decide,
     .summary = "Grant an appeal or refuse it"},
    {METHOD_POST, "/v1/admin/orgs/{org}/restrain", ACTION_ADMIN_WRITE, org_restrain,
     .summary = "Slow a company's keys and hold its payouts"},
    {METHOD_POST, "/v1/admin/orgs/{org}/unrestrain", ACTION_ADMIN_WRITE, org_unrestrain,
     .summary = "Lift what was held against a company"},
    {0},
};

enum { NOTE_MAX = 500, ANSWER_MAX = 4000 };

static void list(struct request *r, const struct stmt *stmt)
{
    static const char *const states[] = {"open", "all", NULL};
    struct slice state = SLICE_NONE;
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after) && query_word(r, "state", states, &state))
        read_reply(r, stmt,
                   (struct param[]){param_bool(slice_is(state, SLICE("open"))), param_after(&after),
                                    param_int32(limit)},
                   3);
}

static void alert_list(struct request *r)
{
    list(r, &stmt_alert_list);
}

static void appeal_list(struct request *r)
{
    list(r, &stmt_appeal_list);
}

static void alert_acknowledge(struct request *r)
{
    static const char *const names[] = {"note", NULL};
    struct taking t;
    struct uuid alert;

    if (!request_param_uuid(r, 0, &alert) || !taking_begin(&t, r, names))
        return;
    take_text(&t, "note", false, NOTE_MAX);
    args_uuid(t.args, "alert", &alert);
    taking_end(&t, "alert_acknowledge");
}

static void appeal_decide(struct request *r)
{
    static const char *const names[] = {"grant", "answer", NULL};
    struct taking t;
    struct uuid appeal;

    if (!request_param_uuid(r, 0, &appeal) || !taking_begin(&t, r, names))
        return;
    take_bool(&t, "grant", true);
    take_text(&t, "answer", true, ANSWER_MAX);
    args_uuid(t.args, "appeal", &appeal);
    taking_end(&t, "appeal_decide");
}

static void org_restrain(struct request *r)
{
    static const char *const names[] = {"reason", NULL};
    struct taking t;
    struct uuid org;

    if (!request_param_uuid(r, 0, &org) || !taking_begin(&t, r, names))
        return;
    take_text(&t, "reason", true, NOTE_MAX);
    args_uuid(t.args, "org", &org);
    taking_end(&t, "org_restrain");
}

static void org_unrestrain(struct request *r)
{
    struct uuid org;
    json_t *args;

    if (!request_param_uuid(r, 0, &org) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "org", &org);
    mutate_reply(r, "org_restrain", args);
}
