/* Suppression lists: a line becomes the keyed hash that is kept, a batch of them goes to the
 * database.
 *
 * Its one rule: a line is taken whole or refused with a code; the value itself goes nowhere. Called
 * by the handler of uploads. */
#include "leadx/app/suppression.h"

#include <assert.h>
#include <jansson.h>
#include <string.h>

#include "leadx/app/suppression.sql.h"
#include "leadx/app/vault.h"
#include "leadx/base/json_scan.h"
#include "leadx/base/pool.h"
#include "leadx/core/fingerprint.h"
#include "leadx/core/normalise.h"
#include "leadx/db/array.h"

enum { LINE_DEPTH = 2 };

_Static_assert((int)SUPPRESSION_SIZE == (int)PRINT_SIZE, "a print is what is kept");

static struct slice text_of(json_t *value)
{
    return (struct slice){json_string_value(value), json_string_length(value)};
}

static const char *print_take(enum channel channel, struct slice normal,
                              uint8_t out[SUPPRESSION_SIZE])
{
    struct print print;

    print_make(vault_prints(), channel, normal, &print);
    memcpy(out, print.suppress, SUPPRESSION_SIZE);
    return NULL;
}

static const char *phone_take(struct slice phone, const char *region, uint8_t out[SUPPRESSION_SIZE])
{
    char e164[PHONE_E164_SIZE];

    switch (phone_normalise(phone, region, e164)) {
    case PHONE_OK:
        return print_take(CHANNEL_PHONE, slice_of(e164), out);
    case PHONE_INVALID:
        return "phone_invalid";
    default:
        return "invalid_field";
    }
}

static const char *email_take(struct slice email, uint8_t out[SUPPRESSION_SIZE])
{
    struct pool *pool = pool_new(0);
    const char *normal = email_normalise(pool, email), *fault = "invalid_field";

    if (normal != NULL)
        fault = print_take(CHANNEL_EMAIL, slice_of(normal), out);
    pool_free(pool);
    return fault;
}

static const char *hash_take(struct slice hash, json_t *channel, uint8_t out[SUPPRESSION_SIZE])
{
    struct slice name = text_of(channel);
    struct print print;

    if (channel == NULL)
        return "missing_field";
    if (!slice_is(name, SLICE("phone")) && !slice_is(name, SLICE("email")))
        return "invalid_field";
    if (!print_from_inner(vault_prints(),
                          slice_is(name, SLICE("phone")) ? CHANNEL_PHONE : CHANNEL_EMAIL, hash,
                          &print))
        return "invalid_field";
    memcpy(out, print.suppress, SUPPRESSION_SIZE);
    return NULL;
}

static const char *object_take(json_t *o, const char *region, uint8_t out[SUPPRESSION_SIZE])
{
    json_t *phone = json_object_get(o, "phone"), *email = json_object_get(o, "email");
    json_t *hash = json_object_get(o, "hash"), *channel = json_object_get(o, "channel");
    size_t ways = (phone != NULL) + (email != NULL) + (hash != NULL);

    if (json_object_size(o) != ways + (channel != NULL) || (channel != NULL && hash == NULL))
        return "unknown_field";
    if (ways == 0)
        return "missing_field";
    if (ways > 1)
        return "invalid_field"; /* one person, one channel a line */
    if (phone != NULL)
        return json_is_string(phone) ? phone_take(text_of(phone), region, out) : "invalid_field";
    if (email != NULL)
        return json_is_string(email) ? email_take(text_of(email), out) : "invalid_field";
    return json_is_string(hash) ? hash_take(text_of(hash), channel, out) : "invalid_field";
}

const char *suppression_read(struct slice line, const char *region, uint8_t out[SUPPRESSION_SIZE])
{
    json_t *json = NULL;
    const char *fault = "malformed_json";

    if (json_scan(line, LINE_DEPTH) == JSON_SCAN_OK)
        json = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(json))
        fault = object_take(json, region, out);
    json_decref(json);
    return fault;
}

void suppression_add(const struct suppression_list *list, const uint8_t (*hashes)[SUPPRESSION_SIZE],
                     size_t n, db_done_fn done, uint64_t id)
{
    struct param params[4];
    struct array array;

    assert(n <= SUPPRESSION_BATCH);
    array_init(&array, ARRAY_BYTEA);
    for (size_t i = 0; i < n; i++)
        array_add_slice(&array, (struct slice){(const char *)hashes[i], SUPPRESSION_SIZE});
    params[0] = param_uuid(&list->org);
    params[1] = param_uuid(&list->key);
    params[2] = param_bool(list->everybody);
    params[3] = array_param(&array);
    dbpool_submit(&stmt_suppressions_add, params, 4, done, id, NULL);
    array_free(&array);
}
