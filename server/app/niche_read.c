/* Reading a niche's field schema from JSON.
 *
 * Its one rule: what is accepted from an administrator is what is loaded from the database, so both
 * come through here. Every fault is collected, none stops the reading. Called by the niches handler
 * and when the market is loaded. */
#include "leadx/app/niche.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "field_json.h"
#include "leadx/base/mem.h"
#include "leadx/base/utf8.h"

enum { TEXT_DEFAULT_MAX = 200, TEXT_LIMIT = 4000, VALUE_MAX = 100 };

/* The field being read. */
struct reading {
    struct symbols *symbols;
    struct faults *faults;
    const char *base; /* "/fields/3" */
    json_t *json;
    struct field *field;
};

static void refuse(struct reading *r, const char *key, const char *code, const char *why)
{
    fault_add(r->faults, fault_pointer(r->faults, r->base, key), code, "%s", why);
}

static void check_keys(struct reading *r)
{
    static const char *const known[] = {"name", "type", "required", "min", "max", "values"};
    const char *key;
    json_t *value;

    json_object_foreach(r->json, key, value)
    {
        size_t i = 0;

        while (i < sizeof known / sizeof *known && strcmp(known[i], key) != 0)
            i++;
        if (i == sizeof known / sizeof *known)
            refuse(r, key, "unknown_field",
                   "is not known here: a field has name, type, required, min, max and values");
    }
}

static void read_name(struct reading *r, const struct field_schema *schema)
{
    const char *name = json_string_value(json_object_get(r->json, "name"));

    if (name == NULL)
        refuse(r, "name", "missing_field", "Every field needs a name.");
    else if (fact_by_name(slice_of(name)) >= 0 || strcmp(name, "purchase_by") == 0)
        refuse(r, "name", "invalid_field",
               "is a name the exchange keeps for its own facts; choose another");
    else if (!field_name_ok(slice_of(name)))
        refuse(r, "name", "invalid_field",
               "must start with a small letter and go on with up to 39 small letters, digits or _");
    else if (field_find(schema, slice_of(name)) >= 0)
        refuse(r, "name", "invalid_field", "is the name of an earlier field");
    else
        memcpy(r->field->name, name, strlen(name) + 1);
}

static void read_type(struct reading *r)
{
    const char *type = json_string_value(json_object_get(r->json, "type"));
    const char *said = "must be one of:";

    r->field->type = type == NULL ? FIELD_TYPE_COUNT : field_type_by_name(slice_of(type));
    if (r->field->type != FIELD_TYPE_COUNT)
        return;
    for (int i = 0; i < FIELD_TYPE_COUNT; i++)
        said = pool_printf(r->faults->pool, "%s%s %s", said, i == 0 ? "" : ",",
                           field_type_name((enum field_type)i));
    refuse(r, "type", type == NULL ? "missing_field" : "invalid_field", said);
}

static void read_required(struct reading *r)
{
    json_t *required = json_object_get(r->json, "required");

    if (required != NULL && !json_is_null(required) && !json_is_boolean(required))
        refuse(r, "required", "invalid_field", "must be true or false");
    r->field->required = json_is_true(required);
}

/* false: not there. */
static bool read_bound(struct reading *r, const char *key, int64_t *out)
{
    json_t *bound = json_object_get(r->json, key);

    if (bound == NULL || json_is_null(bound))
        return false;
    if (r->field->type != FIELD_INTEGER && r->field->type != FIELD_TEXT) {
        refuse(r, key, "invalid_field",
               "Only integer fields (range) and text fields (length) have bounds.");
        return false;
    }
    if (!json_is_integer(bound)) {
        refuse(r, key, "invalid_field", "must be a whole number");
        return false;
    }
    *out = json_integer_value(bound);
    return true;
}

