/* What a person proves itself by: its password and its second factor.
 *
 * Its one rule: whoever changes one shows the other or the old one first, and tries at that are
 * counted as tries to sign in are. Secrets are shown once and stored hashed or sealed. */
#include "leadx/api/me_secrets.h"

#include <string.h>

#include "leadx/api/common.h"
#include "leadx/api/me.sql.h"
#include "leadx/app/password.h"
#include "leadx/app/person.h"
#include "leadx/app/second_factor.h"
#include "leadx/app/sign_in_throttle.h"
#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/db/pool.h"
#include "people.h"
#include "take.h"

static void password_set(struct request *r);
static void totp_begin(struct request *r);
static void totp_confirm(struct request *r);
static void totp_remove(struct request *r);

const struct route me_secrets_routes[] = {
    {METHOD_POST, "/v1/me/password", ACTION_SELF_WRITE, password_set, .body_max = KIB(8),
     .summary = "Set or change your password; your other sessions end"},
    {METHOD_POST, "/v1/me/totp", ACTION_SELF_WRITE, totp_begin,
     .summary = "Get a secret for an authenticator"},
    {METHOD_POST, "/v1/me/totp/confirm", ACTION_SELF_WRITE, totp_confirm,
     .summary = "Turn the second factor on with a first code"},
    {METHOD_DELETE, "/v1/me/totp", ACTION_SELF_WRITE, totp_remove, .body_max = KIB(1),
     .summary = "Turn the second factor off with a code"},
    {0},
};

enum { RETRY_AFTER_S = 2 };

/* The columns of me_secrets. */
enum { PASSWORD, TOTP, TOTP_KEY, TOTP_ON, TOTP_DIGEST, PASSWORD_DIGEST, EMAIL, EMAIL_KEY, PRINT };

/* One change under way; the request's state. */
struct change {
    struct slice current, next, code;
    char *stored_digest; /* of the stored password that current was compared with */
    json_t *recovery;    /* to be shown */
    const char *secret;  /* the same */
    struct sign_in_try tried;
};

/* ---- what all have in common */

static bool body_of(struct request *r, const char *const *names, json_t **body,
                    struct faults *faults)
{
    *body = body_read(r, false);
    if (*body == NULL)
        return false;
    faults_init(faults, r->pool);
    read_only(faults, *body, "", names);
    return true;
}

static void busy(struct request *r)
{
    reply_unavailable(r, RETRY_AFTER_S);
}

/* Reads the person's row; done gets it. */
static void secrets_read(struct request *r, db_done_fn done)
{
    struct param param = param_uuid(&r->caller.key);

    dbpool_submit(&stmt_me_secrets, &param, 1, done, request_wait(r), NULL);
}

/* The request, when it is still there and the row too; else replied. */
static struct request *secrets_have(uint64_t id, const struct db_result *res)
{
    struct request *r = request_find(id);

    if (r == NULL)
        return NULL;
    if (res->status == DB_OK && result_rows(res) == 1)
        return r;
    if (res->status != DB_OK)
        db_failed(r, res);
    else
        reply_error(r, ERROR_SESSION_ENDED, NULL);
    return NULL;
}

/* Counted by account and session: whoever took over an open browser does not guess on. */
static bool may_try(struct request *r, struct change *c, const struct db_result *res)
{
    int64_t wait_ms;

    hex_decode(result_slice(res, 0, PRINT), c->tried.account, VAULT_TAG_SIZE);
    c->tried.known = true;
    memcpy(c->tried.device, r->caller.session.b, DEVICE_NONCE);
    wait_ms = throttle_take_code(&c->tried, clock_mono_ms());
    if (wait_ms == 0)
        return true;
    reply_retry_after(r, (wait_ms + 999) / 1000);
    reply_error(r, ERROR_TOO_MANY_REQUESTS, NULL);
    return false;
}

static json_t *args_of(struct request *r)
{
    json_t *args = json_object();

    args_uuid(args, "user", &r->caller.key);
    args_uuid(args, "session", &r->caller.session);
    return args;
}

static void one_fault(struct request *r, const char *pointer, const char *why)
{
    struct faults faults;

    faults_init(&faults, r->pool);
    fault_add(&faults, pointer, "invalid_field", "%s", why);
    reply_faults(r, &faults);
}

/* ---- the password */

static void on_hashed(uint64_t id, bool good, const char *hash, void *arg)
{
    struct request *r = request_find(id);
    struct change *c;
    json_t *args;

    (void)arg;
    if (r == NULL)
        return;
    if (!good) {
        busy(r);
        return;
    }
    c = r->state;
    args = args_of(r);
    json_object_set_new(args, "password", json_string(hash));
    if (c->stored_digest != NULL)
        json_object_set_new(args, "old", json_string(c->stored_digest));
    mutation_start(r, "me_password", args, NULL, NULL);
}

static void hash_next(struct request *r)
{
    struct change *c = r->state;

    if (!password_hash(c->next, on_hashed, request_wait(r), NULL))
        busy(r);
}

static void on_compared(uint64_t id, bool good, const char *hash, void *arg)
{
    struct request *r = request_find(id);

    (void)hash;
    (void)arg;
    if (r == NULL)
        return;
    if (good)
        hash_next(r);
    else
        one_fault(r, "/current", "is not your password");
}

