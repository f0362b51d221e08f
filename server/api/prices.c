/* The price guide and the demand left, of a niche or of a region in it.
 *
 * Its one rule: what single companies pay or want is never told; the database leaves out what is
 * made of too few. Both are only read. */
#include "leadx/api/prices.h"

#include "leadx/api/common.h"
#include "leadx/api/prices.sql.h"
#include "leadx/app/market.h"
#include "query.h"

static void price_get(struct request *r);
static void demand_get(struct request *r);

const struct route prices_routes[] = {
    {METHOD_GET, "/v1/prices", ACTION_ANY, price_get,
     .summary = "What leads of a niche go for, and what the guide is made of"},
    {METHOD_GET, "/v1/demand", ACTION_ANY, demand_get,
     .summary = "What a niche's orders would still take today, and at what price"},
    {0},
};

/* ?niche=&region= into two parameters. false: replied already. */
static bool place_read(struct request *r, struct param params[2])
{
    struct slice niche = query_text(r, "niche"), region = query_text(r, "region");

    if (niche.n == 0)
        return query_refuse(r, "niche", "is needed: GET /v1/niches lists them");
    if (market_niche(niche) == NULL)
        return query_refuse(r, "niche", "names no niche here: GET /v1/niches lists them");
    if (region.n > 0 && !region_ok(region))
        return query_refuse(r, "region",
                            "must be a region code of ISO 3166-2 in capitals, country first");
    params[0] = param_text(niche);
    params[1] = param_filter_text(region);
    return true;
}

static void price_get(struct request *r)
{
    struct param params[2];

    if (place_read(r, params))
        read_reply(r, &stmt_price_guide, params, 2);
}

static void demand_get(struct request *r)
{
    struct param params[2];

    if (place_read(r, params))
        read_reply(r, &stmt_demand_left, params, 2);
}
