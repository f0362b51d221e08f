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

static void bound_add(struct buf *b, const struct shelf_dim *dim, const char *name, int64_t value)
{
    buf_add_str(b, b->p[b->n - 1] == '{' ? "\"" : ",\"");
    buf_add_str(b, name);
    buf_add_str(b, "\":");
    buf_add_int(b, dim->type == FIELD_DECIMAL ? value / 1000000 : value);
}

static void band_add(struct buf *b, const struct shelf_dim *dim, uint16_t code)
{
    int64_t from = dim->bounds[code - 1];

    buf_add_char(b, '{');
    if (from != INT64_MIN)
        bound_add(b, dim, "min", from);
    if (code < dim->n_bounds && dim->type == FIELD_DECIMAL)
        bound_add(b, dim, "below", dim->bounds[code]);
    else if (code < dim->n_bounds)
        bound_add(b, dim, "max", dim->bounds[code] - 1);
    else if (dim->last != INT64_MAX)
        bound_add(b, dim, "max", dim->last);
    buf_add_char(b, '}');
}

void shelf_dim_value_add(struct buf *b, const struct shelf_dim *dim, uint16_t code)
{
    if (code == 0) {
        buf_add_str(b, "null");
        return;
    }
    switch (dim->kind) {
    case SHELF_WORDS:
        buf_add_json_string(b, symbol_text(dim->words, code));
        break;
    case SHELF_BANDS:
        band_add(b, dim, code);
        break;
    case SHELF_MONTHS:
        buf_printf(b, "\"%04d-%02d\"", MONTH_FIRST_YEAR + (code - 1) / 12, (code - 1) % 12 + 1);
        break;
    case SHELF_YES_NO:
        buf_add_str(b, code == 2 ? "true" : "false");
        break;
    }
}
