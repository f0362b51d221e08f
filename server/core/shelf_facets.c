/* What each facet of a search would find.
 *
 * Its one rule: only what is shown counts. Called by shelf_search.c. */
#include "shelf_facets.h"

bool facets_wanted(const struct shelf_query *q)
{
    for (size_t d = 0; d < SHELF_DIMS_MAX; d++)
        if (q->counts[d] != NULL)
            return true;
    return false;
}

static void count(const struct shelf *s, const struct shelf_query *q, uint32_t row, size_t dim)
{
    uint16_t code = shelf_code(s, row, dim);

    if (code < q->n_codes[dim])
        q->counts[dim][code]++;
}

/* A row that fails nothing counts everywhere; one that fails one filter counts there. */
void facets_count(const struct shelf *s, const struct shelf_query *q, uint32_t row, uint32_t failed)
{
    size_t dim;

    if (failed != 0) {
        dim = q->filters[__builtin_ctz(failed)].dim;
        if (q->counts[dim] != NULL)
            count(s, q, row, dim);
        return;
    }
    for (dim = 0; dim < s->dims; dim++)
        if (q->counts[dim] != NULL)
            count(s, q, row, dim);
}

/* Without conditions nearly all count: the sums are known, and the few that are out are taken off.
 */
bool facets_begin(const struct shelf *s, const struct shelf_query *q)
{
    if (q->n_filters > 0 || q->price_min > 0 || q->price_max > 0 || q->since_s > 0)
        return false;
    for (size_t d = 0; d < s->dims; d++)
        for (size_t code = 0; q->counts[d] != NULL && code < q->n_codes[d]; code++)
            q->counts[d][code] += code < s->n_sums[d] ? s->sums[d][code] : 0;
    return true;
}

void facets_uncount(const struct shelf *s, const struct shelf_query *q, uint32_t row)
{
    if ((s->flags[row] & FLAG_ALIVE) == 0)
        return;
    for (size_t d = 0; d < s->dims; d++) {
        uint16_t code = shelf_code(s, row, d);

        if (q->counts[d] != NULL && code < q->n_codes[d])
            q->counts[d][code]--;
    }
}
