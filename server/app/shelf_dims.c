/* Which dimensions a niche's shelf has, and what a lead's attributes are in them.
 *
 * Its one rule: a type of field is shown only if it is named here. Called by market_shelf when a
 * niche's shelf is made, and for each listing. */
#include "leadx/app/shelf_dims.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"
#include "leadx/base/timestamp.h"

enum {
    TENS_RANGE = 200, /* numbers of up to so wide a range are shown by tens */
    MONTH_YEARS = 400,
    MONTH_FIRST = 1900,
    DAY_MS = 86400000,
};

static const int64_t MILLION = 1000000; /* decimals are compared times this */
static const int64_t SERIES_MAX = INT64_C(1000000000000);

/* --- Bands --- */

static void bound_add(struct shelf_dim *dim, int64_t bound)
{
    if (dim->n_bounds < SHELF_BOUNDS_MAX)
        dim->bounds[dim->n_bounds++] = bound;
}

static void bands_by_tens(struct shelf_dim *dim, int64_t min, int64_t max)
{
    int64_t from = min - (min % 10 + 10) % 10;

    for (; from <= max; from += 10)
        bound_add(dim, from);
    dim->bounds[0] = min;
    dim->last = max;
}

/* 0, 1, 2, 5, 10, 20 …, and one band for all that is under 0. */
static void bands_by_series(struct shelf_dim *dim, int64_t min, int64_t max, int64_t unit)
{
    static const int leading[] = {1, 2, 5};

    if (min < 0)
        bound_add(dim, INT64_MIN);
    bound_add(dim, 0);
    for (int64_t ten = 1; ten <= SERIES_MAX && ten <= max / unit; ten *= 10)
        for (size_t i = 0; i < sizeof leading / sizeof *leading; i++)
            if (ten * leading[i] * unit <= max)
                bound_add(dim, ten * leading[i] * unit);
    dim->last = max;
}

static void bands_make(struct shelf_dim *dim, const struct field *f)
{
    bool decimal = f->type == FIELD_DECIMAL, ranged = f->min != 0 || f->max != 0;
    int64_t min = ranged ? f->min : INT64_MIN, max = ranged ? f->max : INT64_MAX;

    dim->kind = SHELF_BANDS;
    if (!decimal && ranged && min > -SERIES_MAX && max < SERIES_MAX && max - min <= TENS_RANGE)
        bands_by_tens(dim, min, max);
    else if (decimal)
        bands_by_series(dim, INT64_MIN, INT64_MAX, MILLION);
    else
        bands_by_series(dim, min, max, 1);
}

uint16_t shelf_band(const struct shelf_dim *dim, int64_t value)
{
    size_t n = 1; /* what is under the first bound is told apart from nothing */

    while (n < dim->n_bounds && dim->bounds[n] <= value)
        n++;
    return (uint16_t)n;
}

/* --- Words and months --- */

uint16_t shelf_word(struct shelf_dim *dim, struct slice word)
{
    uint32_t known = symbol_find(dim->words, word);

    if (known == 0 && dim->n_words < SHELF_WORDS_MAX) {
        known = symbol_intern(dim->words, word);
        dim->n_words++;
    }
    return (uint16_t)known;
}

uint16_t shelf_month(int64_t days)
{
    char text[TIMESTAMP_SIZE];
    int year, month;

    if (days < -26000 || days > 130000)
        return 0;
    if (sscanf(timestamp_format(days * DAY_MS, text), "%4d-%2d", &year, &month) != 2 ||
        year < MONTH_FIRST || year >= MONTH_FIRST + MONTH_YEARS)
        return 0;
    return (uint16_t)((year - MONTH_FIRST) * 12 + month);
}

/* --- Which there are --- */

static struct shelf_dim *dim_add(struct shelf_dims *d, const char *name, enum shelf_kind kind,
                                 enum field_type type)
{
    struct shelf_dim *dim = &d->dims[d->n++];

    assert(d->n <= SHELF_DIMS_MAX);
    *dim = (struct shelf_dim){.kind = kind, .type = type};
    snprintf(dim->name, sizeof dim->name, "%s", name);
    if (kind == SHELF_WORDS)
        dim->words = symbols_new();
    return dim;
}

static bool room_for(const struct shelf_dims *d, size_t n)
{
    return d->n + n + SHELF_FACTS <= SHELF_DIMS_MAX;
}

static void field_add(struct shelf_dims *d, const struct field *f)
{
    struct shelf_dim *dim;

    if (!room_for(d, 1))
        return;
    switch (f->type) {
    case FIELD_ENUM:
    case FIELD_LANGUAGE:
    case FIELD_COUNTRY:
    case FIELD_REGION:
        dim = dim_add(d, f->name, SHELF_WORDS, f->type);
        break;
    case FIELD_BOOLEAN:
        dim = dim_add(d, f->name, SHELF_YES_NO, f->type);
        break;
    case FIELD_DATE:
        dim = dim_add(d, f->name, SHELF_MONTHS, f->type);
        break;
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
        dim = dim_add(d, f->name, SHELF_BANDS, f->type);
        bands_make(dim, f);
        break;
    default:
        return;
    }
    dim->field = f;
}

