/* Money that administrators move by hand: deposits, charge-backs, how far a wallet may go below
 * zero, and adjustments: gifts, debts written off, the operator's own draw.
 *
 * What moves money needs an Idempotency-Key, and a reference of the bank moves money once whoever
 * sends it. Writes are the operations deposit, charge_back, credit_limit, adjustment and
 * adjustment_end. */
#include "leadx/api/deposits.h"

#include "leadx/api/common.h"
#include "leadx/api/deposits.sql.h"
#include "leadx/base/money.h"
#include "query.h"
#include "take.h"

static void deposit_create(struct request *r);
static void charge_back_create(struct request *r);
static void credit_limit_set(struct request *r);
static void adjustment_create(struct request *r);
static void adjustment_list(struct request *r);
static void adjustment_approve(struct request *r);
static void adjustment_cancel(struct request *r);

const struct route deposits_routes[] = {
    {METHOD_POST, "/v1/admin/deposits", ACTION_ADMIN_WRITE, deposit_create, .key_required = true,
     .summary = "Book money that a buyer paid in"},
    {METHOD_POST, "/v1/admin/charge-backs", ACTION_ADMIN_WRITE, charge_back_create,
     .key_required = true, .summary = "Book a deposit that the payer's bank took back"},
    {METHOD_GET, "/v1/admin/adjustments", ACTION_ADMIN_READ, adjustment_list,
     .summary = "List adjustments"},
    {METHOD_POST, "/v1/admin/adjustments", ACTION_ADMIN_WRITE, adjustment_create,
     .key_required = true, .summary = "Give, write off, or take out"},
    {METHOD_POST, "/v1/admin/adjustments/{adjustment}/approve", ACTION_ADMIN_WRITE,
     adjustment_approve, .summary = "Approve what another administrator asked for"},
    {METHOD_POST, "/v1/admin/adjustments/{adjustment}/cancel", ACTION_ADMIN_WRITE,
     adjustment_cancel, .summary = "Drop an adjustment that waits"},
    {METHOD_POST, "/v1/admin/credit-limits", ACTION_ADMIN_WRITE, credit_limit_set,
     .summary = "Agree how far a wallet may go below zero"},
    {0},
};

static void outside_move(struct request *r, const char *op)
{
    static const char *const names[] = {"org", "amount", "reference", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_uuid(&t, "org", true);
    take_money(&t, "amount", true, NULL, 1, MONEY_MAX);
    take_text(&t, "reference", true, 200);
    taking_end(&t, op);
}

static void deposit_create(struct request *r)
{
    outside_move(r, "deposit");
}

static void charge_back_create(struct request *r)
{
    outside_move(r, "charge_back");
}

/* ---- adjustments */

static void adjustment_list(struct request *r)
{
    static const char *const states[] = {"requested", "done", "cancelled", NULL};
    struct slice state = SLICE_NONE;
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after) && query_word(r, "state", states, &state))
        read_reply(
            r, &stmt_adjustment_list,
            (struct param[]){param_filter_text(state), param_after(&after), param_int32(limit)}, 3);
}

static void adjustment_create(struct request *r)
{
    static const char *const names[] = {"kind", "org", "amount", "reason", NULL};
    static const char *const kinds[] = {"gift", "write_off", "draw", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_word(&t, "kind", true, kinds);
    take_uuid(&t, "org", false);
    take_money(&t, "amount", true, NULL, 1, MONEY_MAX);
    take_text(&t, "reason", true, 500);
    taking_end(&t, "adjustment");
}

static void adjustment_end(struct request *r, bool approve)
{
    struct uuid adjustment;
    json_t *args;

    if (!request_param_uuid(r, 0, &adjustment) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "adjustment", &adjustment);
    json_object_set_new(args, "approve", json_boolean(approve));
    mutate_reply(r, "adjustment_end", args);
}

static void adjustment_approve(struct request *r)
{
    adjustment_end(r, true);
}

static void adjustment_cancel(struct request *r)
{
    adjustment_end(r, false);
}

/* ---- credit */

static void credit_limit_set(struct request *r)
{
    static const char *const names[] = {"org", "limit", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_uuid(&t, "org", true);
    take_money(&t, "limit", true, NULL, 0, MONEY_MAX);
    if (taking_good(&t)) {
        json_object_set(t.args, "amount", json_object_get(t.args, "limit"));
        mutate_reply(r, "credit_limit", t.args);
    }
}
