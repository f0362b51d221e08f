/* Money that comes from outside, booked by hand: deposits, and how far a wallet may go below zero.
 *
 * A deposit moves money, so it needs an Idempotency-Key, and its reference moves money once whoever
 * sends it. Writes are the operations deposit and credit_limit. */
#include "leadx/api/deposits.h"

#include "leadx/api/common.h"
#include "leadx/base/money.h"
#include "take.h"

static void deposit_create(struct request *r);
static void credit_limit_set(struct request *r);

const struct route deposits_routes[] = {
    {METHOD_POST, "/v1/admin/deposits", ACTION_ADMIN_WRITE, deposit_create, .key_required = true,
     .summary = "Book money that a buyer paid in"},
    {METHOD_POST, "/v1/admin/credit-limits", ACTION_ADMIN_WRITE, credit_limit_set,
     .summary = "Agree how far a wallet may go below zero"},
    {0},
};

static void deposit_create(struct request *r)
{
    static const char *const names[] = {"org", "amount", "reference", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_uuid(&t, "org", true);
    take_money(&t, "amount", true, NULL, 1, MONEY_MAX);
    take_text(&t, "reference", true, 200);
    taking_end(&t, "deposit");
}

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
