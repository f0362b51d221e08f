/* What payment providers report: deposits, charge-backs, how payouts ended.
 *
 * Its one rule: who is not known and who signed wrongly get the same answer, before the body is
 * read. Then it is an operation like any other, done in the operator's name; the reference makes it
 * happen once, so that a provider may send it as often as it likes. */
#include "leadx/api/payments.h"

#include <string.h>

#include "leadx/api/common.h"
#include "leadx/api/payments.sql.h"
#include "leadx/base/digest.h"
#include "leadx/base/money.h"
#include "leadx/db/pool.h"
#include "provider.h"
#include "take.h"

static void provider_list(struct request *r);
static void provider_create(struct request *r);
static void provider_enable(struct request *r);
static void provider_renew(struct request *r);
static void provider_disable(struct request *r);
static void hook(struct request *r);

const struct route payments_routes[] = {
    {METHOD_GET, "/v1/admin/payment-providers", ACTION_ADMIN_READ, provider_list,
     .summary = "List payment providers"},
    {METHOD_POST, "/v1/admin/payment-providers", ACTION_ADMIN_WRITE, provider_create,
     .summary = "Admit a payment provider; its secret is shown once"},
    {METHOD_POST, "/v1/admin/payment-providers/{provider}/enable", ACTION_ADMIN_WRITE,
     provider_enable, .summary = "Believe a provider again"},
    {METHOD_POST, "/v1/admin/payment-providers/{provider}/disable", ACTION_ADMIN_WRITE,
     provider_disable, .summary = "Believe nothing a provider says"},
    {METHOD_POST, "/v1/admin/payment-providers/{provider}/rotate", ACTION_ADMIN_WRITE,
     provider_renew, .summary = "Give a provider another secret, shown once"},
    {METHOD_POST, "/hooks/payments/{provider}", ACTION_PUBLIC, hook,
     .summary = "A payment provider reports, signed"},
    {0},
};

/* ---- providers */

static void provider_list(struct request *r)
{
    read_reply(r, &stmt_payment_provider_list, NULL, 0);
}

static void provider_create(struct request *r)
{
    provider_admit(r, "payment_provider");
}

static void provider_state(struct request *r, const char *state)
{
    json_t *args;

    if (!taking_nothing(r))
        return;
    args = json_object();
    json_object_set_new(args, "provider", json_stringn(r->params[0].p, r->params[0].n));
    args_word(args, "state", state);
    mutate_reply(r, "payment_provider_state", args);
}

static void provider_enable(struct request *r)
{
    provider_state(r, "active");
}

static void provider_disable(struct request *r)
{
    provider_state(r, "disabled");
}

static void provider_renew(struct request *r)
{
    provider_rotate(r, &stmt_payment_provider_id, "payment_provider_secret");
}

/* ---- the hook */

/* What was said, as the operation takes it; NULL: replied already. */
static json_t *event_read(struct request *r)
{
    static const char *const names[] = {"type",   "reference", "org", "amount",
                                        "payout", "reason",    NULL};
    static const char *const types[] = {"deposit", "charge_back", "payout.confirmed",
                                        "payout.returned", NULL};
    const char *type;
    struct taking t;
    bool payout;

    if (!taking_begin(&t, r, names))
        return NULL;
    take_word(&t, "type", true, types);
    take_text(&t, "reference", true, 150);
    type = json_string_value(json_object_get(t.args, "type"));
    payout = type != NULL && strncmp(type, "payout.", 7) == 0;
    if (payout) {
        take_uuid(&t, "payout", true);
        take_text(&t, "reason", false, 500);
    } else {
        take_uuid(&t, "org", true);
        take_money(&t, "amount", true, NULL, 1, MONEY_MAX);
    }
    return taking_good(&t) ? t.args : NULL;
}

static void event_run(struct request *r)
{
    uint8_t digest[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    json_t *args = event_read(r);

    if (args == NULL)
        return;
    digest_sha256(r->body, digest);
    hex_encode(digest, sizeof digest, hex);
    args_word(args, "body", hex);
    json_object_set_new(args, "provider", json_stringn(r->params[0].p, r->params[0].n));
    r->idempotency_key = SLICE(""); /* the reference is the key, and lasts longer */
    mutate_reply(r, "payment_event", args);
}

static void on_provider_found(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);

    (void)arg;
    if (r == NULL)
        return;
    if (res->status != DB_OK) {
        db_failed(r, res);
    } else if (provider_signed(r, res)) {
        r->caller.org = r->caller.family = result_uuid(res, 0, 3);
        r->caller.key = result_uuid(res, 0, 0);
        r->caller.roles = ROLE_ADMIN;
        event_run(r);
    }
}

static void hook(struct request *r)
{
    dbpool_submit(&stmt_payment_provider_sealed, (struct param[]){param_text(r->params[0])}, 1,
                  on_provider_found, request_wait(r), NULL);
}
