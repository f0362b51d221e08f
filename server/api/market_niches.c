/* How much stands on the marketplace of each niche, so that whoever browses begins where there is
 * something.
 *
 * Its one rule: it counts shelves and looks at no listing, so it tells less than the total of a
 * page does and counts towards no quota. */
#include "leadx/api/market_niches.h"

#include <stdlib.h>

#include "leadx/api/common.h"
#include "leadx/app/market.h"
#include "leadx/app/market_shelf.h"
#include "leadx/base/buf.h"

static void niche_list(struct request *r);

const struct route market_niches_routes[] = {
    {METHOD_GET, "/v1/market/niches", ACTION_ORDER_READ, niche_list,
     .summary = "How much stands on the marketplace of each niche"},
    {0},
};

struct filled {
    const struct niche *niche;
    size_t listings;
};

static int fuller_first(const void *a, const void *b)
{
    const struct filled *x = a, *y = b;

    if (x->listings != y->listings)
        return x->listings < y->listings ? 1 : -1;
    return x->niche->no < y->niche->no ? -1 : 1;
}

/* Those the caller may browse; at most market_niche_top() of them. */
static size_t niches_gather(const struct request *r, struct filled *out)
{
    size_t n = 0;

    for (int32_t no = 1; no <= market_niche_top(); no++) {
        const struct niche *niche = market_niche_by_no(no);
        const struct market_shelf *m;

        if (niche == NULL || !niche->active || !niche->market.on ||
            (!sees_all(r) && !market_admitted(&r->caller.org, niche->name)))
            continue;
        m = market_shelf_of(niche);
        out[n++] = (struct filled){niche, m == NULL ? 0 : shelf_size(m->shelf)};
    }
    return n;
}

static void niche_list(struct request *r)
{
    struct filled *found = pool_zero(r->pool, (size_t)(market_niche_top() + 1) * sizeof *found);
    size_t n = niches_gather(r, found);
    struct buf text;

    qsort(found, n, sizeof *found, fuller_first);
    buf_init(&text, 0);
    buf_add_str(&text, "{\"items\":[");
    for (size_t i = 0; i < n; i++)
        buf_printf(&text, "%s{\"niche\":\"%s\",\"listings\":%zu}", i == 0 ? "" : ",",
                   found[i].niche->name, found[i].listings);
    buf_add_str(&text, "],\"next\":null}");
    reply_json(r, 200, (struct slice){pool_copy(r->pool, buf_slice(&text)), text.n});
    buf_free(&text);
}
