/* The operator looks at leads: lets a held one through, turns it down, sees a contact whole.
 *
 * Its one rule: whoever sees a contact whole said why, and the reason is kept. A revealed lead is
 * read by a statement, not by a mutation, because a mutation's answer is stored. */
#include "leadx/api/reviews.h"

#include "leadx/api/common.h"
#include "leadx/api/reviews.sql.h"
#include "leadx/db/pool.h"
#include "query.h"
#include "sealed.h"

static void review_list(struct request *r);
static void review_approve(struct request *r);
static void review_reject(struct request *r);
static void lead_reveal(struct request *r);

const struct route reviews_routes[] = {
    {METHOD_GET, "/v1/admin/reviews", ACTION_ADMIN_READ, review_list,
     .summary = "Leads held for review, oldest first"},
    {METHOD_POST, "/v1/admin/reviews/{lead}/approve", ACTION_ADMIN_WRITE, review_approve,
     .summary = "Let a held lead through"},
    {METHOD_POST, "/v1/admin/reviews/{lead}/reject", ACTION_ADMIN_WRITE, review_reject,
     .summary = "Turn a held lead down"},
    {METHOD_POST, "/v1/admin/leads/{lead}/reveal", ACTION_ADMIN_WRITE, lead_reveal,
     .summary = "See a lead's contact whole, for a reason that is kept"},
    {0},
};

enum { REVEAL_CONTACT_COLUMN = 2, REASON_MAX = 500 };

static void review_list(struct request *r)
{
    struct param params[2];
    struct uuid after;
    int limit;

    if (!page_read(r, &limit, &after))
        return;
    params[0] = param_filter_uuid(&after);
    params[1] = param_int32(limit);
    read_reply(r, &stmt_review_list, params, 2);
}

/* The lead of the path and the body's reason, if the route asks for one. false: replied already. */
static bool body_reason(struct request *r, bool wanted, struct uuid *lead, struct slice *reason)
{
    static const char *const names[] = {"reason", NULL};
    struct faults faults;
    json_t *body;
    bool ok;

    if (!request_param_uuid(r, 0, lead) || (body = body_read(r, !wanted)) == NULL)
        return false;
    faults_init(&faults, r->pool);
    ok = read_only(&faults, body, "", wanted ? names : names + 1);
    if (wanted)
        ok &= read_text(&faults, body, "", "reason", true, REASON_MAX, reason);
    json_decref(body);
    if (!ok)
        reply_faults(r, &faults);
    return ok;
}

static void review_approve(struct request *r)
{
    struct slice none;
    struct uuid lead;
    char id[UUID_TEXT];

    if (body_reason(r, false, &lead, &none))
        mutate_reply(r, "review_approve", json_pack("{s:s}", "lead", uuid_format(&lead, id)));
}

static void review_reject(struct request *r)
{
    struct slice reason = SLICE_NONE;
    struct uuid lead;
    char id[UUID_TEXT];

    if (body_reason(r, true, &lead, &reason))
        mutate_reply(
            r, "review_reject",
            json_pack("{s:s,s:s%}", "lead", uuid_format(&lead, id), "reason", reason.p, reason.n));
}

static void on_revealed(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);
    struct uuid lead;

    (void)arg;
    if (r == NULL || !request_param_uuid(r, 0, &lead))
        return;
    if (res->status != DB_OK)
        db_failed(r, res);
    else if (result_rows(res) == 0)
        reply_error(r, ERROR_NOT_FOUND, NULL);
    else
        sealed_reply(r, &lead, res, REVEAL_CONTACT_COLUMN, SEALED_WHOLE);
}

static void lead_reveal(struct request *r)
{
    struct param params[4];
    struct slice reason = SLICE_NONE;
    struct uuid lead;

    if (!body_reason(r, true, &lead, &reason))
        return;
    params[0] = param_uuid(&lead);
    params[1] = param_uuid(&r->caller.org);
    params[2] = param_uuid(&r->caller.key);
    params[3] = param_text(reason);
    dbpool_submit(&stmt_lead_reveal, params, 4, on_revealed, request_wait(r), NULL);
}
