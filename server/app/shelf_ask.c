/* A filter over a shelf's dimensions, from JSON to the codes each accepts.
 *
 * Its one rule: a condition that cannot be asked is refused by name, never left out, or a buyer
 * would take everything for what it asked for. Called by the market's handlers and by saved
 * searches. */
#include "leadx/app/shelf_ask.h"

#include <string.h>

#include "field_json.h"

enum { VALUES_MAX = 1000, AGE_HOURS_MAX = 24 * 366, HOUR_S = 3600 };

struct asking {
    const struct shelf_dims *dims;
    const struct symbols *symbols;
    struct faults *faults;
    struct shelf_query *query;
    struct shelf_filter *filters;
    const char *at; /* pointer to what is read */
};

/* What is read now. */
struct condition {
    struct asking *a;
    const struct shelf_dim *dim;
    bool *accept;
    size_t n;
};

static void refuse(struct asking *a, const char *pointer, const char *code, const char *why)
{
    fault_add(a->faults, pointer, code, "%s", why);
}

static const char *below(struct asking *a, const char *key)
{
    return fault_pointer(a->faults, a->at, key);
}

/* ---- values */

static bool choice_ok(struct condition *c, struct slice word, const char **why)
{
    const char *said = "must be one of:";

    if (c->dim->choices == NULL)
        return true;
    for (size_t i = 0; c->dim->choices[i] != NULL; i++) {
        if (slice_is(word, slice_of(c->dim->choices[i])))
            return true;
        said =
            pool_printf(c->a->faults->pool, "%s%s %s", said, i == 0 ? "" : ",", c->dim->choices[i]);
    }
    *why = said;
    return false;
}

/* In the form filters compare; normal: as text. The niche's limits do not bind a filter. */
static bool value_read(struct condition *c, const char *pointer, json_t *json, int64_t *value,
                       struct slice *normal)
{
    struct pool *pool = c->a->faults->pool;
    struct field as = {.type = c->dim->type};
    const char *why;
    struct slice text;

    if (c->dim->field != NULL) {
        as = *c->dim->field;
        as.min = as.max = 0;
    }
    if (field_json_text(as.type, json, pool, &text, &why) &&
        field_read(&as, text, "ZZ", c->a->symbols, pool, value, normal, &why) &&
        choice_ok(c, *normal, &why))
        return true;
    refuse(c->a, pointer, "invalid_field", why);
    return false;
}

/* ---- operators */

static void words_read(struct condition *c, const char *op, json_t *list, bool wanted)
{
    const char *base = below(c->a, op);
    size_t n = json_array_size(list);
    struct slice word;
    int64_t value;
    bool *named;

    if (n == 0 || n > VALUES_MAX) {
        refuse(c->a, base, "invalid_field", "must be a list of 1 to 1000 values");
        return;
    }
    named = pool_zero(c->a->faults->pool, c->n);
    for (size_t i = 0; i < n; i++)
        if (value_read(c, fault_pointer_at(c->a->faults, base, i), json_array_get(list, i), &value,
                       &word)) {
            uint32_t code = symbol_find(c->dim->words, word);

            if (code < c->n)
                named[code] = true;
        }
    for (size_t code = 1; code < c->n; code++)
        c->accept[code] &= named[code] == wanted;
}

static void yes_no_read(struct condition *c, json_t *is)
{
    struct slice text;
    int64_t value;

    if (value_read(c, below(c->a, "is"), is, &value, &text))
        c->accept[shelf_yes_no(value == 0)] = false;
}

/* The codes that a range touches are those from its first to its last. */
static void range_read(struct condition *c, json_t *min, json_t *max)
{
    bool months = c->dim->kind == SHELF_MONTHS, ok = true;
    int64_t from = INT64_MIN, to = INT64_MAX;
    struct slice text;
    size_t first = 1, last = c->n - 1;

    if (min != NULL)
        ok = value_read(c, below(c->a, "min"), min, &from, &text);
    if (max != NULL)
        ok = value_read(c, below(c->a, "max"), max, &to, &text) && ok;
    if (ok && from > to)
        refuse(c->a, below(c->a, "max"), "invalid_field", "must not be less than min");
    if (!ok || from > to)
        return;
    if (min != NULL)
        first = months ? shelf_month(from) : shelf_band(c->dim, from);
    if (max != NULL)
        last = months ? shelf_month(to) : shelf_band(c->dim, to);
    for (size_t code = 1; code < c->n; code++)
        c->accept[code] &= code >= first && code <= last;
    if (c->dim->kind == SHELF_BANDS && to < c->dim->bounds[0])
        c->accept[1] = false;
}

