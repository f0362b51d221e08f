/* Providers of payments and of checks: admitted, and recognised by their signature.
 *
 * Its one rule: a secret leaves once, in the answer that made it, and who is not known hears the
 * same as who signed wrongly. Called by payments.c, checks.c and, for the first half, keys.c. */
#include "provider.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/api/common.h"
#include "leadx/app/endpoint.h"
#include "leadx/app/payment_signature.h"
#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"
#include "take.h"

void secret_show(struct request *r, const struct mutation_answer *a, const char *name, size_t n)
{
    json_t *body;
    char *text;

    if (a->db != DB_OK || a->status >= 400 || a->replayed) {
        mutation_reply(r, a);
        return;
    }
    body = json_loadb(a->body.p, a->body.n, 0, NULL);
    json_object_set_new(body, name, json_string(r->state));
    text = json_dumps(body, JSON_COMPACT);
    mem_wipe(r->state, n);
    reply_json(r, a->status, slice_of(text));
    mem_wipe(text, strlen(text));
    free(text);
    json_decref(body);
}

static bool name_good(struct slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if (!(c >= 'a' && c <= 'z') &&
            (i == 0 || (!(c >= '0' && c <= '9') && c != '-' && c != '_')))
            return false;
    }
    return name.n > 0;
}

static void on_admitted(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_find(id);

    if (r != NULL)
        secret_show(r, a, "secret", PAYMENT_SECRET_SIZE);
}

void provider_admit(struct request *r, const char *operation)
{
    static const char *const names[] = {"name", NULL};
    json_t *asked, *sealed;
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "name", true, 40);
    if (t.faults.n == 0 && !name_good(slice_of(json_string_value(json_object_get(t.args, "name")))))
        take_fault(&t, "name", "invalid_field",
                   "must be small letters, digits, - and _, and begin with a letter");
    if (!taking_good(&t))
        return;
    asked = json_copy(t.args);
    r->state = pool_alloc(r->pool, PAYMENT_SECRET_SIZE);
    payment_secret_make(r->state);
    sealed = endpoint_seal(slice_of(r->state));
    json_object_update(t.args, sealed);
    json_decref(sealed);
    mutation_start(r, operation, t.args, asked, on_admitted);
}

static void on_known(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_with_row(id, res);
    json_t *args, *asked;
    struct uuid provider;

    if (r == NULL)
        return;
    provider = result_uuid(res, 0, 0);
    r->state = pool_alloc(r->pool, PAYMENT_SECRET_SIZE);
    payment_secret_make(r->state);
    args = endpoint_seal_for(&provider, slice_of(r->state));
    json_object_set_new(args, "provider", json_stringn(r->params[0].p, r->params[0].n));
    asked = json_pack("{s:s%}", "provider", r->params[0].p, r->params[0].n);
    mutation_start(r, arg, args, asked, on_admitted);
}

void provider_rotate(struct request *r, const struct stmt *find, const char *operation)
{
    if (taking_nothing(r))
        dbpool_submit(find, (struct param[]){param_text(r->params[0])}, 1, on_known,
                      request_wait(r), (void *)operation);
}

bool provider_signed(struct request *r, const struct db_result *res)
{
    struct slice secret = SLICE_NONE;
    struct uuid id;

    if (result_rows(res) > 0) {
        id = result_uuid(res, 0, 0);
        secret = vault_unseal_hex(r->pool, SEAL_SECRET, &id, result_slice(res, 0, 1),
                                  result_slice(res, 0, 2));
    }
    if (secret.p != NULL &&
        payment_signature_good(request_header(r, "Leadx-Signature"), r->body, secret,
                               clock_wall_ms() / 1000, setting_int("payment_tolerance_s")))
        return true;
    reply_error(r, ERROR_UNAUTHENTICATED,
                "Sign the body with the provider's secret, in the header Leadx-Signature, and "
                "send it at once.");
    return false;
}
