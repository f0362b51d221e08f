/* A lead's attributes: the niche's fields, and the two that every lead may declare.
 *
 * Its one rule: a value is kept normalised and becomes a fact in the same step, so that what is
 * stored and what is matched cannot differ. Called by intake_read.c. */
#include <string.h>

#include "intake_room.h"
#include "leadx/base/settings.h"
#include "leadx/base/timestamp.h"

static struct slice text_slice(json_t *v)
{
    return json_is_string(v) ? (struct slice){json_string_value(v), json_string_length(v)}
                             : SLICE_NONE;
}

void intake_declared(struct intake *in, json_t *attributes, json_t *origin, int64_t *purchase_ms,
                     const char **temperature)
{
    json_t *word = json_object_get(attributes, "temperature"),
           *by = json_object_get(attributes, "purchase_by");

    *purchase_ms = INT64_MIN;
    *temperature = NULL;
    if (word != NULL && !json_is_null(word)) {
        struct slice s = text_slice(word);

        if (slice_is(s, SLICE("hot")) || slice_is(s, SLICE("warm")) || slice_is(s, SLICE("cold")))
            *temperature = json_string_value(word);
        else
            fault_add(&in->faults, "/attributes/temperature", "invalid_field",
                      "must be hot, warm or cold");
        json_object_set(origin, "temperature", word);
    }
    if (by != NULL && !json_is_null(by)) {
        if (!timestamp_parse_date(text_slice(by), purchase_ms))
            fault_add(&in->faults, "/attributes/purchase_by", "invalid_field",
                      "must be a date such as 2026-12-31");
        json_object_set(origin, "purchase_by", by);
    }
}

static void read_attribute(struct intake *in, const char *key, json_t *value, json_t *normal)
{
    const struct field_schema *schema = &in->niche->schema;
    int i = field_find(schema, slice_of(key));
    const char *why = NULL;
    json_t *kept = NULL;

    if (strcmp(key, "temperature") == 0 || strcmp(key, "purchase_by") == 0 || json_is_null(value))
        return;
    if (i < 0) {
        fault_add(&in->faults, fault_pointer(&in->faults, "/attributes", key), "unknown_field",
                  "is none of the niche's; GET /v1/niches/%s lists them", in->niche->name);
        return;
    }
    if (!attribute_read(&schema->fields[i], FACT_RESERVED_COUNT + i, value,
                        setting_text("default_phone_region"), market_symbols(), in->pool,
                        &in->facts, &kept, &why))
        fault_add(&in->faults, fault_pointer(&in->faults, "/attributes", key), "invalid_field",
                  "%s", why == NULL ? "has the wrong type" : why);
    else
        json_object_set_new(normal, key, kept);
}

int intake_attributes(struct intake *in, json_t *attributes, json_t *normal)
{
    const struct field_schema *schema = &in->niche->schema;
    size_t filled = 0;
    const char *key;
    json_t *value;

    if (attributes != NULL)
        json_object_foreach(attributes, key, value) read_attribute(in, key, value, normal);
    for (size_t i = 0; i < schema->n; i++) {
        const struct field *f = &schema->fields[i];
        json_t *given = json_object_get(attributes, f->name);

        filled += fact_has(&in->facts, FACT_RESERVED_COUNT + (int)i);
        if (f->required && (given == NULL || json_is_null(given)))
            fault_add(&in->faults, fault_pointer(&in->faults, "/attributes", f->name),
                      "missing_field", "is needed in this niche");
    }
    return schema->n == 0 ? 100 : (int)(filled * 100 / schema->n);
}
