/* One stored lead held against the filter that is tried out, as the book would have done.
 *
 * Its one rule: the same readers and the same comparison as for live leads, so that the estimate
 * errs by its sample alone. Called by estimate.c. */
#include <string.h>

#include "estimate_room.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"

static void fact_word(const struct estimate *e, struct facts *f, enum fact fact,
                      const struct db_result *res, int row, int column)
{
    if (!result_null(res, row, column))
        fact_set(f, fact, symbol_find(e->symbols, result_slice(res, row, column)));
}

/* As at the first routing: live, just received. */
static void facts_read(const struct estimate *e, struct facts *f, const struct db_result *res,
                       int row)
{
    fact_set(f, FACT_SCORE, result_int64(res, row, ESTIMATE_C_SCORE));
    fact_word(e, f, FACT_TEMPERATURE, res, row, ESTIMATE_C_TEMPERATURE);
    fact_set(f, FACT_KIND, symbol_find(e->symbols, SLICE("consumer")));
    fact_word(e, f, FACT_SOURCE, res, row, ESTIMATE_C_SOURCE);
    fact_word(e, f, FACT_CHANNEL, res, row, ESTIMATE_C_CHANNEL);
    fact_word(e, f, FACT_ORIGIN_KIND, res, row, ESTIMATE_C_ORIGIN);
    fact_word(e, f, FACT_DEMAND_KIND, res, row, ESTIMATE_C_DEMAND);
    fact_word(e, f, FACT_CAPTURE_KIND, res, row, ESTIMATE_C_CAPTURE);
    fact_set(f, FACT_INCENTIVISED, result_bool(res, row, ESTIMATE_C_INCENTIVISED));
    fact_set(f, FACT_STAGE, symbol_find(e->symbols, SLICE("live")));
    fact_set(f, FACT_AGE_HOURS, 0);
    fact_set(f, FACT_RESOLD, 0);
    fact_set(f, FACT_HOUR, result_int64(res, row, ESTIMATE_C_HOUR));
}

static void attributes_read(struct estimate *e, struct facts *f, struct slice text)
{
    json_t *attributes = json_loadb(text.p, text.n, 0, NULL), *value, *normal;
    const char *key, *why, *region = setting_text("default_phone_region");
    size_t filled = 0;

    json_object_foreach(attributes, key, value)
    {
        int i = field_find(&e->schema, slice_of(key));

        normal = NULL;
        if (i >= 0 && attribute_read(&e->schema.fields[i], FACT_RESERVED_COUNT + i, value, region,
                                     e->symbols, e->row_pool, f, &normal, &why))
            filled++;
        json_decref(normal);
    }
    json_decref(attributes);
    fact_set(f, FACT_COMPLETENESS, e->schema.n == 0 ? 100 : (int64_t)(filled * 100 / e->schema.n));
}

static void match_add(struct estimate *e, int day, const struct db_result *res, int row)
{
    if (e->n_matches == e->n_size) {
        e->n_size = e->n_size == 0 ? 256 : e->n_size * 2;
        e->matches = mem_resize(e->matches, e->n_size * sizeof *e->matches);
    }
    e->matches[e->n_matches++] = (struct estimate_match){
        .day = day,
        .shared_low = result_int64(res, row, ESTIMATE_C_SHARED_LOW),
        .shared_sum = result_int64(res, row, ESTIMATE_C_SHARED_SUM),
        .exclusive = result_int64(res, row, ESTIMATE_C_EXCLUSIVE),
        .full = result_bool(res, row, ESTIMATE_C_FULL),
    };
}

void estimate_lead(struct estimate *e, int day, const struct db_result *res, int row)
{
    struct facts facts;

    memset(&facts, 0, sizeof facts);
    pool_reset(e->row_pool);
    facts_read(e, &facts, res, row);
    attributes_read(e, &facts, result_slice(res, row, ESTIMATE_C_ATTRIBUTES));
    e->days[day].seen++;
    if (!filter_accepts(e->filter, &facts))
        return;
    match_add(e, day, res, row);
    for (size_t i = 0; i < e->n_others; i++)
        e->others[i].both += filter_accepts(e->others[i].filter, &facts);
}
