/* Reads a claimed delivery: the endpoint, its secrets and the contact, opened by the vault.
 *
 * Its one rule: what cannot be opened is not there; the message then says why it cannot be made.
 * Called by app/delivery and app/delivery_test. */
#include <string.h>

#include "delivery_room.h"
#include "leadx/app/vault.h"

json_t *delivery_read_json(const struct db_result *res, int row, int column)
{
    struct slice text;

    if (result_null(res, row, column))
        return NULL;
    text = result_slice(res, row, column);
    return json_loadb(text.p, text.n, JSON_DECODE_ANY, NULL);
}

static enum delivery_kind kind_of(struct slice word)
{
    return slice_is(word, SLICE("post"))    ? DELIVERY_POST
           : slice_is(word, SLICE("email")) ? DELIVERY_EMAIL
                                            : DELIVERY_WEBHOOK;
}

static struct slice secret_open(struct pool *pool, json_t *one)
{
    struct uuid id;

    if (!uuid_parse(slice_of(json_string_value(json_object_get(one, "id"))), &id))
        return SLICE_NONE;
    return vault_unseal_hex(pool, SEAL_SECRET, &id,
                            slice_of(json_string_value(json_object_get(one, "sealed"))),
                            slice_of(json_string_value(json_object_get(one, "key"))));
}

static void take_secret(struct delivery *d, json_t *one)
{
    const char *use = json_string_value(json_object_get(one, "use"));
    struct slice plain = secret_open(d->pool, one);

    if (plain.p == NULL || use == NULL)
        return;
    if (strcmp(use, "credentials") == 0 && d->credentials == NULL)
        d->credentials = json_loadb(plain.p, plain.n, 0, NULL);
    else if (d->n_keys < WEBHOOK_SECRETS_MAX && webhook_secret_read(plain, &d->keys[d->n_keys]))
        d->n_keys++;
}

void delivery_read_endpoint(struct delivery *d, const struct db_result *res, int row, int first,
                            int sealed)
{
    json_t *secrets = delivery_read_json(res, row, sealed), *one;
    size_t i;

    d->kind = kind_of(result_slice(res, row, first));
    d->address = pool_copy(d->pool, result_slice(res, row, first + 1));
    d->full = slice_is(result_slice(res, row, first + 2), SLICE("full"));
    d->template = delivery_read_json(res, row, first + 3);
    json_array_foreach(secrets, i, one)
    {
        take_secret(d, one);
    }
    json_decref(secrets);
}

static json_t *opened(struct delivery *d, enum seal_use use, const struct db_result *res, int row,
                      int column)
{
    struct slice plain;

    if (result_null(res, row, column) || result_null(res, row, column + 1))
        return NULL;
    plain = vault_unseal_hex(d->pool, use, &d->lead, result_slice(res, row, column),
                             result_slice(res, row, column + 1));
    return plain.p == NULL ? NULL : json_loadb(plain.p, plain.n, 0, NULL);
}

/* Of the consent what proves to a buyer that it may call, as at GET /v1/sales/{sale}. */
static json_t *consent_shown(json_t *whole)
{
    static const char *const shown[] = {"text", "given_at", "purposes"};
    json_t *out;

    if (!json_is_object(whole))
        return NULL;
    out = json_object();
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (json_object_get(whole, shown[i]) != NULL)
            json_object_set(out, shown[i], json_object_get(whole, shown[i]));
    return out;
}

void delivery_read_contact(struct delivery *d, const struct db_result *res, int row, int first)
{
    json_t *consent = opened(d, SEAL_CONSENT, res, row, first + 2);

    d->contact = opened(d, SEAL_CONTACT, res, row, first);
    d->consent = consent_shown(consent);
    json_decref(consent);
}

static json_t *opened_bytes(struct delivery *d, enum seal_use use, struct slice sealed,
                            struct slice key)
{
    char *plain;

    if (sealed.n < SEAL_OVERHEAD || key.n == 0)
        return NULL;
    plain = pool_alloc(d->pool, sealed.n);
    if (!unseal(vault_sealer(), use, &d->lead, sealed, key, (uint8_t *)plain))
        return NULL;
    return json_loadb(plain, sealed.n - SEAL_OVERHEAD, 0, NULL);
}

void delivery_take_contact(struct delivery *d, struct slice contact, struct slice contact_key,
                           struct slice consent, struct slice consent_key)
{
    json_t *whole = opened_bytes(d, SEAL_CONSENT, consent, consent_key);

    d->contact = opened_bytes(d, SEAL_CONTACT, contact, contact_key);
    d->consent = consent_shown(whole);
    json_decref(whole);
}

void delivery_free(struct delivery *d)
{
    json_decref(d->template);
    json_decref(d->credentials);
    json_decref(d->sale);
    json_decref(d->lead_doc);
    json_decref(d->about);
    json_decref(d->contact);
    json_decref(d->consent);
    pool_free(d->pool); /* d itself is in it */
}
