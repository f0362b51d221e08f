/* Names of field types, of a niche's fields and of the exchange's own facts.
 *
 * Its one rule: a reserved name can never be a niche's field, so that no seller types what the
 * exchange knows. Called when niches, orders and leads are read. */
#include "leadx/core/field.h"

#include <assert.h>
#include <stdlib.h>

static const char *const type_names[FIELD_TYPE_COUNT] = {
    [FIELD_TEXT] = "text",         [FIELD_INTEGER] = "integer", [FIELD_DECIMAL] = "decimal",
    [FIELD_BOOLEAN] = "boolean",   [FIELD_DATE] = "date",       [FIELD_ENUM] = "enum",
    [FIELD_COUNTRY] = "country",   [FIELD_REGION] = "region",   [FIELD_POSTCODE] = "postcode",
    [FIELD_LANGUAGE] = "language", [FIELD_PHONE] = "phone",     [FIELD_EMAIL] = "email",
    [FIELD_URL] = "url",           [FIELD_POINT] = "point",
};

static const struct {
    const char *name;
    enum field_type type;
} facts[FACT_RESERVED_COUNT] = {
    [FACT_SCORE] = {"score", FIELD_INTEGER},
    [FACT_TEMPERATURE] = {"temperature", FIELD_TEXT},
    [FACT_KIND] = {"kind", FIELD_TEXT},
    [FACT_SOURCE] = {"source", FIELD_TEXT},
    [FACT_CHANNEL] = {"channel", FIELD_TEXT},
    [FACT_ORIGIN_KIND] = {"origin_kind", FIELD_TEXT},
    [FACT_DEMAND_KIND] = {"demand_kind", FIELD_TEXT},
    [FACT_CAPTURE_KIND] = {"capture_kind", FIELD_TEXT},
    [FACT_INCENTIVISED] = {"incentivised", FIELD_BOOLEAN},
    [FACT_COMPLETENESS] = {"completeness", FIELD_INTEGER},
    [FACT_STAGE] = {"stage", FIELD_TEXT},
    [FACT_AGE_HOURS] = {"age_hours", FIELD_INTEGER},
    [FACT_RESOLD] = {"resold", FIELD_BOOLEAN},
    [FACT_HOUR] = {"hour", FIELD_INTEGER},
};

enum field_type field_type_by_name(struct slice name)
{
    for (int i = 0; i < FIELD_TYPE_COUNT; i++)
        if (slice_is(name, slice_of(type_names[i])))
            return (enum field_type)i;
    return FIELD_TYPE_COUNT;
}

const char *field_type_name(enum field_type type)
{
    assert(type < FIELD_TYPE_COUNT);
    return type_names[type];
}

int fact_by_name(struct slice name)
{
    for (int i = 0; i < FACT_RESERVED_COUNT; i++)
        if (slice_is(name, slice_of(facts[i].name)))
            return i;
    return -1;
}

const char *fact_name(enum fact fact)
{
    assert(fact < FACT_RESERVED_COUNT);
    return facts[fact].name;
}

enum field_type fact_type(enum fact fact)
{
    assert(fact < FACT_RESERVED_COUNT);
    return facts[fact].type;
}

const char *const *fact_words(enum fact fact)
{
    static const char *const temperatures[] = {"hot", "warm", "cold", NULL};
    static const char *const kinds[] = {"consumer", "targeted", NULL};
    static const char *const origins[] = {"spears",         "seeds",     "nets",
                                          "purchased_list", "cold_base", NULL};
    static const char *const stages[] = {"live", "open", NULL};

    switch (fact) {
    case FACT_TEMPERATURE:
        return temperatures;
    case FACT_KIND:
        return kinds;
    case FACT_ORIGIN_KIND:
        return origins;
    case FACT_STAGE:
        return stages;
    default:
        return NULL;
    }
}

bool field_name_ok(struct slice name)
{
    if (name.n == 0 || name.n > FIELD_NAME_MAX || name.p[0] < 'a' || name.p[0] > 'z')
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return fact_by_name(name) < 0 && !slice_is(name, SLICE("purchase_by"));
}

int field_find(const struct field_schema *schema, struct slice name)
{
    for (size_t i = 0; i < schema->n; i++)
        if (slice_is(name, slice_of(schema->fields[i].name)))
            return (int)i;
    return -1;
}

void field_schema_free(struct field_schema *schema)
{
    for (size_t i = 0; i < schema->n; i++) {
        free(schema->fields[i].values);
        schema->fields[i].values = NULL;
        schema->fields[i].n_values = 0;
    }
}
