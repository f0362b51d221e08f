/* Disputes: a buyer claims that a sale was not what was sold; its seller answers.
 *
 * Its one rule: whose dispute it is and what may be done with it is decided in the database; what
 * is said here about it (may, next, left_alone) is app/dispute_view's, by the same rules. */
#include "leadx/api/disputes.h"

#include <stdlib.h>

#include "dispute_terms.h"
#include "leadx/api/common.h"
#include "leadx/api/disputes.sql.h"
#include "leadx/app/dispute_view.h"
#include "leadx/app/evidence.h"
#include "leadx/db/pool.h"
#include "query.h"

static void dispute_open(struct request *r);
static void dispute_list(struct request *r);
static void dispute_get(struct request *r);
static void dispute_accept(struct request *r);
static void dispute_contest(struct request *r);
static void dispute_evidence(struct request *r);
static void dispute_appeal(struct request *r);
static void dispute_withdraw(struct request *r);
static void dispute_pass_on(struct request *r);
static void replacement_offer(struct request *r);
static void replacement_take(struct request *r);
static void reason_list(struct request *r);
static void source_upstream(struct request *r);

const struct route disputes_routes[] = {
    {METHOD_POST, "/v1/sales/{sale}/dispute", ACTION_DISPUTE_OPEN, dispute_open,
     .key_required = true, .summary = "Claim that a sale was not what was sold"},
    {METHOD_GET, "/v1/dispute-reasons", ACTION_ANY, reason_list,
     .summary = "Why a sale may be returned, and what is no reason"},
    {METHOD_GET, "/v1/disputes", ACTION_DISPUTE_READ, dispute_list,
     .summary = "List disputes, newest first"},
    {METHOD_GET, "/v1/disputes/{dispute}", ACTION_DISPUTE_READ, dispute_get,
     .summary = "A dispute with its timeline, evidence and clocks"},
    {METHOD_POST, "/v1/disputes/{dispute}/accept", ACTION_DISPUTE_ANSWER, dispute_accept,
     .summary = "The seller gives in"},
    {METHOD_POST, "/v1/disputes/{dispute}/contest", ACTION_DISPUTE_ANSWER, dispute_contest,
     .summary = "The seller contests the claim"},
    {METHOD_POST, "/v1/disputes/{dispute}/evidence", ACTION_DISPUTE_ANSWER, dispute_evidence,
     .summary = "Show more"},
    {METHOD_POST, "/v1/disputes/{dispute}/appeal", ACTION_DISPUTE_ANSWER, dispute_appeal,
     .summary = "Appeal against the ruling, once"},
    {METHOD_POST, "/v1/disputes/{dispute}/withdraw", ACTION_DISPUTE_ANSWER, dispute_withdraw,
     .summary = "The buyer takes the claim back"},
    {METHOD_POST, "/v1/disputes/{dispute}/pass-on", ACTION_DISPUTE_ANSWER, dispute_pass_on,
     .summary = "The seller returns the lead to its own supplier and has longer to contest"},
    {METHOD_POST, "/v1/disputes/{dispute}/replacement/offer", ACTION_DISPUTE_ANSWER,
     replacement_offer, .summary = "The seller offers another lead instead of money"},
    {METHOD_POST, "/v1/disputes/{dispute}/replacement/take", ACTION_DISPUTE_ANSWER,
     replacement_take, .summary = "The buyer takes another lead instead"},
    {METHOD_POST, "/v1/sources/{source}/upstream", ACTION_LEAD_CHANGE, source_upstream,
     .summary = "Say that a source's leads were bought, and how long they can be returned"},
    {0},
};

enum { COL_DOC, COL_EVIDENCE, COL_STATE };

static void reason_list(struct request *r)
{
    read_reply(r, &stmt_dispute_reasons, NULL, 0);
}

static void dispute_list(struct request *r)
{
    static const char *const states[] = {"open",  "contested", "ruled", "appealed",
                                         "final", "withdrawn", NULL};
    struct slice state = SLICE_NONE;
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after) && query_word(r, "state", states, &state))
        read_reply(r, &stmt_dispute_list,
                   (struct param[]){param_uuid(&r->caller.org), param_filter_text(state),
                                    param_filter_uuid(&after), param_int32(limit)},
                   4);
}

/* ---- one dispute */

