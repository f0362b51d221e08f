/* Opens what the vault holds about a lead into the answer to those who may see it.
 *
 * Its one rule: how much is shown follows from the view alone, and what cannot be opened is null,
 * never an error that tells more. Called by the handlers of leads, sales and reviews. */
#include "sealed.h"

#include <jansson.h>
#include <stdlib.h>

#include "leadx/app/contact.h"
#include "leadx/app/vault.h"
#include "leadx/base/buf.h"
#include "leadx/base/json_compact.h"
#include "leadx/http/reply.h"

enum { DOC_COLUMN = 0, ANSWER_MAX = 4 * 1024 * 1024 };

static struct slice column_open(struct pool *pool, enum seal_use use, const struct uuid *lead,
                                const struct db_result *res, int row, int column)
{
    if (result_null(res, row, column) || result_null(res, row, column + 1))
        return SLICE_NONE;
    return vault_unseal_hex(pool, use, lead, result_slice(res, row, column),
                            result_slice(res, row, column + 1));
}

/* The JSON as text in the request's pool; the value is let go. */
static struct slice json_text(struct pool *pool, json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY), *copy;

    json_decref(value);
    if (text == NULL)
        return SLICE_NONE;
    copy = pool_strdup(pool, text);
    free(text);
    return slice_of(copy);
}

static json_t *parsed(struct slice text)
{
    return text.p == NULL ? NULL : json_loadb(text.p, text.n, 0, NULL);
}

static struct slice contact_view(struct pool *pool, struct slice contact, enum sealed_view view)
{
    json_t *whole;
    struct slice out;

    if (view != SEALED_MASKED)
        return contact;
    whole = parsed(contact);
    if (!json_is_object(whole)) {
        json_decref(whole);
        return SLICE_NONE;
    }
    out = json_text(pool, contact_masked(pool, whole));
    json_decref(whole);
    return out;
}

/* What proves to a buyer that it may call, without where and from what the person gave it. */
static struct slice consent_view(struct pool *pool, struct slice consent, enum sealed_view view)
{
    static const char *const shown[] = {"text", "given_at", "purposes", NULL};
    json_t *whole, *out;

    if (view == SEALED_WHOLE)
        return consent;
    whole = parsed(consent);
    if (!json_is_object(whole)) {
        json_decref(whole);
        return SLICE_NONE;
    }
    out = json_object();
    for (size_t i = 0; shown[i] != NULL; i++) {
        if (json_object_get(whole, shown[i]) != NULL)
            json_object_set(out, shown[i], json_object_get(whole, shown[i]));
    }
    json_decref(whole);
    return json_text(pool, out);
}

static void member_add(struct buf *b, const char *name, struct slice json)
{
    buf_printf(b, ",\"%s\":", name);
    buf_add_slice(b, json.p == NULL ? SLICE("null") : json);
}

void sealed_write(struct buf *out, struct pool *pool, const struct uuid *lead,
                  const struct db_result *res, int row, int first, enum sealed_view view)
{
    struct slice doc = result_slice(res, row, DOC_COLUMN);
    char *text = pool_copy(pool, doc);
    struct slice contact = column_open(pool, SEAL_CONTACT, lead, res, row, first);
    struct slice consent = column_open(pool, SEAL_CONSENT, lead, res, row, first + 2);

    buf_add(out, text,
            json_compact(text, doc.n) - 1); /* the database made an object: its last byte is '}' */
    member_add(out, "contact", contact_view(pool, contact, view));
    member_add(out, "consent", consent_view(pool, consent, view));
    buf_add_char(out, '}');
}

void sealed_reply(struct request *r, const struct uuid *lead, const struct db_result *res,
                  int first, enum sealed_view view)
{
    struct buf b;

    buf_init(&b, ANSWER_MAX);
    sealed_write(&b, r->pool, lead, res, 0, first, view);
    if (b.overflow)
        reply_error(r, ERROR_INTERNAL, NULL);
    else
        reply_json(r, 200, buf_slice(&b));
    buf_free(&b);
}
