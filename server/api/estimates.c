/* What an order would have found in the last days, before it is placed.
 *
 * Its one rule: nothing is stored or moved; the body is checked exactly as a new order's, so that
 * what was estimated can be placed. Called by who is still writing the order, often. */
#include "leadx/api/estimates.h"

#include "leadx/api/common.h"
#include "leadx/app/estimate.h"
#include "leadx/app/market.h"
#include "order_terms.h"

static void order_estimate(struct request *r);

const struct route estimates_routes[] = {
    {METHOD_POST, "/v1/orders/estimate", ACTION_ORDER_READ, order_estimate,
     .summary = "What an order would have found in the last days; an estimate"},
    {0},
};

enum { DAYS_DEFAULT = 7, AGAIN_S = 1 };

static void on_estimate(uint64_t id, enum db_status status, struct slice json)
{
    struct request *r = request_find(id);

    if (r == NULL)
        return;
    if (status != DB_OK)
        db_failed(r, &(struct db_result){.status = status});
    else
        reply_json(r, 200, json);
}

static void estimate_start(struct request *r, const struct estimate_terms *terms)
{
    if (estimate_run(terms, on_estimate, request_wait(r)))
        return;
    reply_retry_after(r, AGAIN_S);
    reply_error(r, ERROR_TOO_MANY_REQUESTS,
                "An estimate of your company's is under way; wait for its answer.");
}

static void take_filter_checked(struct taking *t, const struct niche *niche)
{
    json_t *filter = json_object_get(t->from, "filter");

    if (niche != NULL &&
        filter_read(filter, "/filter", &niche->schema, market_symbols(), &t->faults, NULL))
        json_object_set(t->args, "filter", filter);
}

static int64_t taken_int(const struct taking *t, const char *name, int64_t otherwise)
{
    json_t *value = json_object_get(t->args, name);

    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static void order_estimate(struct request *r)
{
    static const char *const names[] = {"niche",           "kinds", "filter", "shared_price",
                                        "exclusive_price", "days",  NULL};
    const struct niche *niche;
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_kinds(&t);
    niche = take_niche(&t);
    take_filter_checked(&t, niche);
    take_price(&t, "shared_price", false, niche, niche == NULL ? 0 : niche->floor_shared);
    take_price(&t, "exclusive_price", false, niche, niche == NULL ? 0 : niche->floor_exclusive);
    take_int(&t, "days", false, 1, ESTIMATE_DAYS_MAX);
    if (!taking_good(&t))
        return;
    estimate_start(r, &(struct estimate_terms){
                          .niche = niche,
                          .filter = json_object_get(t.args, "filter"),
                          .shared = taken_int(&t, "shared_price", 0),
                          .exclusive = taken_int(&t, "exclusive_price", 0),
                          .days = (int)taken_int(&t, "days", DAYS_DEFAULT),
                          .org = r->caller.org,
                      });
    json_decref(t.args);
}
