/* One stored lead held against the filter that is tried out, as the book would have done.
 *
 * Its one rule: the same readers and the same comparison as for live leads, so that the estimate
 * errs by its sample alone. Called by estimate.c. */
#include "estimate_room.h"
#include "leadx/base/mem.h"

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
    /* as at the first routing: live, just received */
    struct tried_moment moment = {.hour = result_int64(res, row, ESTIMATE_C_HOUR)};
    struct facts facts;

    tried_facts(&e->tried, res, row, ESTIMATE_C_LEAD, &moment, &facts);
    e->days[day].seen++;
    if (!filter_accepts(e->filter, &facts))
        return;
    match_add(e, day, res, row);
    for (size_t i = 0; i < e->n_others; i++)
        e->others[i].both += filter_accepts(e->others[i].filter, &facts);
}
