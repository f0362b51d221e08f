/* Reading an order's filter from JSON into compiled terms.
 *
 * Its one rule: an operator must suit the field's type, and what cannot be compared is refused by
 * name, never ignored: an order must not buy more than its buyer asked for. With out NULL the
 * filter is only checked and nothing is interned, so that refused orders leave no trace in memory.
 * Called by the orders and offers handlers (check) and when the market is loaded (compile). */
#include "leadx/app/niche.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "field_json.h"
#include "leadx/base/mem.h"
#include "leadx/core/place.h"

enum op { OP_IN, OP_NOT_IN, OP_MIN, OP_MAX, OP_IS, OP_NEAR, OP_COUNT };

static const char *const op_names[OP_COUNT] = {
    [OP_IN] = "in",   [OP_NOT_IN] = "not_in", [OP_MIN] = "min",
    [OP_MAX] = "max", [OP_IS] = "is",         [OP_NEAR] = "near",
};

struct reading {
    const struct field_schema *schema;
    struct symbols *symbols;
    struct faults *faults;
    bool intern;
    struct filter_term terms[FILTER_TERMS_MAX];
    int64_t *sets[FILTER_TERMS_MAX]; /* to be freed once compiled */
    size_t n;
    const char *base;          /* "/filter/age" */
    const struct field *field; /* what its values are read as */
    uint8_t slot;
};

static void refuse(struct reading *r, const char *key, const char *code, const char *why)
{
    fault_add(r->faults, fault_pointer(r->faults, r->base, key), code, "%s", why);
}

/* ---- which field */

/* Sets field and slot; limits of the niche's field do not bind a filter: {"min": 0} is fine. */
static bool find_field(struct reading *r, const char *name, struct field *as)
{
    int fact = fact_by_name(slice_of(name)), index = field_find(r->schema, slice_of(name));

    if (fact < 0 && index < 0)
        return false;
    *as = (struct field){0};
    if (fact >= 0) {
        as->type = fact_type((enum fact)fact);
        r->slot = (uint8_t)fact;
    } else {
        *as = r->schema->fields[index];
        as->min = as->max = 0;
        r->slot = (uint8_t)(FACT_RESERVED_COUNT + index);
    }
    r->field = as;
    return true;
}

static bool op_suits(enum op op, enum field_type type)
{
    switch (type) {
    case FIELD_INTEGER:
        return op == OP_IN || op == OP_NOT_IN || op == OP_MIN || op == OP_MAX;
    case FIELD_DECIMAL:
    case FIELD_DATE:
        return op == OP_MIN || op == OP_MAX;
    case FIELD_BOOLEAN:
        return op == OP_IS;
    case FIELD_TEXT:
    case FIELD_ENUM:
    case FIELD_COUNTRY:
    case FIELD_REGION:
    case FIELD_POSTCODE:
    case FIELD_LANGUAGE:
        return op == OP_IN || op == OP_NOT_IN;
    case FIELD_POINT:
        return op == OP_NEAR;
    default:
        return false;
    }
}

static const char *type_said(struct reading *r)
{
    const char *name = field_type_name(r->field->type);

    return pool_printf(r->faults->pool, "%s %s", strchr("aeiou", name[0]) ? "An" : "A", name);
}

static const char *ops_sentence(struct reading *r)
{
    const char *said = NULL;

    for (int op = 0; op < OP_COUNT; op++)
        if (op_suits((enum op)op, r->field->type))
            said = pool_printf(
                r->faults->pool, "%s%s", said == NULL ? "" : said,
                pool_printf(r->faults->pool, "%s%s", said == NULL ? "" : ", ", op_names[op]));
    if (said == NULL)
        return pool_printf(r->faults->pool, "%s field cannot be filtered by.", type_said(r));
    return pool_printf(r->faults->pool, "%s field takes: %s.", type_said(r), said);
}

/* ---- values */

static bool word_ok(struct reading *r, struct slice word, const char **why)
{
    const char *const *words =
        r->slot < FACT_RESERVED_COUNT ? fact_words((enum fact)r->slot) : NULL;
    const char *said = "must be one of:";

    if (words == NULL)
        return true;
    for (size_t i = 0; words[i] != NULL; i++) {
        if (slice_is(word, slice_of(words[i])))
            return true;
        said = pool_printf(r->faults->pool, "%s%s %s", said, i == 0 ? "" : ",", words[i]);
    }
    *why = said;
    return false;
}