static const char *operators(enum shelf_kind kind)
{
    switch (kind) {
    case SHELF_WORDS:
        return "in not_in";
    case SHELF_YES_NO:
        return "is";
    case SHELF_BANDS:
    case SHELF_MONTHS:
        break;
    }
    return "min max";
}

/* Every operator is one of them, and there is one at least. */
static bool operators_ok(struct asking *a, json_t *ops, const char *allowed)
{
    const char *name, *found;
    json_t *value;
    size_t n;
    bool ok = json_is_object(ops) && json_object_size(ops) > 0;

    if (!ok)
        refuse(a, a->at, "invalid_field",
               "must be an object of operators, such as {\"in\": [...]}");
    json_object_foreach(ops, name, value)
    {
        n = strlen(name);
        found = strstr(allowed, name);
        if (n > 0 && found != NULL && (found == allowed || found[-1] == ' ') &&
            (found[n] == ' ' || found[n] == '\0'))
            continue;
        refuse(a, below(a, name), "unknown_field",
               pool_printf(a->faults->pool, "Here it takes: %s.", allowed));
        ok = false;
    }
    return ok;
}

static void dim_read(struct asking *a, size_t index, json_t *ops)
{
    const struct shelf_dim *dim = &a->dims->dims[index];
    struct condition c = {.a = a, .dim = dim, .n = shelf_dim_codes(dim)};
    json_t *min = json_object_get(ops, "min"), *max = json_object_get(ops, "max");

    if (!operators_ok(a, ops, operators(dim->kind)))
        return;
    c.accept = pool_alloc(a->faults->pool, c.n);
    memset(c.accept, true, c.n);
    if (json_object_get(ops, "in") != NULL)
        words_read(&c, "in", json_object_get(ops, "in"), true);
    if (json_object_get(ops, "not_in") != NULL)
        words_read(&c, "not_in", json_object_get(ops, "not_in"), false);
    if (json_object_get(ops, "is") != NULL)
        yes_no_read(&c, json_object_get(ops, "is"));
    if (min != NULL || max != NULL)
        range_read(&c, min, max);
    a->filters[a->query->n_filters++] = (struct shelf_filter){index, c.accept, c.n};
}

static void age_read(struct asking *a, json_t *ops)
{
    json_t *max = json_object_get(ops, "max");
    int64_t hours = json_integer_value(max);

    if (!operators_ok(a, ops, "max"))
        return;
    if (!json_is_integer(max) || hours < 1 || hours > AGE_HOURS_MAX)
        refuse(a, below(a, "max"), "invalid_field",
               "must be a whole number of hours from 1 to 8784");
    else
        a->query->age_max_s = hours * HOUR_S;
}

static const char *names_said(struct asking *a)
{
    const char *said = "cannot be asked by; there are: age_hours";

    for (size_t i = 0; i < a->dims->n; i++)
        said = pool_printf(a->faults->pool, "%s, %s", said, a->dims->dims[i].name);
    return said;
}

bool shelf_ask_read(json_t *filter, const char *base, const struct shelf_dims *dims,
                    const struct symbols *symbols, struct faults *faults, struct shelf_query *query)
{
    struct asking a = {.dims = dims, .symbols = symbols, .faults = faults, .query = query};
    size_t before = faults->n + faults->dropped;
    const char *name;
    json_t *ops;

    a.filters = pool_zero(faults->pool, SHELF_DIMS_MAX * sizeof *a.filters);
    query->filters = a.filters;
    query->n_filters = 0;
    if (!json_is_object(filter)) {
        fault_add(faults, base, "invalid_field", "must be an object of fields; {} asks for all");
        return false;
    }
    json_object_foreach(filter, name, ops)
    {
        int index = shelf_dims_find(dims, name);

        a.at = fault_pointer(faults, base, name);
        if (index >= 0)
            dim_read(&a, (size_t)index, ops);
        else if (strcmp(name, "age_hours") == 0)
            age_read(&a, ops);
        else
            refuse(&a, a.at, "unknown_field", names_said(&a));
    }
    return faults->n + faults->dropped == before;
}