/* Both 0 stands for "none" in struct field, so a range of nothing but 0 cannot be said. */
static void read_bounds(struct reading *r)
{
    bool text = r->field->type == FIELD_TEXT;
    int64_t min = text ? 0 : INT64_MIN, max = text ? TEXT_DEFAULT_MAX : INT64_MAX;
    bool given = read_bound(r, "min", &min);

    given = read_bound(r, "max", &max) || given;
    if (!given)
        return;
    if (min > max)
        refuse(r, "max", "invalid_field", "must not be less than min");
    else if (text && (min < 0 || max < 1 || max > TEXT_LIMIT))
        refuse(r, "max", "invalid_field", "A text has from 0 to 4000 characters.");
    else if (min == 0 && max == 0)
        refuse(r, "max", "invalid_field", "must be more than 0 when min is 0");
    r->field->min = min;
    r->field->max = max;
}

static bool value_ok(json_t *value)
{
    struct slice text = {json_string_value(value), json_string_length(value)};

    return text.p != NULL && slice_trim(text).n == text.n && text.n > 0 &&
           utf8_length(text) <= VALUE_MAX && !utf8_has_forbidden(text);
}

static bool value_known(const struct field *field, uint32_t symbol)
{
    for (size_t i = 0; i < field->n_values; i++)
        if (field->values[i] == symbol)
            return true;
    return false;
}

static void add_value(struct reading *r, const char *base, size_t i, json_t *value)
{
    struct slice text = {json_string_value(value), json_string_length(value)};
    const char *why = NULL;
    uint32_t symbol = 0;

    if (!value_ok(value))
        why = "must be a text of 1 to 100 characters without spaces around it";
    else if (value_known(r->field, symbol = symbol_intern(r->symbols, text)))
        why = "stands in the list already";
    if (why == NULL)
        r->field->values[r->field->n_values++] = symbol;
    else
        fault_add(r->faults, fault_pointer_at(r->faults, base, i), "invalid_field", "%s", why);
}

static void read_values(struct reading *r)
{
    json_t *values = json_object_get(r->json, "values");
    size_t n = json_array_size(values);
    const char *base;

    if (r->field->type != FIELD_ENUM) {
        if (values != NULL && !json_is_null(values))
            refuse(r, "values", "invalid_field", "Only enum fields have values.");
        return;
    }
    if (n == 0 || n > FIELD_VALUES_MAX) {
        refuse(r, "values", values == NULL ? "missing_field" : "invalid_field",
               "An enum needs a list of 1 to 200 texts.");
        return;
    }
    base = fault_pointer(r->faults, r->base, "values");
    r->field->values = mem_zero(n, sizeof *r->field->values);
    for (size_t i = 0; i < n; i++)
        add_value(r, base, i, json_array_get(values, i));
}

static void read_field(struct reading *r, struct field_schema *schema)
{
    r->field = &schema->fields[schema->n];
    *r->field = (struct field){0};
    if (!json_is_object(r->json)) {
        fault_add(r->faults, r->base, "invalid_field", "must be an object with name and type");
        return;
    }
    check_keys(r);
    read_name(r, schema);
    read_type(r);
    read_required(r);
    if (r->field->type != FIELD_TYPE_COUNT) {
        read_bounds(r);
        read_values(r);
    }
    schema->n++; /* also a faulty one, so that a later double of its name is seen */
}

bool niche_fields_read(json_t *fields, const char *base, struct symbols *symbols,
                       struct faults *faults, struct field_schema *schema)
{
    struct reading r = {.symbols = symbols, .faults = faults};
    size_t before = faults->n + faults->dropped;

    schema->n = 0;
    if (!json_is_array(fields) || json_array_size(fields) > FIELDS_MAX) {
        fault_add(faults, base, fields == NULL ? "missing_field" : "invalid_field",
                  "must be a list of at most %d fields", FIELDS_MAX);
        return false;
    }
    for (size_t i = 0; i < json_array_size(fields); i++) {
        r.base = fault_pointer_at(faults, base, i);
        r.json = json_array_get(fields, i);
        read_field(&r, schema);
    }
    if (faults->n + faults->dropped == before)
        return true;
    field_schema_free(schema);
    schema->n = 0;
    return false;
}
