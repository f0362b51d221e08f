/* What a dimension's codes mean, as JSON.
 *
 * Its one rule: a code says no more than its band, its month, its word. Called by what shows
 * listings and facets. */
#include <stdio.h>

#include "leadx/app/shelf_dims.h"

enum { MONTHS_ALL = 400 * 12, MONTH_FIRST_YEAR = 1900 };

size_t shelf_dim_codes(const struct shelf_dim *dim)
{
    switch (dim->kind) {
    case SHELF_WORDS:
        return dim->n_words + 1;
    case SHELF_BANDS:
        return dim->n_bounds + 1;
    case SHELF_MONTHS:
        return MONTHS_ALL + 1;
    case SHELF_YES_NO:
        break;
    }
    return 3;
}

static json_t *number(const struct shelf_dim *dim, int64_t value)
{
    return json_integer(dim->type == FIELD_DECIMAL ? value / 1000000 : value);
}

static json_t *band_value(const struct shelf_dim *dim, uint16_t code)
{
    json_t *band = json_object();
    int64_t from = dim->bounds[code - 1];

    if (from != INT64_MIN)
        json_object_set_new(band, "min", number(dim, from));
    if (code < dim->n_bounds && dim->type == FIELD_DECIMAL)
        json_object_set_new(band, "below", number(dim, dim->bounds[code]));
    else if (code < dim->n_bounds)
        json_object_set_new(band, "max", json_integer(dim->bounds[code] - 1));
    else if (dim->last != INT64_MAX)
        json_object_set_new(band, "max", number(dim, dim->last));
    return band;
}

json_t *shelf_dim_value(const struct shelf_dim *dim, uint16_t code)
{
    struct slice word;
    char month[24];

    if (code == 0)
        return json_null();
    switch (dim->kind) {
    case SHELF_WORDS:
        word = symbol_text(dim->words, code);
        return json_stringn(word.p, word.n);
    case SHELF_BANDS:
        return band_value(dim, code);
    case SHELF_MONTHS:
        snprintf(month, sizeof month, "%04d-%02d", MONTH_FIRST_YEAR + (code - 1) / 12,
                 (code - 1) % 12 + 1);
        return json_string(month);
    case SHELF_YES_NO:
        break;
    }
    return json_boolean(code == 2);
}
