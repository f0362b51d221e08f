/* One attribute of a lead: from JSON to what filters compare and to what is stored.
 *
 * Its one rule: whatever the field's reader refuses never becomes a fact. Called by intake for each
 * attribute of a lead. */
#include "leadx/app/niche.h"

#include "field_json.h"

bool attribute_read(const struct field *field, int slot, json_t *value, const char *region,
                    const struct symbols *symbols, struct pool *pool, struct facts *facts,
                    json_t **normal, const char **why)
{
    struct slice text, kept;
    int64_t compared;

    if (!field_json_text(field->type, value, pool, &text, why))
        return false;
    if (!field_read(field, text, region, symbols, pool, &compared, &kept, why))
        return false;
    fact_set(facts, slot, compared);
    *normal = field_json_value(field->type, kept);
    return true;
}
