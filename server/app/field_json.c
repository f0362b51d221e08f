/* Between JSON and the text of field values.
 *
 * Its one rule: a number keeps exactly the digits it came with. A decimal of up to 15 significant
 * digits survives the parser's double; a longer one is refused, not rounded. Called by the readers
 * of attributes and filters. */
#include "field_json.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { EXACT_DIGITS = 15 };

static bool integer_text(json_t *value, struct pool *pool, struct slice *text)
{
    if (!json_is_integer(value))
        return false;
    *text = slice_of(pool_printf(pool, "%" PRId64, (int64_t)json_integer_value(value)));
    return true;
}

static bool real_text(json_t *value, struct pool *pool, struct slice *text)
{
    double number = json_real_value(value);
    char *printed;

    if (!json_is_real(value))
        return false;
    printed = pool_printf(pool, "%.*g", EXACT_DIGITS, number);
    *text = slice_of(printed);
    return strtod(printed, NULL) == number;
}

static bool string_text(json_t *value, struct slice *text)
{
    if (!json_is_string(value))
        return false;
    *text = (struct slice){json_string_value(value), json_string_length(value)};
    return true;
}

bool field_json_text(enum field_type type, json_t *value, struct pool *pool, struct slice *text,
                     const char **why)
{
    switch (type) {
    case FIELD_INTEGER:
        *why = "must be a whole number";
        return integer_text(value, pool, text);
    case FIELD_DECIMAL:
        *why = "must be a number of at most 15 digits";
        return integer_text(value, pool, text) || real_text(value, pool, text);
    case FIELD_BOOLEAN:
        *why = "must be true or false";
        *text = json_is_true(value) ? SLICE("true") : SLICE("false");
        return json_is_boolean(value);
    default:
        *why = "must be a text in quotes";
        return string_text(value, text);
    }
}

json_t *field_json_value(enum field_type type, struct slice normal)
{
    int64_t whole;
    json_t *number;

    if (type == FIELD_BOOLEAN)
        return json_boolean(slice_is(normal, SLICE("true")));
    if (type != FIELD_INTEGER && type != FIELD_DECIMAL)
        return json_stringn(normal.p, normal.n);
    if (slice_to_int64(normal, &whole))
        return json_integer(whole);
    number = json_loadb(normal.p, normal.n, JSON_DECODE_ANY, NULL);
    assert(json_is_number(number)); /* the field reader wrote it */
    return number;
}

const char *fault_pointer_at(struct faults *f, const char *base, size_t index)
{
    return pool_printf(f->pool, "%s/%zu", base, index);
}
