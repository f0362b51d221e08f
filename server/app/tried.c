/* Terms tried out against stored leads.
 *
 * Its one rule: the same readers and the same comparison as for live leads; but what people try out
 * is interned in a table of its own and goes with it. Called by estimate.c and replay.c. */
#include "tried.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/app/market.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"

/* The niche's fields with their words in t's own symbols. */
static void schema_copy(struct tried *t)
{
    t->schema = t->niche->schema;
    for (size_t i = 0; i < t->schema.n; i++) {
        struct field *f = &t->schema.fields[i];
        const uint32_t *words = f->values;

        f->values = f->n_values == 0 ? NULL : mem_alloc(f->n_values * sizeof *f->values);
        for (size_t j = 0; j < f->n_values; j++)
            f->values[j] = symbol_intern(t->symbols, symbol_text(market_symbols(), words[j]));
    }
}

void tried_init(struct tried *t, const struct niche *niche)
{
    *t = (struct tried){.niche = niche, .row_pool = pool_new(0), .symbols = symbols_new()};
    schema_copy(t);
}

void tried_free(struct tried *t)
{
    field_schema_free(&t->schema);
    symbols_free(t->symbols);
    pool_free(t->row_pool);
}

struct filter *tried_filter(struct tried *t, json_t *json)
{
    struct pool *pool = pool_new(0);
    struct filter *filter = NULL;
    struct faults faults;

    faults_init(&faults, pool);
    if (!filter_read(json, "", &t->schema, t->symbols, &faults, &filter))
        filter = NULL;
    pool_free(pool);
    return filter;
}

/* ---- a lead */

static void fact_word(const struct tried *t, struct facts *f, enum fact fact,
                      const struct db_result *res, int row, int column)
{
    if (!result_null(res, row, column))
        fact_set(f, fact, symbol_find(t->symbols, result_slice(res, row, column)));
}

static void own_facts(const struct tried *t, const struct db_result *res, int row, int column,
                      struct facts *f)
{
    fact_set(f, FACT_SCORE, result_int64(res, row, column + TRIED_SCORE));
    fact_word(t, f, FACT_TEMPERATURE, res, row, column + TRIED_TEMPERATURE);
    fact_word(t, f, FACT_SOURCE, res, row, column + TRIED_SOURCE);
    fact_word(t, f, FACT_CHANNEL, res, row, column + TRIED_CHANNEL);
    fact_word(t, f, FACT_ORIGIN_KIND, res, row, column + TRIED_ORIGIN);
    fact_word(t, f, FACT_DEMAND_KIND, res, row, column + TRIED_DEMAND);
    fact_word(t, f, FACT_CAPTURE_KIND, res, row, column + TRIED_CAPTURE);
    fact_set(f, FACT_INCENTIVISED, result_bool(res, row, column + TRIED_INCENTIVISED));
}

static void moment_facts(const struct tried *t, const struct tried_moment *m, struct facts *f)
{
    fact_set(f, FACT_KIND,
             symbol_find(t->symbols, m->targeted ? SLICE("targeted") : SLICE("consumer")));
    fact_set(f, FACT_STAGE, symbol_find(t->symbols, m->again ? SLICE("open") : SLICE("live")));
    fact_set(f, FACT_AGE_HOURS, m->age_hours);
    fact_set(f, FACT_RESOLD, m->resold);
    fact_set(f, FACT_HOUR, m->hour);
}

static void attribute_facts(struct tried *t, struct slice text, struct facts *f)
{
    json_t *attributes = json_loadb(text.p, text.n, 0, NULL), *value, *normal;
    const char *key, *why, *region = setting_text("default_phone_region");
    size_t filled = 0;

    json_object_foreach(attributes, key, value)
    {
        int i = field_find(&t->schema, slice_of(key));

        normal = NULL;
        if (i >= 0 && attribute_read(&t->schema.fields[i], FACT_RESERVED_COUNT + i, value, region,
                                     t->symbols, t->row_pool, f, &normal, &why))
            filled++;
        json_decref(normal);
    }
    json_decref(attributes);
    fact_set(f, FACT_COMPLETENESS, t->schema.n == 0 ? 100 : (int64_t)(filled * 100 / t->schema.n));
}

void tried_facts(struct tried *t, const struct db_result *res, int row, int column,
                 const struct tried_moment *moment, struct facts *out)
{
    memset(out, 0, sizeof *out);
    pool_reset(t->row_pool);
    own_facts(t, res, row, column, out);
    moment_facts(t, moment, out);
    attribute_facts(t, result_slice(res, row, column + TRIED_ATTRIBUTES), out);
}
