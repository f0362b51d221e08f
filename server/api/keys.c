/* API keys: a company's own, and for administrators anybody's.
 *
 * Their one rule: the key is made here, shown once, and only its hash goes further; so the answer
 * to a repeated request comes without it. Who manages keys holds a full key: one limited to scopes
 * could otherwise make itself a stronger one. */
#include "leadx/api/keys.h"

#include <string.h>

#include "leadx/api/common.h"
#include "leadx/api/keys.sql.h"
#include "leadx/app/key.h"
#include "provider.h"
#include "take.h"

static void key_list(struct request *r);
static void key_create(struct request *r);
static void key_revoke(struct request *r);
static void org_key_list(struct request *r);
static void org_key_create(struct request *r);
static void any_key_revoke(struct request *r);

const struct route keys_routes[] = {
    {METHOD_GET, "/v1/keys", ACTION_ANY, key_list, .summary = "List your API keys"},
    {METHOD_POST, "/v1/keys", ACTION_KEY_WRITE, key_create, .summary = "Make an API key"},
    {METHOD_POST, "/v1/keys/{key}/revoke", ACTION_KEY_WRITE, key_revoke,
     .summary = "Revoke an API key"},
    {METHOD_GET, "/v1/admin/orgs/{org}/keys", ACTION_ADMIN_READ, org_key_list,
     .summary = "List a company's API keys"},
    {METHOD_POST, "/v1/admin/orgs/{org}/keys", ACTION_ADMIN_WRITE, org_key_create,
     .summary = "Make an API key for a company"},
    {METHOD_POST, "/v1/admin/keys/{key}/revoke", ACTION_ADMIN_WRITE, any_key_revoke,
     .summary = "Revoke anybody's API key"},
    {0},
};

static const char *const scopes[] = {"leads:write", "leads:read",     "orders:write",
                                     "orders:read", "sales:read",     "money:read",
                                     "money:write", "admin:read",     "suppressions:write",
                                     "admin:write", "disputes:write", NULL};
static const char *const roles[] = {"auditor", NULL};

/* A full key of an active company; auditors look, they do not touch. */
static bool may_manage(struct request *r)
{
    if (r->caller.active && r->caller.scopes == 0 && r->caller.roles != ROLE_AUDITOR)
        return true;
    reply_error(r, ERROR_FORBIDDEN, "Only a full key of an active company manages keys.");
    return false;
}

static void list_of(struct request *r, const struct uuid *org)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_key_list,
                   (struct param[]){param_uuid(org), param_after(&after), param_int32(limit)}, 3);
}

static void key_list(struct request *r)
{
    list_of(r, &r->caller.org);
}

static void org_key_list(struct request *r)
{
    struct uuid org;

    if (request_param_uuid(r, 0, &org))
        list_of(r, &org);
}

/* ---- making one */

/* The new key, kept in the request until its hash is stored. */
static void on_created(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_find(id);

    if (r != NULL)
        secret_show(r, a, "key", KEY_LENGTH);
}

/* Adds what stands for the secret. The request's own words are what its Idempotency-Key binds. */
static json_t *args_with_secret(struct request *r, const json_t *asked)
{
    json_t *args = json_copy((json_t *)asked);
    char *key = pool_alloc(r->pool, KEY_LENGTH + 1), hint[KEY_HINT + 1];
    uint8_t hash[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];

    key_make(key);
    key_hash(slice_of(key), hash);
    key_hint(slice_of(key), hint);
    hex_encode(hash, sizeof hash, hex);
    args_word(args, "hash", hex);
    args_word(args, "hint", hint);
    r->state = key;
    return args;
}

static void create_for(struct request *r, const struct uuid *org)
{
    static const char *const names[] = {"name", "scopes", "role", "expires_at", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "name", true, 100);
    take_words(&t, "scopes", sizeof scopes / sizeof *scopes, scopes, 0);
    take_word(&t, "role", false, roles);
    take_time(&t, "expires_at", false);
    args_uuid(t.args, "org", org);
    if (taking_good(&t))
        mutation_start(r, "key_create", args_with_secret(r, t.args), t.args, on_created);
}

static void key_create(struct request *r)
{
    if (may_manage(r))
        create_for(r, &r->caller.org);
}

static void org_key_create(struct request *r)
{
    struct uuid org;

    /* The operator's own keys are made by its full keys only. */
    if (request_param_uuid(r, 0, &org) && (!uuid_equal(&org, &r->caller.org) || may_manage(r)))
        create_for(r, &org);
}

/* ---- revoking */

static void revoke(struct request *r, const struct uuid *key)
{
    json_t *args;

    if (!taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "key", key);
    mutate_reply(r, "key_revoke", args);
}

/* Any key may revoke itself: that is what a leaked one is for. */
static void key_revoke(struct request *r)
{
    struct uuid key;

    if (request_param_uuid(r, 0, &key) && (uuid_equal(&key, &r->caller.key) || may_manage(r)))
        revoke(r, &key);
}

static void any_key_revoke(struct request *r)
{
    struct uuid key;

    if (request_param_uuid(r, 0, &key))
        revoke(r, &key);
}
