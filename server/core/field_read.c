/* Reading one value of a niche's field.
 *
 * Its one rule: the sentence says what is expected and never repeats what came, because that may be
 * personal. One reader a type, all in one table. Called for leads, and for the values in filters.
 */
#include "leadx/core/field.h"

#include <assert.h>
#include <inttypes.h>

#include "field_parse.h"
#include "language.h"
#include "leadx/base/timestamp.h"
#include "leadx/base/utf8.h"
#include "leadx/core/normalise.h"
#include "leadx/core/place.h"

enum { TEXT_MAX = 200, NAMED_MAX = 12, POSTCODE_MIN = 2, POSTCODE_MAX = 12, DAY_MS = 86400000 };

/* What a reader needs and fills. */
struct reading {
    const struct field *field;
    struct slice text; /* without outer spaces, valid UTF-8, no control bytes */
    const char *region;
    const struct symbols *symbols;
    struct pool *pool;
    int64_t value;
    struct slice normal;
    const char *why;
};

static bool refuse(struct reading *r, const char *why)
{
    r->why = why;
    return false;
}

static bool take_number(struct reading *r, int64_t value, const char *normal)
{
    r->value = value;
    r->normal = slice_of(normal);
    return true;
}

/* A text is known by its symbol; one that no order names is 0 and matches nothing. */
static bool take_text(struct reading *r, struct slice normal)
{
    r->normal = normal;
    r->value = symbol_find(r->symbols, normal);
    return true;
}

static bool read_text(struct reading *r)
{
    bool free_length = r->field->min == 0 && r->field->max == 0;
    int64_t min = free_length || r->field->min < 1 ? 1 : r->field->min;
    int64_t max = free_length ? TEXT_MAX : r->field->max;
    int64_t length = (int64_t)utf8_length(r->text);

    if (length >= min && length <= max)
        return take_text(r, r->text);
    return refuse(
        r, pool_printf(r->pool, "must be text of %" PRId64 " to %" PRId64 " characters", min, max));
}

static bool read_integer(struct reading *r)
{
    int64_t min = r->field->min, max = r->field->max, value;
    bool any = min == 0 && max == 0;

    if (slice_to_int64(r->text, &value) && (any || (value >= min && value <= max)))
        return take_number(r, value, pool_printf(r->pool, "%" PRId64, value));
    if (any)
        return refuse(r, "must be a whole number");
    return refuse(
        r, pool_printf(r->pool, "must be a whole number from %" PRId64 " to %" PRId64, min, max));
}

static bool read_decimal(struct reading *r)
{
    int64_t value;

    if (!decimal_parse(r->text, &value))
        return refuse(r, "must be a number below 10^12 with at most 6 digits after the point");
    return take_number(r, value, decimal_format(r->pool, value));
}

static bool read_boolean(struct reading *r)
{
    if (slice_is(r->text, SLICE("true")))
        return take_number(r, 1, "true");
    if (slice_is(r->text, SLICE("false")))
        return take_number(r, 0, "false");
    return refuse(r, "must be true or false");
}

static bool read_date(struct reading *r)
{
    int64_t ms;

    if (!timestamp_parse_date(r->text, &ms))
        return refuse(r, "must be a date of the calendar written as year-month-day: 2026-11-21");
    r->normal = r->text;
    r->value = (ms - (ms < 0 ? DAY_MS - 1 : 0)) / DAY_MS;
    return true;
}

/* "must be one of: a, b, c" with the first few of the allowed words. */
static const char *enum_sentence(struct reading *r)
{
    const char *said = "must be one of:";

    for (size_t i = 0; i < r->field->n_values && i < NAMED_MAX; i++) {
        struct slice word = symbol_text(r->symbols, r->field->values[i]);

        said = pool_printf(r->pool, "%s%s %.*s", said, i == 0 ? "" : ",", (int)word.n, word.p);
    }
    if (r->field->n_values > NAMED_MAX)
        said = pool_printf(r->pool, "%s and %zu more", said, r->field->n_values - NAMED_MAX);
    return said;
}

