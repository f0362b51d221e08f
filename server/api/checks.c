/* What providers that check numbers and addresses say about leads, through their signed hook: proof
 * when a buyer claims that one is invalid.
 *
 * Its one rule: who is not known and who signed wrongly get the same answer, and a lead nobody
 * knows the same as one that was told of before: a provider learns nothing here. */
#include "leadx/api/checks.h"

#include "leadx/api/checks.sql.h"
#include "leadx/api/common.h"
#include "leadx/db/pool.h"
#include "provider.h"
#include "take.h"

static void provider_list(struct request *r);
static void provider_create(struct request *r);
static void provider_disable(struct request *r);
static void hook(struct request *r);

const struct route checks_routes[] = {
    {METHOD_GET, "/v1/admin/check-providers", ACTION_ADMIN_READ, provider_list,
     .summary = "List the providers that check numbers and addresses"},
    {METHOD_POST, "/v1/admin/check-providers", ACTION_ADMIN_WRITE, provider_create,
     .summary = "Admit a provider of checks; its secret is shown once"},
    {METHOD_POST, "/v1/admin/check-providers/{provider}/disable", ACTION_ADMIN_WRITE,
     provider_disable, .summary = "Believe nothing a provider of checks says any more"},
    {METHOD_POST, "/hooks/checks/{provider}", ACTION_PUBLIC, hook,
     .summary = "A provider reports a check, signed"},
    {0},
};

static void provider_list(struct request *r)
{
    read_reply(r, &stmt_check_provider_list, NULL, 0);
}

/* ---- providers */

static void provider_create(struct request *r)
{
    provider_admit(r, "check_provider");
}

static void provider_disable(struct request *r)
{
    json_t *args;

    if (!taking_nothing(r))
        return;
    args = json_object();
    json_object_set_new(args, "provider", json_stringn(r->params[0].p, r->params[0].n));
    mutate_reply(r, "check_provider_disable", args);
}

/* ---- the hook */

static struct slice taken(const struct taking *t, const char *name)
{
    json_t *value = json_object_get(t->args, name);

    return (struct slice){json_string_value(value), json_string_length(value)};
}

static void check_take(struct request *r)
{
    static const char *const names[] = {"lead", "check", "result", "reference", NULL};
    static const char *const checks[] = {"phone", "email", NULL};
    static const char *const results[] = {"valid", "invalid", "unknown", NULL};
    struct uuid lead;
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_uuid(&t, "lead", true);
    take_word(&t, "check", true, checks);
    take_word(&t, "result", true, results);
    take_text(&t, "reference", true, 200);
    if (!taking_good(&t))
        return;
    if (uuid_parse(taken(&t, "lead"), &lead))
        read_reply(r, &stmt_check_add,
                   (struct param[]){param_uuid(&lead), param_text(r->params[0]),
                                    param_text(taken(&t, "check")), param_text(taken(&t, "result")),
                                    param_text(taken(&t, "reference"))},
                   5);
    json_decref(t.args);
}

static void on_found(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);

    (void)arg;
    if (r == NULL)
        return;
    if (res->status != DB_OK)
        db_failed(r, res);
    else if (provider_signed(r, res))
        check_take(r);
}

static void hook(struct request *r)
{
    dbpool_submit(&stmt_check_provider_sealed, (struct param[]){param_text(r->params[0])}, 1,
                  on_found, request_wait(r), NULL);
}