/* One value in the form facts are compared in. */
static bool read_value(struct reading *r, const char *pointer, json_t *json, int64_t *out)
{
    const char *why;
    struct slice text, normal;
    bool symbolic = r->field->type != FIELD_INTEGER && r->field->type != FIELD_DECIMAL &&
                    r->field->type != FIELD_BOOLEAN && r->field->type != FIELD_DATE;

    if (!field_json_text(r->field->type, json, r->faults->pool, &text, &why) ||
        !field_read(r->field, text, "ZZ", r->symbols, r->faults->pool, out, &normal, &why) ||
        !word_ok(r, normal, &why)) {
        fault_add(r->faults, pointer, "invalid_field", "%s", why);
        return false;
    }
    if (symbolic && r->intern)
        *out = symbol_intern(r->symbols, normal);
    return true;
}

static struct filter_term *add_term(struct reading *r, enum filter_op op)
{
    struct filter_term *t;

    if (r->n == FILTER_TERMS_MAX)
        return NULL;
    t = &r->terms[r->n];
    *t = (struct filter_term){.slot = r->slot, .op = (uint8_t)op};
    r->sets[r->n++] = NULL;
    return t;
}

static void read_set(struct reading *r, enum op op, json_t *values)
{
    struct filter_term *t = add_term(r, op == OP_IN ? FILTER_IN : FILTER_NOT_IN);
    const char *base = fault_pointer(r->faults, r->base, op_names[op]);
    size_t n = json_array_size(values);
    int64_t *set;

    if (n == 0 || n > FILTER_SET_MAX) {
        refuse(r, op_names[op], "invalid_field", "must be a list of 1 to 1000 values");
        return;
    }
    if (t == NULL)
        return;
    set = r->sets[r->n - 1] = mem_zero(n, sizeof *set);
    for (size_t i = 0; i < n; i++)
        read_value(r, fault_pointer_at(r->faults, base, i), json_array_get(values, i), &set[i]);
    t->set = set;
    t->n = (uint32_t)n;
}

static void read_range(struct reading *r, json_t *min, json_t *max)
{
    struct filter_term *t = add_term(r, FILTER_RANGE);
    int64_t from = INT64_MIN, to = INT64_MAX;
    bool ok = true;

    if (min != NULL)
        ok = read_value(r, fault_pointer(r->faults, r->base, "min"), min, &from);
    if (max != NULL)
        ok = read_value(r, fault_pointer(r->faults, r->base, "max"), max, &to) && ok;
    if (ok && from > to)
        refuse(r, "max", "invalid_field", "must not be less than min");
    if (t != NULL) {
        t->min = from;
        t->max = to;
    }
}

static void read_is(struct reading *r, json_t *value)
{
    struct filter_term *t = add_term(r, FILTER_IS);
    int64_t wanted = 0;

    read_value(r, fault_pointer(r->faults, r->base, "is"), value, &wanted);
    if (t != NULL)
        t->min = wanted;
}

static bool read_part(struct reading *r, const struct field *as, json_t *json, int64_t *out)
{
    struct slice text, normal;
    const char *why;

    return json != NULL && field_json_text(as->type, json, r->faults->pool, &text, &why) &&
           field_read(as, text, "ZZ", r->symbols, r->faults->pool, out, &normal, &why);
}

/* Its members and no others; false when anything has a fault. */
static bool read_circle(struct reading *r, json_t *near, int64_t *code, int64_t *metres)
{
    static const struct field point = {.type = FIELD_POINT}, km = {.type = FIELD_DECIMAL};
    const char *base = fault_pointer(r->faults, r->base, "near"), *name;
    json_t *value;

    json_object_foreach(near, name,
                        value) if (strcmp(name, "point") != 0 && strcmp(name, "km") != 0)
        fault_add(r->faults, fault_pointer(r->faults, base, name), "unknown_field", "%s",
                  "near takes a point and km");
    if (!read_part(r, &point, json_object_get(near, "point"), code))
        fault_add(r->faults, fault_pointer(r->faults, base, "point"), "invalid_field", "%s",
                  "must be latitude and longitude in degrees with a comma: \"59.91,10.75\"");
    if (!read_part(r, &km, json_object_get(near, "km"), metres) ||
        (*metres /= 1000) < PLACE_METRES_MIN || *metres > PLACE_METRES_MAX)
        fault_add(r->faults, fault_pointer(r->faults, base, "km"), "invalid_field", "%s",
                  "must be a number from 0.1 to 2000");
    return r->faults->n == 0;
}

