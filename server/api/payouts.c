/* Payouts as their owners ask for them: where the money goes, how much, and what became of it.
 *
 * Bank details are sealed before they leave this file and are never shown again; an account is
 * known by its last characters. Writes are the operations payee, payee_retire, payout and
 * payout_end. */
#include "leadx/api/payouts.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/api/common.h"
#include "leadx/api/payouts.sql.h"
#include "leadx/app/endpoint.h"
#include "leadx/app/bank_text.h"
#include "leadx/app/payee.h"
#include "leadx/base/mem.h"
#include "leadx/base/money.h"
#include "query.h"
#include "take.h"

static void payee_create(struct request *r);
static void payee_list(struct request *r);
static void payee_retire(struct request *r);
static void payout_create(struct request *r);
static void payout_list(struct request *r);
static void payout_get(struct request *r);
static void payout_cancel(struct request *r);

const struct route payouts_routes[] = {
    {METHOD_GET, "/v1/payees", ACTION_MONEY_READ, payee_list,
     .summary = "List the accounts you can be paid to"},
    {METHOD_POST, "/v1/payees", ACTION_MONEY_WRITE, payee_create,
     .summary = "Name an account to be paid to"},
    {METHOD_POST, "/v1/payees/{payee}/retire", ACTION_MONEY_WRITE, payee_retire,
     .summary = "Never be paid to an account again"},
    {METHOD_GET, "/v1/payouts", ACTION_MONEY_READ, payout_list, .summary = "List payouts"},
    {METHOD_POST, "/v1/payouts", ACTION_MONEY_WRITE, payout_create, .key_required = true,
     .summary = "Ask for a payout"},
    {METHOD_GET, "/v1/payouts/{payout}", ACTION_MONEY_READ, payout_get, .summary = "Read a payout"},
    {METHOD_POST, "/v1/payouts/{payout}/cancel", ACTION_MONEY_WRITE, payout_cancel,
     .summary = "Take back what was not sent yet"},
    {0},
};

/* ---- accounts to be paid to */

static void payee_list(struct request *r)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(
            r, &stmt_payee_list,
            (struct param[]){param_uuid(&r->caller.org), param_after(&after), param_int32(limit)},
            3);
}

static void take_currency(struct taking *t)
{
    struct slice text = SLICE_NONE;

    if (!read_text(&t->faults, t->from, t->base, "currency", true, 3, &text))
        return;
    if (money_currency_known(text))
        json_object_set_new(t->args, "currency", json_stringn(text.p, text.n));
    else
        take_fault(t, "currency", "invalid_field", "must be a currency of ISO 4217, as RUB");
}

/* What is sealed: {"name", "account", "bic"}. */
static json_t *details_take(struct taking *t, char hint[PAYEE_HINT_SIZE])
{
    struct slice name = SLICE_NONE, text = SLICE_NONE, bic = SLICE_NONE, account = SLICE_NONE;
    const char *currency = json_string_value(json_object_get(t->args, "currency"));

    read_text(&t->faults, t->from, t->base, "name", true, PAYEE_NAME_MAX, &name);
    if (name.p != NULL && currency != NULL && strcmp(currency, "EUR") == 0 && !bank_text_good(name))
        take_fault(t, "name", "invalid_field",
                   "must be in Latin, Greek or Cyrillic letters: euro payments carry no others");
    if (read_text(&t->faults, t->from, t->base, "account", true, 60, &text)) {
        account = payee_account(t->faults.pool, text);
        if (account.p == NULL)
            take_fault(t, "account", "invalid_field",
                       "must be an IBAN, or an account's number of 4 to 34 letters and digits");
        else
            payee_hint(account, hint);
    }
    if (read_text(&t->faults, t->from, t->base, "bic", false, 11, &bic) && bic.p != NULL &&
        !payee_bic_good(bic))
        take_fault(t, "bic", "invalid_field", "must be a BIC of 8 or 11 characters");
    if (t->faults.n > 0)
        return NULL;
    return json_pack("{s:s%, s:s%, s:s%}", "name", name.p, name.n, "account", account.p, account.n,
                     "bic", bic.p == NULL ? "" : bic.p, bic.n);
}

static void payee_create(struct request *r)
{
    static const char *const names[] = {"currency", "name", "account", "bic", NULL};
    char hint[PAYEE_HINT_SIZE] = "", *text;
    json_t *details, *sealed, *asked;
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_currency(&t);
    asked = json_copy(t.from);
    details = details_take(&t, hint);
    if (!taking_good(&t)) {
        json_decref(asked);
        return;
    }
    text = json_dumps(details, JSON_COMPACT);
    sealed = endpoint_seal(slice_of(text));
    mem_wipe(text, strlen(text));
    free(text);
    json_decref(details);
    json_object_update(t.args, sealed);
    json_decref(sealed);
    args_word(t.args, "hint", hint);
    mutation_start(r, "payee", t.args, asked, NULL);
}

static void payee_retire(struct request *r)
{
    struct uuid payee;
    json_t *args;

    if (!request_param_uuid(r, 0, &payee) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "payee", &payee);
    mutate_reply(r, "payee_retire", args);
}

/* ---- payouts */

static void payout_list(struct request *r)
{
    static const char *const states[] = {"requested", "approved",  "sent", "confirmed",
                                         "returned",  "cancelled", NULL};
    struct slice state = SLICE_NONE;
    struct uuid after, org = {0}, batch = {0};
    int limit;

    if (page_read(r, &limit, &after) && query_word(r, "state", states, &state) &&
        query_uuid(r, "org", &org) && query_uuid(r, "batch", &batch))
        read_reply(r, &stmt_payout_list,
                   (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                    param_filter_text(state), param_filter_uuid(&org),
                                    param_filter_uuid(&batch), param_after(&after),
                                    param_int32(limit)},
                   7);
}

static void payout_get(struct request *r)
{
    struct uuid payout;

    if (request_param_uuid(r, 0, &payout))
        read_reply(r, &stmt_payout_get,
                   (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                    param_uuid(&payout)},
                   3);
}

static void payout_create(struct request *r)
{
    static const char *const names[] = {"amount", "payee", "source", NULL};
    static const char *const sources[] = {"payable", "wallet", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_money(&t, "amount", true, NULL, 1, MONEY_MAX);
    take_uuid(&t, "payee", true);
    take_word(&t, "source", false, sources);
    taking_end(&t, "payout");
}

static void payout_cancel(struct request *r)
{
    struct uuid payout;
    json_t *args;

    if (!request_param_uuid(r, 0, &payout) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "payout", &payout);
    args_word(args, "to", "cancelled");
    mutate_reply(r, "payout_end", args);
}
