/* The administrator's desk: the queue of disputes, rulings, what was ruled before, and undoing.
 *
 * Its one rule: whoever made a ruling does not decide on the appeal against it, and what was
 * settled is undone by new transfers, never edited. Writes are operations of op_dispute_rule.sql;
 * those that move money want an Idempotency-Key. */
#include "dispute_terms.h"
#include "leadx/api/common.h"
#include "leadx/api/dispute_desk.sql.h"
#include "leadx/api/disputes.h"
#include "query.h"
#include "revision.h"

static void desk_queue(struct request *r);
static void desk_precedents(struct request *r);
static void dispute_rule(struct request *r);
static void bulk_rule(struct request *r);
static void bulk_get(struct request *r);
static void sale_reverse(struct request *r);
static void reversal_get(struct request *r);
static void terms_get(struct request *r);
static void terms_change(struct request *r);

const struct route dispute_desk_routes[] = {
    {METHOD_GET, "/v1/admin/disputes", ACTION_ADMIN_READ, desk_queue,
     .summary = "Disputes that wait for a ruling, or those of a state"},
    {METHOD_GET, "/v1/admin/disputes/precedents", ACTION_ADMIN_READ, desk_precedents,
     .summary = "Search past rulings"},
    {METHOD_POST, "/v1/admin/dispute-rulings", ACTION_ADMIN_WRITE, bulk_rule, .key_required = true,
     .body_max = KIB(512), .summary = "Rule many disputes at once, as in a case of fraud"},
    {METHOD_GET, "/v1/admin/dispute-rulings/{ruling}", ACTION_ADMIN_READ, bulk_get,
     .summary = "How far a ruling of many is"},
    {METHOD_POST, "/v1/admin/disputes/{dispute}/ruling", ACTION_ADMIN_WRITE, dispute_rule,
     .key_required = true, .summary = "Rule a dispute, or decide on the appeal"},
    {METHOD_POST, "/v1/admin/sales/{sale}/reverse", ACTION_ADMIN_WRITE, sale_reverse,
     .key_required = true, .summary = "Take a settled sale back by new transfers"},
    {METHOD_GET, "/v1/admin/sales/{sale}/reverse", ACTION_ADMIN_READ, reversal_get,
     .summary = "What taking a sale back would move, before it does"},
    {METHOD_GET, "/v1/admin/niches/{niche}/dispute-terms", ACTION_ADMIN_READ, terms_get,
     .summary = "A niche's terms for claims"},
    {METHOD_POST, "/v1/admin/niches/{niche}/dispute-terms", ACTION_ADMIN_WRITE, terms_change,
     .summary = "Change a niche's terms for claims"},
    {0},
};

enum { BULK_MAX = 10000 };

/* ---- reading */

static void desk_queue(struct request *r)
{
    static const char *const sorts[] = {"clock", "value", "pair", NULL};
    static const char *const states[] = {"open",  "contested", "ruled", "appealed",
                                         "final", "withdrawn", NULL};
    static const char *const flags[] = {"true", "false", NULL};
    struct slice sort = SLICE("clock"), state = SLICE_NONE, overdue = SLICE("false");
    struct uuid after, buyer = {0}, seller = {0};
    int limit;

    if (page_read(r, &limit, &after) && query_word(r, "sort", sorts, &sort) &&
        query_word(r, "state", states, &state) && query_word(r, "overdue", flags, &overdue) &&
        query_uuid(r, "buyer", &buyer) && query_uuid(r, "seller", &seller))
        read_reply(r, &stmt_desk_queue,
                   (struct param[]){param_text(sort), param_filter_text(state),
                                    param_filter_uuid(&buyer), param_filter_uuid(&seller),
                                    param_filter_text(query_text(r, "reason")),
                                    param_filter_text(query_text(r, "niche")),
                                    param_bool(slice_is(overdue, SLICE("true"))),
                                    param_filter_uuid(&after), param_int32(limit)},
                   9);
}

static void desk_precedents(struct request *r)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_desk_precedents,
                   (struct param[]){param_filter_text(query_text(r, "q")),
                                    param_filter_text(query_text(r, "reason")),
                                    param_filter_uuid(&after), param_int32(limit)},
                   4);
}

static void bulk_get(struct request *r)
{
    struct uuid bulk;

    if (request_param_uuid(r, 0, &bulk))
        read_reply(r, &stmt_desk_bulk, (struct param[]){param_uuid(&bulk)}, 1);
}

static void reversal_get(struct request *r)
{
    struct uuid sale;
    int percent = 100;

    if (request_param_uuid(r, 0, &sale) && query_int(r, "refund_percent", 1, 100, &percent))
        read_reply(r, &stmt_desk_reversal,
                   (struct param[]){param_uuid(&sale), param_int32(percent)}, 2);
}

static void terms_get(struct request *r)
{
    read_revised(r, &stmt_desk_terms, (struct param[]){param_text(r->params[0])}, 1);
}

/* ---- ruling */

static void dispute_rule(struct request *r)
{
    static const char *const names[] = {"outcome", "refund_percent", "text", NULL};
    struct uuid dispute;
    struct taking t;

    if (!request_param_uuid(r, 0, &dispute) || !taking_begin(&t, r, names))
        return;
    take_ruling(&t);
    args_uuid(t.args, "dispute", &dispute);
    taking_end(&t, "dispute_rule");
}

static void take_ids(struct taking *t)
{
    json_t *list = json_object_get(t->from, "disputes"), *one;
    struct uuid id;
    size_t i;

    if (!json_is_array(list) || json_array_size(list) < 1 || json_array_size(list) > BULK_MAX) {
        take_fault(t, "disputes", "invalid_field", "must be a list of 1 to 10000 ids");
        return;
    }
    json_array_foreach(list, i, one)
    {
        if (!json_is_string(one) ||
            !uuid_parse((struct slice){json_string_value(one), json_string_length(one)}, &id))
            fault_add(&t->faults, pool_printf(t->faults.pool, "/disputes/%zu", i), "invalid_field",
                      "%s", "must be an id, a UUID in text form");
    }
    json_object_set(t->args, "disputes", list);
}

static void bulk_rule(struct request *r)
{
    static const char *const names[] = {"disputes", "seller",         "from", "to",
                                        "outcome",  "refund_percent", "text", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_ruling(&t);
    if (json_object_get(t.from, "disputes") != NULL) {
        take_ids(&t);
    } else {
        take_uuid(&t, "seller", true);
        take_time(&t, "from", true);
        take_time(&t, "to", true);
    }
    taking_end(&t, "dispute_bulk");
}

static void sale_reverse(struct request *r)
{
    static const char *const names[] = {"refund_percent", "text", NULL};
    struct uuid sale;
    struct taking t;

    if (!request_param_uuid(r, 0, &sale) || !taking_begin(&t, r, names))
        return;
    take_int(&t, "refund_percent", true, 1, 100);
    take_text(&t, "text", true, 4000);
    args_uuid(t.args, "sale", &sale);
    taking_end(&t, "sale_reverse");
}

static void terms_change(struct request *r)
{
    static const char *const names[] = {"strong_share_bp", "claim_fee", "claim_fee_after", NULL};
    struct slice niche = r->params[0];
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_int(&t, "strong_share_bp", false, 0, 10000);
    take_int(&t, "claim_fee", false, 0, ORDER_PRICE_MAX);
    take_int(&t, "claim_fee_after", false, 0, 1000000);
    json_object_set_new(t.args, "niche", json_stringn(niche.p, niche.n));
    taking_end_revised(&t, "dispute_terms");
}