static bool read_enum(struct reading *r)
{
    uint32_t symbol = symbol_find(r->symbols, r->text);

    for (size_t i = 0; symbol != 0 && i < r->field->n_values; i++)
        if (r->field->values[i] == symbol)
            return take_text(r, r->text);
    return refuse(r, enum_sentence(r));
}

static bool read_country(struct reading *r)
{
    if (country_known(r->text))
        return take_text(r, r->text);
    return refuse(r, "must be a country code of ISO 3166-1, two capital letters: NO");
}

static bool read_region(struct reading *r)
{
    if (region_ok(r->text))
        return take_text(r, r->text);
    return refuse(r, "must be a region code of ISO 3166-2 in capitals, country first: RU-MOW");
}

static bool read_postcode(struct reading *r)
{
    char *code = pool_copy(r->pool, r->text);

    if (r->text.n >= POSTCODE_MIN && r->text.n <= POSTCODE_MAX && postcode_canonical(code))
        return take_text(r, slice_of(code));
    return refuse(r, "must be a postcode of 2 to 12 letters, digits, spaces or hyphens");
}

static bool read_language(struct reading *r)
{
    char *tag = pool_copy(r->pool, r->text);

    if (language_canonical(tag, r->text.n))
        return take_text(r, slice_of(tag));
    return refuse(r, "must be a language tag that starts with a code of ISO 639-1: en or pt-BR");
}

static bool read_phone(struct reading *r)
{
    char e164[PHONE_E164_SIZE];

    if (phone_normalise(r->text, r->region, e164) == PHONE_OK)
        return take_text(r, slice_of(pool_strdup(r->pool, e164)));
    return refuse(r, "must be a phone number that can exist, best written with + and country code");
}

static bool read_email(struct reading *r)
{
    const char *email = email_normalise(r->pool, r->text);

    if (email != NULL)
        return take_text(r, slice_of(email));
    return refuse(r, "must be an e-mail address like name@example.com");
}

static bool read_url(struct reading *r)
{
    char *url = pool_copy(r->pool, r->text);

    if (url_canonical(url, r->text.n))
        return take_text(r, slice_of(url));
    return refuse(r, "must be an absolute address that starts with https:// or http://");
}

static bool read_point(struct reading *r)
{
    int64_t lat, lon;

    if (!point_parse(r->text, &lat, &lon))
        return refuse(r, "must be latitude and longitude in degrees with a comma: 59.91,10.75");
    return take_number(
        r, place_code(lat, lon),
        pool_printf(r->pool, "%s,%s", decimal_format(r->pool, lat), decimal_format(r->pool, lon)));
}

static bool (*const readers[FIELD_TYPE_COUNT])(struct reading *) = {
    [FIELD_TEXT] = read_text,         [FIELD_INTEGER] = read_integer,
    [FIELD_DECIMAL] = read_decimal,   [FIELD_BOOLEAN] = read_boolean,
    [FIELD_DATE] = read_date,         [FIELD_ENUM] = read_enum,
    [FIELD_COUNTRY] = read_country,   [FIELD_REGION] = read_region,
    [FIELD_POSTCODE] = read_postcode, [FIELD_LANGUAGE] = read_language,
    [FIELD_PHONE] = read_phone,       [FIELD_EMAIL] = read_email,
    [FIELD_URL] = read_url,           [FIELD_POINT] = read_point,
};

bool field_read(const struct field *field, struct slice text, const char *region,
                const struct symbols *symbols, struct pool *pool, int64_t *value,
                struct slice *normal, const char **why)
{
    struct reading r = {.field = field, .region = region, .symbols = symbols, .pool = pool};

    assert(field->type < FIELD_TYPE_COUNT);
    if (!utf8_valid(text) || utf8_has_forbidden(text)) {
        *why = "must be text in UTF-8 without control characters or changes of writing direction";
        return false;
    }
    text = slice_trim(text);
    r.text = (struct slice){pool_copy(pool, text), text.n};
    if (!readers[field->type](&r)) {
        *why = r.why;
        return false;
    }
    *value = r.value;
    *normal = r.normal;
    return true;
}