static struct slice text_at(json_t *o, const char *name)
{
    json_t *value = json_object_get(o, name);

    return json_is_string(value)
               ? (struct slice){json_string_value(value), json_string_length(value)}
               : SLICE_NONE;
}

/* The pieces with their content opened: null once its key is destroyed. */
static json_t *evidence_json(struct request *r, struct slice text)
{
    json_t *list = json_loadb(text.p, text.n, 0, NULL), *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        json_t *content = NULL;
        struct uuid id;

        if (uuid_parse(text_at(one, "id"), &id))
            content = evidence_open(r->pool, &id, text_at(one, "sealed"), text_at(one, "key"));
        json_object_set_new(one, "content", content == NULL ? json_null() : content);
        json_object_del(one, "sealed");
        json_object_del(one, "key");
    }
    return list;
}

static void on_dispute(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_with_row(id, res);
    struct slice doc;
    json_t *body;
    char *text;

    (void)arg;
    if (r == NULL)
        return;
    doc = result_slice(res, 0, COL_DOC);
    body = json_loadb(doc.p, doc.n, 0, NULL);
    json_object_set_new(body, "evidence", evidence_json(r, result_slice(res, 0, COL_EVIDENCE)));
    dispute_view_add(body, res, COL_STATE);
    text = json_dumps(body, JSON_COMPACT);
    reply_json(r, 200, slice_of(text));
    free(text);
    json_decref(body);
}

static void dispute_get(struct request *r)
{
    struct uuid dispute;

    if (request_param_uuid(r, 0, &dispute))
        dbpool_submit(&stmt_dispute_get,
                      (struct param[]){param_uuid(&dispute), param_uuid(&r->caller.org),
                                       param_bool(sees_all(r))},
                      3, on_dispute, request_wait(r), NULL);
}

/* ---- moves */

static void dispute_open(struct request *r)
{
    static const char *const names[] = {"reason", "region", EVIDENCE_NAMES};
    struct uuid sale;
    struct taking t;

    if (!request_param_uuid(r, 0, &sale) || !taking_begin(&t, r, names))
        return;
    take_text(&t, "reason", true, 40);
    take_text(&t, "region", false, 20);
    take_evidence(&t);
    args_uuid(t.args, "sale", &sale);
    dispute_start(&t, "dispute_open");
}

/* A move that may show something with it. */
static void move_with_evidence(struct request *r, const char *op, bool wanted)
{
    static const char *const names[] = {EVIDENCE_NAMES};
    struct uuid dispute;
    struct taking t;

    if (!request_param_uuid(r, 0, &dispute) || !taking_begin(&t, r, names))
        return;
    take_evidence(&t);
    if (wanted && t.faults.n == 0 && json_object_get(t.args, "evidence") == NULL)
        take_fault(&t, "text", "missing_field",
                   "Show something: text, attempts, recording or links; files have their own path");
    args_uuid(t.args, "dispute", &dispute);
    dispute_start(&t, op);
}

static void dispute_contest(struct request *r)
{
    move_with_evidence(r, "dispute_contest", false);
}

static void dispute_evidence(struct request *r)
{
    move_with_evidence(r, "dispute_evidence", true);
}

static void dispute_appeal(struct request *r)
{
    move_with_evidence(r, "dispute_appeal", false);
}

static void move(struct request *r, const char *op)
{
    struct uuid dispute;
    json_t *args;

    if (!request_param_uuid(r, 0, &dispute) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "dispute", &dispute);
    mutate_reply(r, op, args);
}

static void dispute_accept(struct request *r)
{
    move(r, "dispute_accept");
}

static void dispute_withdraw(struct request *r)
{
    move(r, "dispute_withdraw");
}

static void dispute_pass_on(struct request *r)
{
    move(r, "dispute_pass");
}

static void replacement_offer(struct request *r)
{
    move(r, "dispute_replacement_offer");
}

static void replacement_take(struct request *r)
{
    move(r, "dispute_replacement_accept");
}

static void source_upstream(struct request *r)
{
    static const char *const names[] = {"return_window_s", NULL};
    struct uuid source;
    struct taking t;

    if (!request_param_uuid(r, 0, &source) || !taking_begin(&t, r, names))
        return;
    take_int(&t, "return_window_s", false, 3600, 60 * 86400);
    args_uuid(t.args, "source", &source);
    taking_end(&t, "source_upstream");
}
