/* Sources: known by seller and name, created by the database at the first post that names them.
 *
 * Its one rule: an unknown source is asked for once a post; what is known is never asked again
 * until a notice. */
#include <stdlib.h>
#include <string.h>

#include "leadx/app/market.sql.h"
#include "leadx/base/digest.h"
#include "leadx/base/mem.h"
#include "leadx/db/pool.h"
#include "market_room.h"
#include "market_rows.h"

static void source_key(const struct uuid *seller, struct slice name, uint8_t key[SHA256_SIZE])
{
    char text[sizeof seller->b + 400];
    size_t n = name.n > 400 ? 400 : name.n;

    memcpy(text, seller->b, sizeof seller->b);
    memcpy(text + sizeof seller->b, name.p, n);
    digest_sha256((struct slice){text, sizeof seller->b + n}, key);
}

static void source_free(void *p, void *arg)
{
    (void)arg;
    free(p);
}

void market_sources_forget(void)
{
    keymap_each(&market.sources, source_free, NULL);
    keymap_clear(&market.sources);
}

const struct source *market_source(const struct uuid *seller, struct slice name)
{
    uint8_t key[SHA256_SIZE];

    source_key(seller, name, key);
    return keymap_get(&market.sources, key);
}

struct source_wait {
    void (*done)(uint64_t id, void *arg);
    uint64_t id;
    void *arg;
};

static void on_source(uint64_t id, const struct db_result *res, void *arg)
{
    struct source_wait *wait = arg;
    uint8_t key[SHA256_SIZE];

    (void)id;
    if (res->status == DB_OK && result_rows(res) == 1) {
        struct source *source = mem_alloc(sizeof *source);

        source_from_row(res, 0, market.symbols, source);
        source_key(&source->seller, slice_of(source->name), key);
        free(keymap_put(&market.sources, key, source));
    }
    wait->done(wait->id, wait->arg);
    free(wait);
}

void market_source_load(const struct uuid *seller, const struct source_terms *t,
                        void (*done)(uint64_t id, void *arg), uint64_t id, void *arg)
{
    struct source_wait *wait = mem_alloc(sizeof *wait);
    struct param params[7] = {param_uuid(seller),          param_text(t->name),
                              param_text(t->channel),      param_text(t->origin_kind),
                              param_text(t->capture_kind), param_text(t->demand_kind),
                              param_bool(t->incentivised)};

    for (int i = 1; i < 6; i++)
        if (params[i].n == 0)
            params[i] = param_null();
    *wait = (struct source_wait){done, id, arg};
    dbpool_submit(&stmt_market_source_ensure, params, 7, on_source, 0, wait);
}
