/* Finds the niche of a thing before its terms are read, because prices and filters are read by it.
 *
 * Its one rule: a thing of another company has no niche. Called by orders.c and searches.c. */
#include "in_niche.h"

#include "leadx/api/common.h"
#include "leadx/app/market.h"
#include "leadx/db/pool.h"

enum { RETRY_AFTER_S = 1 };

static void on_niche(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_with_row(id, res);
    const struct in_niche *how = arg;
    const struct niche *niche;

    if (r == NULL)
        return;
    niche = market_niche(result_slice(res, 0, 0));
    if (niche == NULL) /* not heard of it yet */
        reply_unavailable(r, RETRY_AFTER_S);
    else
        how->then(r, niche);
}

void in_niche(struct request *r, const struct in_niche *how)
{
    struct uuid thing;

    if (request_param_uuid(r, 0, &thing))
        dbpool_submit(how->stmt, (struct param[]){param_uuid(&r->caller.org), param_uuid(&thing)},
                      2, on_niche, request_wait(r), (void *)how);
}

void take_same_niche(struct taking *t, const struct niche *niche, const char *why)
{
    json_t *name = json_object_get(t->from, "niche");

    if (name != NULL && !json_is_null(name) &&
        !slice_is((struct slice){json_string_value(name), json_string_length(name)},
                  slice_of(niche->name)))
        take_fault(t, "niche", "invalid_field", why);
}
