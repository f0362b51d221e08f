/* What became of a purchase, as its buyer reports it, and the verdict on its call.
 *
 * Its one rule: no words of or about the person come in here; a report is a kind, times, seconds
 * and an amount. Writes are the operations outcome_report and outcome_verdict. */
#include "leadx/api/outcomes.h"

#include "leadx/api/common.h"
#include "leadx/api/outcomes.sql.h"
#include "take.h"

static void outcome_list(struct request *r);
static void outcome_report(struct request *r);
static void outcome_verdict(struct request *r);

const struct route outcomes_routes[] = {
    {METHOD_GET, "/v1/sales/{sale}/outcomes", ACTION_SALE_READ, outcome_list,
     .summary = "What was reported of a purchase, and its verdict"},
    {METHOD_POST, "/v1/sales/{sale}/outcomes", ACTION_OUTCOME_WRITE, outcome_report,
     .summary = "Report what became of a purchase"},
    {METHOD_POST, "/v1/sales/{sale}/verdict", ACTION_OUTCOME_WRITE, outcome_verdict,
     .summary = "Judge a purchase by hand, with the reason"},
    {0},
};

enum { OUTCOMES_MAX = 50, EXTERNAL_ID_MAX = 128, REASON_MAX = 200, CALL_MAX_S = 86400 };

static const char *const kinds[] = {"contacted", "no_answer", "qualified",        "appointment",
                                    "sold",      "lost",      "bought_elsewhere", "recontact_at",
                                    "no_intent", NULL};
static const char *const verdicts[] = {"target", "not_target", NULL};

static void outcome_list(struct request *r)
{
    struct uuid sale;

    if (request_param_uuid(r, 0, &sale))
        read_reply(
            r, &stmt_outcome_list,
            (struct param[]){param_uuid(&sale), param_uuid(&r->caller.org),
                             param_bool((r->caller.roles & (ROLE_ADMIN | ROLE_AUDITOR)) != 0)},
            3);
}

/* What goes with a kind and not with the others. */
static void check_kind(struct taking *t)
{
    const char *kind = json_string_value(json_object_get(t->args, "kind"));
    bool later = json_is_string(json_object_get(t->args, "recontact_at"));

    if (kind == NULL)
        return;
    if (json_is_integer(json_object_get(t->args, "amount")) && strcmp(kind, "sold") != 0)
        take_fault(t, "amount", "invalid_field", "Only a report of kind sold has an amount.");
    if (later && strcmp(kind, "recontact_at") != 0)
        take_fault(t, "recontact_at", "invalid_field",
                   "Only a report of kind recontact_at has this date.");
    if (!later && strcmp(kind, "recontact_at") == 0)
        take_fault(t, "recontact_at", "missing_field", "Say when to contact the person again.");
}

/* One element of the list; returns what the operation gets of it. */
static json_t *take_outcome(struct taking *whole, json_t *one, size_t i)
{
    static const char *const names[] = {"external_id", "kind",         "at", "call_seconds",
                                        "amount",      "recontact_at", NULL};
    struct taking t = *whole;

    t.base = pool_printf(whole->r->pool, "/outcomes/%zu", i);
    t.from = one;
    t.args = json_object();
    if (!json_is_object(one)) {
        fault_add(&whole->faults, t.base, "invalid_field", "must be an object");
        return t.args;
    }
    read_only(&t.faults, one, t.base, names);
    take_word(&t, "kind", true, kinds);
    take_text(&t, "external_id", false, EXTERNAL_ID_MAX);
    take_time(&t, "at", false);
    take_int(&t, "call_seconds", false, 0, CALL_MAX_S);
    take_money(&t, "amount", false, NULL, 1, ORDER_PRICE_MAX);
    take_time(&t, "recontact_at", false);
    check_kind(&t);
    whole->faults = t.faults;
    return t.args;
}

static void outcome_report(struct request *r)
{
    static const char *const names[] = {"outcomes", NULL};
    struct taking t;
    struct uuid sale;
    json_t *list, *taken, *one;
    size_t i;

    if (!request_param_uuid(r, 0, &sale) || !taking_begin(&t, r, names))
        return;
    list = json_object_get(t.from, "outcomes");
    taken = json_array();
    if (!json_is_array(list) || json_array_size(list) < 1 || json_array_size(list) > OUTCOMES_MAX)
        take_fault(&t, "outcomes", list == NULL ? "missing_field" : "invalid_field",
                   "must be a list of 1 to 50 reports");
    else
        json_array_foreach(list, i, one) json_array_append_new(taken, take_outcome(&t, one, i));
    json_object_set_new(t.args, "outcomes", taken);
    args_uuid(t.args, "sale", &sale);
    taking_end(&t, "outcome_report");
}

static void outcome_verdict(struct request *r)
{
    static const char *const names[] = {"verdict", "reason", NULL};
    struct taking t;
    struct uuid sale;

    if (!request_param_uuid(r, 0, &sale) || !taking_begin(&t, r, names))
        return;
    take_word(&t, "verdict", true, verdicts);
    take_text(&t, "reason", true, REASON_MAX);
    args_uuid(t.args, "sale", &sale);
    taking_end(&t, "outcome_verdict");
}
