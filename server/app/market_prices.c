/* The benchmarks by which posts are measured, by niche and region.
 *
 * Its one rule: they are made in the database and only kept here, read anew with everything else;
 * a post asks without waiting. Called by app/intake. */
#include <stdlib.h>

#include "leadx/base/mem.h"
#include "market_room.h"

/* One region's, or the niche's own when region is 0. */
struct benchmark {
    int64_t region; /* symbol */
    int64_t amount;
    struct benchmark *next;
};

static void forget_all(void)
{
    for (int32_t no = 0; no < NICHES_MAX; no++)
        while (market.benchmarks[no] != NULL) {
            struct benchmark *b = market.benchmarks[no];

            market.benchmarks[no] = b->next;
            free(b);
        }
}

void market_prices_take(const struct db_result *res)
{
    forget_all();
    for (int row = 0; row < result_rows(res); row++) {
        int64_t no = result_int64(res, row, 0);
        struct slice region = result_slice(res, row, 1);
        struct benchmark *b;

        if (no <= 0 || no >= NICHES_MAX)
            continue;
        b = mem_zero(1, sizeof *b);
        b->region = region.n == 0 ? 0 : (int64_t)symbol_intern(market.symbols, region);
        b->amount = result_int64(res, row, 2);
        b->next = market.benchmarks[no];
        market.benchmarks[no] = b;
    }
}

/* The symbol of the lead's region: of the niche's first field of that type; 0: it has none. */
static int64_t region_of(const struct niche *niche, const struct facts *facts)
{
    for (size_t i = 0; i < niche->schema.n; i++)
        if (niche->schema.fields[i].type == FIELD_REGION) {
            int slot = FACT_RESERVED_COUNT + (int)i;

            return fact_has(facts, slot) ? facts->value[slot] : 0;
        }
    return 0;
}

int64_t market_benchmark(const struct niche *niche, const struct facts *facts)
{
    /* what the operator set is known with the niche, before the first load of the rest */
    int64_t region = region_of(niche, facts), found = niche->benchmark;

    for (const struct benchmark *b = market.benchmarks[niche->no]; b != NULL; b = b->next) {
        if (region != 0 && b->region == region)
            return b->amount;
        if (b->region == 0)
            found = b->amount;
    }
    return found;
}