static void read_near(struct reading *r, json_t *near)
{
    struct filter_term *t = add_term(r, FILTER_WITHIN);
    int64_t code, metres;

    if (!json_is_object(near)) {
        refuse(r, "near", "invalid_field", "must be like {\"point\": \"59.91,10.75\", \"km\": 25}");
        return;
    }
    if (!read_circle(r, near, &code, &metres) || t == NULL)
        return;
    t->set = r->sets[r->n - 1] = mem_zero(PLACE_BORDERS_MAX, sizeof *t->set);
    t->n = (uint32_t)place_near(code, metres, r->sets[r->n - 1]);
}

/* ---- terms */

static enum op op_by_name(const char *name)
{
    int op = 0;

    while (op < OP_COUNT && strcmp(op_names[op], name) != 0)
        op++;
    return (enum op)op;
}

/* Every operator is known and suits the field. */
static bool check_ops(struct reading *r, json_t *ops)
{
    const char *name;
    json_t *value;
    bool ok = true;

    json_object_foreach(ops, name, value)
    {
        enum op op = op_by_name(name);

        if (op == OP_COUNT)
            refuse(r, name, "unknown_field", ops_sentence(r));
        else if (!op_suits(op, r->field->type))
            refuse(r, name, "invalid_field", ops_sentence(r));
        else
            continue;
        ok = false;
    }
    return ok;
}

static void read_ops(struct reading *r, json_t *ops)
{
    json_t *in = json_object_get(ops, "in"), *not_in = json_object_get(ops, "not_in");
    json_t *min = json_object_get(ops, "min"), *max = json_object_get(ops, "max");
    json_t *is = json_object_get(ops, "is"), *near = json_object_get(ops, "near");

    if (!check_ops(r, ops))
        return;
    if (in != NULL)
        read_set(r, OP_IN, in);
    if (not_in != NULL)
        read_set(r, OP_NOT_IN, not_in);
    if (min != NULL || max != NULL)
        read_range(r, min, max);
    if (is != NULL)
        read_is(r, is);
    if (near != NULL)
        read_near(r, near);
}

static void read_terms(struct reading *r, json_t *filter, const char *base)
{
    struct field as;
    const char *name;
    json_t *ops;

    json_object_foreach(filter, name, ops)
    {
        r->base = fault_pointer(r->faults, base, name);
        if (!find_field(r, name, &as))
            fault_add(
                r->faults, r->base, "unknown_field",
                "is neither a field of the niche (GET /v1/niches/{name} lists them) nor a fact of "
                "the exchange");
        else if (!json_is_object(ops) || json_object_size(ops) == 0)
            fault_add(r->faults, r->base, "invalid_field",
                      "must be an object of operators, such as {\"in\": [...]}");
        else
            read_ops(r, ops);
    }
}

static size_t terms_wanted(json_t *filter)
{
    const char *name;
    json_t *ops;
    size_t n = 0;

    json_object_foreach(filter, name, ops)
    {
        bool range = json_object_get(ops, "min") != NULL && json_object_get(ops, "max") != NULL;

        n += json_object_size(ops) - range;
    }
    return n;
}

bool filter_read(json_t *filter, const char *base, const struct field_schema *schema,
                 struct symbols *symbols, struct faults *faults, struct filter **out)
{
    struct reading r = {
        .schema = schema, .symbols = symbols, .faults = faults, .intern = out != NULL};
    size_t before = faults->n + faults->dropped;
    bool ok;

    if (!json_is_object(filter)) {
        fault_add(faults, base, filter == NULL ? "missing_field" : "invalid_field",
                  "must be an object of fields; {} accepts every lead");
        return false;
    }
    if (terms_wanted(filter) > FILTER_TERMS_MAX) {
        fault_add(faults, base, "invalid_field", "has more than %d conditions", FILTER_TERMS_MAX);
        return false;
    }
    read_terms(&r, filter, base);
    ok = faults->n + faults->dropped == before;
    if (ok && out != NULL)
        *out = filter_compile(r.terms, r.n);
    for (size_t i = 0; i < r.n; i++)
        free(r.sets[i]);
    return ok;
}
