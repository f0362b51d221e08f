/* Phone numbers as they are compared, kept and shown.
 *
 * Its one rule: E.164 or nothing. Called by intake for contacts and by field_read. */
#include "leadx/core/normalise.h"

#include "leadx/base/utf8.h"
#include "leadx/core/field.h"
#include "phone.h"
#include "phone_quick.h"

enum { MASK_TAIL = 2, MASK_HEAD = 3, MASK_HIDDEN_MIN = 5 };

enum phone_result phone_normalise(struct slice text, const char *region, char out[PHONE_E164_SIZE])
{
    if (region != NULL && !country_known(slice_of(region)))
        region = NULL;
    text = slice_trim(text);
    if (phone_quick(text, region, out))
        return PHONE_OK;
    if (!utf8_valid(text))
        return PHONE_UNPARSABLE;
    switch (phone_read(text.p, text.n, region, out, PHONE_E164_SIZE)) {
    case PHONE_READ_VALID:
        return PHONE_OK;
    case PHONE_READ_INVALID:
        return PHONE_INVALID;
    case PHONE_READ_NOT:
        break;
    }
    return PHONE_UNPARSABLE;
}

void phone_warm_up(void)
{
    char out[PHONE_E164_SIZE];

    phone_read("+0", 2, NULL, out, sizeof out);
}

void phone_country(const char *e164, char out[3])
{
    phone_region(e164, out);
}

/* Digits of the calling code; when nobody knows it, one is as good as any. */
static size_t code_digits(const char *e164)
{
    int code = phone_calling_code(e164);

    return code >= 100 ? 3 : code >= 10 ? 2 : 1;
}

const char *phone_mask(struct pool *pool, struct slice e164)
{
    const char *text = pool_copy(pool, e164);
    size_t code = text[0] == '+' ? code_digits(text) : 0;
    size_t start = text[0] == '+' ? 1 + code : 0, digits = e164.n > start ? e164.n - start : 0;
    size_t head, hidden, at = 0;
    char *out = pool_alloc(pool, 2 * e164.n + 8);

    if (digits < MASK_TAIL + 1) /* not one of ours: show nothing */
        return "***";
    head = digits >= MASK_HEAD + MASK_HIDDEN_MIN + MASK_TAIL ? MASK_HEAD : 0;
    hidden = digits - head - MASK_TAIL;
    memcpy(out, text, start);
    at = start;
    if (head > 0) {
        out[at++] = ' ';
        memcpy(out + at, text + start, head);
        at += head;
    }
    for (size_t i = 0; i < hidden; i++) {
        if (i % 3 == 0)
            out[at++] = ' ';
        out[at++] = '*';
    }
    out[at++] = ' ';
    memcpy(out + at, text + e164.n - MASK_TAIL, MASK_TAIL + 1);
    return out;
}