static bool password_fits(struct request *r, const struct change *c, const struct db_result *res)
{
    struct slice email = SLICE_NONE;
    const char *why;

    if (!result_null(res, 0, EMAIL))
        email = vault_unseal_hex(r->pool, SEAL_EMAIL, &r->caller.key, result_slice(res, 0, EMAIL),
                                 result_slice(res, 0, EMAIL_KEY));
    why = password_fault(c->next, email);
    if (why != NULL)
        one_fault(r, "/password", why);
    return why == NULL;
}

/* Without the current one the operation decides: there is none, or a fresh link stands for it. */
static void on_secrets_password(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = secrets_have(id, res);
    struct change *c;

    (void)arg;
    if (r == NULL || !password_fits(r, r->state, res))
        return;
    c = r->state;
    if (c->current.n == 0 || result_null(res, 0, PASSWORD)) {
        hash_next(r);
        return;
    }
    if (!may_try(r, c, res))
        return;
    c->stored_digest = pool_copy(r->pool, result_slice(res, 0, PASSWORD_DIGEST));
    if (!password_verify(c->current, pool_copy(r->pool, result_slice(res, 0, PASSWORD)),
                         on_compared, request_wait(r), NULL))
        busy(r);
}

static void password_set(struct request *r)
{
    static const char *const names[] = {"current", "password", NULL};
    struct change *c = pool_zero(r->pool, sizeof *c);
    struct faults faults;
    json_t *body;

    if (!body_of(r, names, &body, &faults))
        return;
    people_secret(&faults, body, "current", false, &c->current);
    people_secret(&faults, body, "password", true, &c->next);
    json_decref(body);
    r->state = c;
    if (faults.n > 0)
        reply_faults(r, &faults);
    else
        secrets_read(r, on_secrets_password);
}

/* ---- the second factor */

static void on_begun(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_changed(id, a);
    struct change *c;

    if (r == NULL)
        return;
    c = r->state;
    people_reply(r, 201,
                 json_pack("{s:s, s:s}", "secret", c->secret, "uri",
                           second_factor_uri(r->pool, c->secret, c->current)));
}

static void on_secrets_begin(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = secrets_have(id, res);
    json_t *args;
    struct change *c;

    (void)arg;
    if (r == NULL)
        return;
    c = pool_zero(r->pool, sizeof *c);
    r->state = c;
    c->current = vault_unseal_hex(r->pool, SEAL_EMAIL, &r->caller.key, result_slice(res, 0, EMAIL),
                                  result_slice(res, 0, EMAIL_KEY));
    args = args_of(r);
    c->secret = second_factor_make(r->pool, &r->caller.key, args);
    mutation_start(r, "me_totp", args, NULL, on_begun);
}

static void totp_begin(struct request *r)
{
    if (taking_nothing(r))
        secrets_read(r, on_secrets_begin);
}

static void on_confirmed(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_find(id);

    if (r == NULL)
        return;
    if (a->db != DB_OK || a->status >= 400)
        mutation_reply(r, a);
    else
        people_reply(r, 200,
                     json_pack("{s:O}", "recovery_codes", ((struct change *)r->state)->recovery));
    json_decref(((struct change *)r->state)->recovery);
}

static void on_secrets_confirm(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = secrets_have(id, res);
    json_t *args, *digests;
    struct change *c;

    (void)arg;
    if (r == NULL || !may_try(r, r->state, res))
        return;
    c = r->state;
    if (result_null(res, 0, TOTP)) {
        reply_error(r, ERROR_CONFLICT, "Ask for a secret first, with POST /v1/me/totp.");
        return;
    }
    args = args_of(r);
    if (!second_factor_read(r->pool, &r->caller.key, c->code, result_slice(res, 0, TOTP),
                            result_slice(res, 0, TOTP_KEY), args) ||
        json_object_get(args, "step") == NULL) {
        json_decref(args);
        one_fault(r, "/code", "is not what the authenticator shows now");
        return;
    }
    recovery_make(&r->caller.key, &c->recovery, &digests);
    json_object_set_new(args, "recovery", digests);
    args_word(args, "secret", pool_copy(r->pool, result_slice(res, 0, TOTP_DIGEST)));
    mutation_start(r, "me_totp_confirm", args, NULL, on_confirmed);
}

static void on_secrets_remove(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = secrets_have(id, res);
    struct change *c;
    json_t *args;

    (void)arg;
    if (r == NULL || !may_try(r, r->state, res))
        return;
    c = r->state;
    if (!result_bool(res, 0, TOTP_ON)) {
        reply_error(r, ERROR_CONFLICT, "No second factor is set.");
        return;
    }
    args = args_of(r);
    if (second_factor_read(r->pool, &r->caller.key, c->code, result_slice(res, 0, TOTP),
                           result_slice(res, 0, TOTP_KEY), args)) {
        mutation_start(r, "me_totp_remove", args, NULL, NULL);
        return;
    }
    json_decref(args);
    one_fault(r, "/code", "is no code that works now");
}

static void with_code(struct request *r, db_done_fn done)
{
    static const char *const names[] = {"code", NULL};
    struct change *c = pool_zero(r->pool, sizeof *c);
    struct faults faults;
    json_t *body;

    if (!body_of(r, names, &body, &faults))
        return;
    people_secret(&faults, body, "code", true, &c->code);
    json_decref(body);
    r->state = c;
    if (faults.n > 0)
        reply_faults(r, &faults);
    else
        secrets_read(r, done);
}

static void totp_confirm(struct request *r)
{
    with_code(r, on_secrets_confirm);
}

static void totp_remove(struct request *r)
{
    with_code(r, on_secrets_remove);
}
