/* Terms of money: a currency's, set by administrators; what is agreed with one company, its fees
 * among it; what a buyer wants to hear of its wallet.
 *
 * Writes are the operations currency_terms, org_money and wallet_terms. */
#include "leadx/api/money_terms.h"

#include "leadx/api/common.h"
#include "leadx/api/money_terms.sql.h"
#include "leadx/base/money.h"
#include "revision.h"
#include "take.h"

enum { DAY_S = 86400, FEES_MAX = 1000, PAY_TO_MAX = 2000 };

static void currency_terms_list(struct request *r);
static void currency_terms_set(struct request *r);
static void org_money_get(struct request *r);
static void org_money_set(struct request *r);
static void wallet_terms_set(struct request *r);

const struct route money_terms_routes[] = {
    {METHOD_GET, "/v1/admin/currencies", ACTION_ADMIN_READ, currency_terms_list,
     .summary = "List the currencies and their terms"},
    {METHOD_POST, "/v1/admin/currencies", ACTION_ADMIN_WRITE, currency_terms_set,
     .summary = "Set a currency's terms"},
    {METHOD_GET, "/v1/admin/orgs/{org}/money", ACTION_ADMIN_READ, org_money_get,
     .summary = "Read what is agreed with a company"},
    {METHOD_POST, "/v1/admin/orgs/{org}/money", ACTION_ADMIN_WRITE, org_money_set,
     .summary = "Agree fees, a holding time, or hold payouts"},
    {METHOD_POST, "/v1/wallet/terms", ACTION_MONEY_WRITE, wallet_terms_set,
     .summary = "Say when your wallet is low and when it asks for money"},
    {0},
};

static void currency_terms_list(struct request *r)
{
    read_reply(r, &stmt_currency_terms_list, NULL, 0);
}

static void currency_terms_set(struct request *r)
{
    static const char *const names[] = {
        "currency", "min_payout", "approval_limit", "hold_s", "new_seller_s", "pay_to", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "currency", true, 3);
    take_int(&t, "min_payout", false, 1, MONEY_MAX);
    take_int(&t, "approval_limit", false, 0, MONEY_MAX);
    take_int(&t, "hold_s", false, 0, 366 * DAY_S);
    take_int(&t, "new_seller_s", false, 0, 3660 * DAY_S);
    take_text(&t, "pay_to", false, PAY_TO_MAX);
    taking_end_revised(&t, "currency_terms");
}

static void org_money_get(struct request *r)
{
    struct uuid org;

    if (request_param_uuid(r, 0, &org))
        read_revised(r, &stmt_org_money_get, (struct param[]){param_uuid(&org)}, 1);
}

/* {"niche" or null, "fee_bp", "fee_fixed"}: the fixed part only where a niche gives it a currency.
 */
static void take_fee(struct taking *t, json_t *fee, size_t i, json_t *into)
{
    static const char *const names[] = {"niche", "fee_bp", "fee_fixed", NULL};
    const char *base = pool_printf(t->faults.pool, "/fees/%zu", i);
    struct taking one = {.r = t->r, .from = fee, .args = json_object(), .faults = t->faults};

    one.base = base;
    if (!json_is_object(fee)) {
        fault_add(&t->faults, base, "invalid_field", "must be an object");
        json_decref(one.args);
        return;
    }
    read_only(&one.faults, fee, base, names);
    take_text(&one, "niche", false, 60);
    take_int(&one, "fee_bp", true, 0, 10000);
    take_int(&one, "fee_fixed", false, 0, ORDER_PRICE_MAX);
    if (!json_is_string(json_object_get(fee, "niche")) &&
        json_integer_value(json_object_get(fee, "fee_fixed")) > 0)
        take_fault(&one, "fee_fixed", "invalid_field", "needs a niche, whose currency it is in");
    t->faults = one.faults;
    json_array_append_new(into, one.args);
}

static void take_fees(struct taking *t)
{
    json_t *fees = json_object_get(t->from, "fees"), *into, *fee;
    size_t i;

    if (fees == NULL)
        return;
    if (!json_is_array(fees) || json_array_size(fees) > FEES_MAX) {
        take_fault(t, "fees", "invalid_field", "must be a list of at most 1000 fees");
        return;
    }
    into = json_array();
    json_array_foreach(fees, i, fee)
    {
        take_fee(t, fee, i, into);
    }
    json_object_set_new(t->args, "fees", into);
}

static void org_money_set(struct request *r)
{
    static const char *const names[] = {"hold_s", "payouts_held", "reason", "fees", NULL};
    struct uuid org;
    struct taking t;

    if (!request_param_uuid(r, 0, &org) || !taking_begin(&t, r, names))
        return;
    take_int(&t, "hold_s", false, 0, 366 * DAY_S);
    take_bool(&t, "payouts_held", false);
    take_text(&t, "reason", false, 500);
    take_fees(&t);
    args_uuid(t.args, "org", &org);
    taking_end_revised(&t, "org_money");
}

static void wallet_terms_set(struct request *r)
{
    static const char *const names[] = {"currency", "low", "top_up_below", "top_up", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "currency", true, 3);
    take_int(&t, "low", false, 0, MONEY_MAX);
    take_int(&t, "top_up_below", false, 0, MONEY_MAX);
    take_int(&t, "top_up", false, 1, MONEY_MAX);
    if (json_is_integer(json_object_get(t.args, "top_up")) !=
        json_is_integer(json_object_get(t.args, "top_up_below")))
        take_fault(&t, "top_up", "invalid_field", "goes with top_up_below");
    taking_end(&t, "wallet_terms");
}
