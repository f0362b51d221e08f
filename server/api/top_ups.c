/* Top-ups: a company asks to pay into its wallet and gets a reference for the transfer; an
 * administrator says what came of it.
 *
 * A wallet that asks by itself stands in the same lists. Writes are the operations top_up_ask,
 * top_up_withdraw, top_up_confirm and top_up_refuse; the third books a deposit under the reference,
 * so that it is booked once. */
#include "leadx/api/top_ups.h"

#include "leadx/api/common.h"
#include "leadx/api/top_ups.sql.h"
#include "leadx/app/transfer_reference.h"
#include "leadx/base/money.h"
#include "leadx/base/settings.h"
#include "query.h"
#include "take.h"

static void top_up_list(struct request *r);
static void top_up_ask(struct request *r);
static void top_up_get(struct request *r);
static void top_up_withdraw(struct request *r);
static void desk_list(struct request *r);
static void top_up_confirm(struct request *r);
static void top_up_refuse(struct request *r);

const struct route top_ups_routes[] = {
    {METHOD_GET, "/v1/wallet/top-ups", ACTION_MONEY_READ, top_up_list,
     .summary = "List what was asked for your wallet"},
    {METHOD_POST, "/v1/wallet/top-ups", ACTION_MONEY_WRITE, top_up_ask, .key_required = true,
     .summary = "Ask to pay in by transfer"},
    {METHOD_GET, "/v1/wallet/top-ups/{top_up}", ACTION_MONEY_READ, top_up_get,
     .summary = "Read a top-up and where to transfer it"},
    {METHOD_POST, "/v1/wallet/top-ups/{top_up}/withdraw", ACTION_MONEY_WRITE, top_up_withdraw,
     .summary = "Take back a top-up that will not be paid"},
    {METHOD_GET, "/v1/admin/top-ups", ACTION_ADMIN_READ, desk_list, .summary = "List the top-ups"},
    {METHOD_POST, "/v1/admin/top-ups/{top_up}/confirm", ACTION_ADMIN_WRITE, top_up_confirm,
     .key_required = true, .summary = "Book what came under a top-up's reference"},
    {METHOD_POST, "/v1/admin/top-ups/{top_up}/refuse", ACTION_ADMIN_WRITE, top_up_refuse,
     .summary = "Refuse a top-up"},
    {0},
};

static const char *const states[] = {"asked", "paid", "refused", "withdrawn", "expired", NULL};

/* ---- the company */

static void top_up_list(struct request *r)
{
    struct slice state = SLICE_NONE;
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after) && query_word(r, "state", states, &state))
        read_reply(r, &stmt_top_up_list,
                   (struct param[]){param_uuid(&r->caller.family), param_filter_text(state),
                                    param_after(&after), param_int32(limit)},
                   4);
}

static void top_up_get(struct request *r)
{
    struct uuid top_up;

    if (request_param_uuid(r, 0, &top_up))
        read_reply(r, &stmt_top_up_get,
                   (struct param[]){param_uuid(&r->caller.family), param_uuid(&top_up)}, 2);
}

static void top_up_ask(struct request *r)
{
    static const char *const names[] = {"amount", NULL};
    struct taking t;
    json_t *asked;

    if (!taking_begin(&t, r, names))
        return;
    take_money(&t, "amount", true, NULL, 1, MONEY_MAX);
    if (!taking_good(&t))
        return;
    asked = json_deep_copy(t.args); /* the settings may change before the key comes again */
    json_object_set_new(t.args, "days", json_integer(setting_int("top_up_days")));
    json_object_set_new(t.args, "most", json_integer(setting_int("top_ups_open_max")));
    mutation_start(r, "top_up_ask", t.args, asked, NULL);
}

static void top_up_withdraw(struct request *r)
{
    struct uuid top_up;
    json_t *args;

    if (!request_param_uuid(r, 0, &top_up) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "top_up", &top_up);
    mutate_reply(r, "top_up_withdraw", args);
}

/* ---- the operator */

/* ?reference= as it stands on the bank's statement. false: replied already. */
static bool query_reference(struct request *r, struct slice *out)
{
    struct slice typed = query_text(r, "reference");

    if (typed.p == NULL)
        return true;
    *out = transfer_reference_read(r->pool, typed);
    if (out->p != NULL)
        return true;
    return query_refuse(r, "reference",
                        "is mistyped: it is RF, two digits and eight letters, and the digits do "
                        "not fit the letters");
}

static void desk_list(struct request *r)
{
    struct slice state = SLICE_NONE, reference = SLICE_NONE;
    struct uuid org = {0}, after;
    int limit;

    if (page_read(r, &limit, &after) && query_word(r, "state", states, &state) &&
        query_uuid(r, "org", &org) && query_reference(r, &reference))
        read_reply(r, &stmt_top_up_desk,
                   (struct param[]){param_filter_text(state), param_filter_uuid(&org),
                                    param_filter_text(reference), param_after(&after),
                                    param_int32(limit)},
                   5);
}

static void top_up_confirm(struct request *r)
{
    static const char *const names[] = {"amount", NULL};
    struct uuid top_up;
    struct taking t;

    if (!request_param_uuid(r, 0, &top_up) || !taking_begin(&t, r, names))
        return;
    take_money(&t, "amount", true, NULL, 1, MONEY_MAX);
    args_uuid(t.args, "top_up", &top_up);
    taking_end(&t, "top_up_confirm");
}

static void top_up_refuse(struct request *r)
{
    static const char *const names[] = {"reason", NULL};
    struct uuid top_up;
    struct taking t;

    if (!request_param_uuid(r, 0, &top_up) || !taking_begin(&t, r, names))
        return;
    take_text(&t, "reason", true, 500);
    args_uuid(t.args, "top_up", &top_up);
    taking_end(&t, "top_up_refuse");
}