/* A region that is too rare still shows its country. The niche may have a field of that name. */
static void region_add(struct shelf_dims *d, const struct field_schema *schema,
                       const struct field *f)
{
    char name[SHELF_NAME_MAX + 1] = "country";

    if (!room_for(d, 2))
        return;
    if (field_find(schema, slice_of(name)) >= 0 || shelf_dims_find(d, name) >= 0)
        snprintf(name, sizeof name, "%s_country", f->name);
    if (field_find(schema, slice_of(name)) < 0)
        dim_add(d, name, SHELF_WORDS, FIELD_COUNTRY);
    field_add(d, f);
}

static void facts_add(struct shelf_dims *d)
{
    static const char *const causes[] = {"unsold", "deferred", "returned", "aged", NULL};
    static const struct field score = {.type = FIELD_INTEGER, .min = 0, .max = 100};
    struct shelf_dim *dim;

    dim = dim_add(d, "temperature", SHELF_WORDS, FIELD_TEXT);
    dim->choices = fact_words(FACT_TEMPERATURE);
    dim = dim_add(d, "score", SHELF_BANDS, FIELD_INTEGER);
    bands_by_tens(dim, score.min, score.max);
    dim->n_bounds--; /* 100 stands with the nineties */
    dim = dim_add(d, "origin_kind", SHELF_WORDS, FIELD_TEXT);
    dim->choices = fact_words(FACT_ORIGIN_KIND);
    dim_add(d, "channel", SHELF_WORDS, FIELD_TEXT);
    dim = dim_add(d, "cause", SHELF_WORDS, FIELD_TEXT);
    dim->choices = causes;
    dim_add(d, "resold", SHELF_YES_NO, FIELD_BOOLEAN);
}

struct shelf_dims *shelf_dims_new(const struct field_schema *schema)
{
    struct shelf_dims *d = mem_zero(1, sizeof *d);

    for (size_t i = 0; i < schema->n; i++)
        if (schema->fields[i].type == FIELD_REGION)
            region_add(d, schema, &schema->fields[i]);
    for (size_t i = 0; i < schema->n; i++)
        if (schema->fields[i].type != FIELD_REGION)
            field_add(d, &schema->fields[i]);
    d->personal = d->n;
    facts_add(d);
    return d;
}

void shelf_dims_free(struct shelf_dims *d)
{
    if (d == NULL)
        return;
    for (size_t i = 0; i < d->n; i++)
        if (d->dims[i].words != NULL)
            symbols_free(d->dims[i].words);
    free(d);
}

int shelf_dims_find(const struct shelf_dims *d, const char *name)
{
    for (size_t i = 0; i < d->n; i++)
        if (strcmp(d->dims[i].name, name) == 0)
            return (int)i;
    return -1;
}

/* --- A lead's attributes --- */

static struct slice json_text(json_t *value)
{
    return (struct slice){json_string_value(value), json_string_length(value)};
}

static uint16_t date_code(json_t *value)
{
    int64_t ms;

    return timestamp_parse_date(json_text(value), &ms) ? shelf_month(ms / DAY_MS) : 0;
}

static uint16_t number_code(const struct shelf_dim *dim, json_t *value)
{
    double million = 1e6;

    if (dim->type == FIELD_INTEGER)
        return json_is_integer(value) ? shelf_band(dim, json_integer_value(value)) : 0;
    return json_is_number(value) ? shelf_band(dim, (int64_t)(json_number_value(value) * million))
                                 : 0;
}

static uint16_t value_code(struct shelf_dim *dim, json_t *value)
{
    switch (dim->kind) {
    case SHELF_WORDS:
        return json_is_string(value) ? shelf_word(dim, json_text(value)) : 0;
    case SHELF_BANDS:
        return number_code(dim, value);
    case SHELF_MONTHS:
        return json_is_string(value) ? date_code(value) : 0;
    case SHELF_YES_NO:
        return json_is_boolean(value) ? shelf_yes_no(json_is_true(value)) : 0;
    }
    return 0;
}

/* "RU-MOW" stands in RU. */
static uint16_t country_code(struct shelf_dim *dim, json_t *region)
{
    struct slice text = json_text(region);

    return json_is_string(region) && text.n > 2 ? shelf_word(dim, (struct slice){text.p, 2}) : 0;
}

void shelf_dims_read(struct shelf_dims *d, json_t *attributes, uint16_t codes[SHELF_DIMS_MAX])
{
    for (size_t i = 0; i < d->personal; i++) {
        struct shelf_dim *dim = &d->dims[i];

        if (dim->field != NULL)
            codes[i] = value_code(dim, json_object_get(attributes, dim->field->name));
        else /* its region is the next one */
            codes[i] = country_code(dim, json_object_get(attributes, dim[1].field->name));
    }
}
