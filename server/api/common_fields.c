/* Readers of one field each of a JSON body.
 *
 * Their one rule: a value is there and right, or there is a fault that says where and what to do,
 * without repeating the value. Called by the handlers that take a body. */
#include "leadx/api/common.h"

#include <inttypes.h>
#include <string.h>

#include "leadx/base/money.h"
#include "leadx/base/timestamp.h"
#include "leadx/base/utf8.h"

static bool refuse(struct faults *f, const char *base, const char *name, const char *code,
                   const char *why)
{
    fault_add(f, fault_pointer(f, base, name), code, "%s", why);
    return false;
}

/* The member, or NULL: then *ok says whether that is fine. */
static json_t *member(struct faults *f, json_t *o, const char *base, const char *name,
                      bool required, bool *ok)
{
    json_t *value = json_object_get(o, name);

    if (value != NULL && !json_is_null(value))
        return value;
    *ok = !required || refuse(f, base, name, "missing_field", "is needed here");
    return NULL;
}

bool read_text(struct faults *f, json_t *o, const char *base, const char *name, bool required,
               size_t max, struct slice *out)
{
    bool ok;
    json_t *value = member(f, o, base, name, required, &ok);
    struct slice text;

    if (value == NULL)
        return ok;
    text = slice_trim((struct slice){json_string_value(value), json_string_length(value)});
    if (!json_is_string(value) || text.n == 0)
        return refuse(f, base, name, "invalid_field", "must be a text that is not empty");
    if (utf8_has_forbidden(text))
        return refuse(f, base, name, "invalid_field",
                      "must not hold control characters or changes of writing direction");
    if (utf8_length(text) > max)
        return refuse(f, base, name, "invalid_field",
                      pool_printf(f->pool, "must not be longer than %zu characters", max));
    *out = (struct slice){pool_copy(f->pool, text), text.n};
    return true;
}

bool read_int(struct faults *f, json_t *o, const char *base, const char *name, bool required,
              int64_t min, int64_t max, int64_t *out)
{
    bool ok;
    json_t *value = member(f, o, base, name, required, &ok);

    if (value == NULL)
        return ok;
    if (!json_is_integer(value) || json_integer_value(value) < min ||
        json_integer_value(value) > max)
        return refuse(
            f, base, name, "invalid_field",
            pool_printf(f->pool, "must be a whole number from %" PRId64 " to %" PRId64, min, max));
    *out = json_integer_value(value);
    return true;
}

bool read_bool(struct faults *f, json_t *o, const char *base, const char *name, bool required,
               bool *out)
{
    bool ok;
    json_t *value = member(f, o, base, name, required, &ok);

    if (value == NULL)
        return ok;
    if (!json_is_boolean(value))
        return refuse(f, base, name, "invalid_field", "must be true or false");
    *out = json_is_true(value);
    return true;
}

static struct slice json_slice(json_t *value)
{
    return (struct slice){json_string_value(value), json_string_length(value)};
}

bool read_uuid(struct faults *f, json_t *o, const char *base, const char *name, bool required,
               struct uuid *out)
{
    bool ok;
    json_t *value = member(f, o, base, name, required, &ok);

    if (value == NULL)
        return ok;
    if (!json_is_string(value) || !uuid_parse(json_slice(value), out))
        return refuse(f, base, name, "invalid_field", "must be an id, a UUID in text form");
    return true;
}

bool read_time(struct faults *f, json_t *o, const char *base, const char *name, bool required,
               int64_t *out_ms)
{
    bool ok;
    json_t *value = member(f, o, base, name, required, &ok);

    if (value == NULL)
        return ok;
    if (!json_is_string(value) || !timestamp_parse(json_slice(value), out_ms))
        return refuse(f, base, name, "invalid_field",
                      "must be a time with an offset (RFC 3339), such as 2026-11-21T10:00:00Z");
    return true;
}

static bool currency_ok(struct faults *f, const char *pointer, json_t *value, const char *wanted)
{
    json_t *currency = json_object_get(value, "currency");

    if (!json_is_string(currency) || !money_currency_known(json_slice(currency))) {
        fault_add(f, fault_pointer(f, pointer, "currency"),
                  currency == NULL ? "missing_field" : "invalid_field",
                  "must be a currency code of ISO 4217 in capitals, such as RUB");
        return false;
    }
    if (wanted != NULL && !slice_is(json_slice(currency), slice_of(wanted))) {
        fault_add(f, fault_pointer(f, pointer, "currency"), "currency_mismatch",
                  "must be %s, the niche's currency", wanted);
        return false;
    }
    return true;
}

static bool read_amount(struct faults *f, json_t *money, const char *pointer, int64_t min,
                        int64_t *out_minor)
{
    bool ok;
    json_t *value = member(f, money, pointer, "amount", true, &ok);

    if (value == NULL)
        return ok;
    *out_minor = json_integer_value(value);
    if (json_is_integer(value) && *out_minor >= min && *out_minor <= MONEY_MAX)
        return true;
    return refuse(
        f, pointer, "amount", "invalid_field",
        pool_printf(f->pool, "must be a whole number of minor units, %" PRId64 " or more", min));
}

bool read_money_from(struct faults *f, json_t *o, const char *base, const char *name, bool required,
                     const char *currency, int64_t min, int64_t *out_minor)
{
    static const char *const members[] = {"amount", "currency", NULL};
    bool ok;
    json_t *value = member(f, o, base, name, required, &ok);
    const char *pointer;

    if (value == NULL)
        return ok;
    pointer = fault_pointer(f, base, name);
    if (!json_is_object(value))
        return refuse(f, base, name, "invalid_field",
                      "must be {\"amount\": minor units, \"currency\": code}");
    ok = read_only(f, value, pointer, members);
    ok = read_amount(f, value, pointer, min, out_minor) && ok;
    return currency_ok(f, pointer, value, currency) && ok;
}

bool read_money(struct faults *f, json_t *o, const char *base, const char *name, bool required,
                const char *currency, int64_t *out_minor)
{
    return read_money_from(f, o, base, name, required, currency, 1, out_minor);
}

bool read_only(struct faults *f, json_t *o, const char *base, const char *const *names)
{
    const char *key;
    json_t *value;
    bool ok = true;

    json_object_foreach(o, key, value)
    {
        size_t i = 0;

        while (names[i] != NULL && strcmp(names[i], key) != 0)
            i++;
        if (names[i] == NULL)
            ok = refuse(f, base, key, "unknown_field",
                        "is not known here; check the spelling or leave it out");
    }
    return ok;
}
