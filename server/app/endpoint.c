/* Addresses and secrets of endpoints.
 *
 * Its one rule: a secret leaves this file sealed, under an id of its own, or goes once to whoever
 * asked for it. Called by api/endpoints. */
#include "leadx/app/endpoint.h"

#include <stdlib.h>

#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/mem.h"
#include "leadx/core/normalise.h"
#include "leadx/out/guard.h"

const char *endpoint_url_fault(struct slice url)
{
    const char *why = NULL;

    return guard_url(url, &why) ? NULL : why;
}

const char *endpoint_mailbox(struct pool *pool, struct slice text)
{
    return email_normalise(pool, text);
}

void endpoint_secret_make(char *text)
{
    struct webhook_key key = {.n = WEBHOOK_KEY_MADE};

    random_bytes(key.b, key.n);
    webhook_secret_write(&key, text);
    mem_wipe(&key, sizeof key);
}

static json_t *hex_json(const uint8_t *p, size_t n)
{
    char *text = mem_alloc(2 * n + 1);
    json_t *json;

    hex_encode(p, n, text);
    json = json_stringn(text, 2 * n);
    free(text);
    return json;
}

json_t *endpoint_seal(struct slice plain)
{
    struct uuid id = uuid_v7(clock_exchange_ms());

    return endpoint_seal_for(&id, plain);
}

json_t *endpoint_seal_for(const struct uuid *id, struct slice plain)
{
    uint8_t *sealed = mem_alloc(plain.n + SEAL_OVERHEAD), wrapped[SEAL_WRAPPED_SIZE];
    json_t *out = json_object();
    char text[UUID_TEXT];

    seal(vault_sealer(), SEAL_SECRET, id, plain, sealed, wrapped);
    json_object_set_new(out, "id", json_string(uuid_format(id, text)));
    json_object_set_new(out, "sealed", hex_json(sealed, plain.n + SEAL_OVERHEAD));
    json_object_set_new(out, "key", hex_json(wrapped, sizeof wrapped));
    free(sealed);
    return out;
}
