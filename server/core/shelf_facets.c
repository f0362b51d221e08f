/* What each facet of a search would find.
 *
 * Its one rule: only what is shown counts. One column after the other, so that its counts stay in
 * the nearest cache. Called by shelf_walk.c. */
#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"
#include "shelf_walk.h"

enum { TABLES = 4 }; /* of counts, for each dimension */

/* Where nothing but the gate is asked nearly all count: the sums are known, and the few that are
 * out are taken off. */
static bool sums_do(const struct shelf_walk *w)
{
    const struct shelf_query *q = &w->q;

    return w->counted && q->n_filters == 0 && q->price_min == 0 && q->price_max == 0 &&
           q->since_s == 0;
}

void facets_begin(struct shelf_walk *w)
{
    const struct shelf *s = w->s;

    for (size_t d = 0; d < s->dims; d++) {
        if (w->q.counts[d] == NULL)
            continue;
        w->counted = true;
        w->n_counts[d] = s->n_sums[d];
        w->counts[d] = mem_zero(TABLES * s->n_sums[d] + 1, sizeof **w->counts);
    }
    for (size_t f = 0; f < w->q.n_filters; f++)
        w->near |= w->counts[w->sieves[f].dim] != NULL;
    w->summed = sums_do(w);
    for (size_t d = 0; w->summed && d < s->dims; d++)
        if (w->counts[d] != NULL && s->n_sums[d] > 0)
            memcpy(w->counts[d], s->sums[d], s->n_sums[d] * sizeof **w->counts);
}

void facets_free(struct shelf_walk *w)
{
    for (size_t d = 0; d < SHELF_DIMS_MAX; d++)
        free(w->counts[d]);
}

/* Each row adds to another table than the one before: rows often show the same as the one before
 * them, and adding where something was just added waits for it. what: 1, or UINT32_MAX to take them
 * off. */
#define COUNT_IN_TURN(counts, n, codes, list, what)                                                \
    do {                                                                                           \
        const uint16_t *at = (list)->at, *end = at + (list)->n;                                    \
                                                                                                   \
        for (; end - at >= TABLES; at += TABLES) {                                                 \
            (counts)[(codes)[at[0]]] += (what);                                                    \
            (counts)[(n) + (codes)[at[1]]] += (what);                                              \
            (counts)[2 * (n) + (codes)[at[2]]] += (what);                                          \
            (counts)[3 * (n) + (codes)[at[3]]] += (what);                                          \
        }                                                                                          \
        for (; at < end; at++)                                                                     \
            (counts)[(codes)[*at]] += (what);                                                      \
    } while (0)

static void count_narrow(uint32_t *restrict counts, size_t n, const uint8_t *restrict codes,
                         const struct places *list, uint32_t what)
{
    COUNT_IN_TURN(counts, n, codes, list, what);
}

static void count_wide(uint32_t *restrict counts, size_t n, const uint16_t *restrict codes,
                       const struct places *list, uint32_t what)
{
    COUNT_IN_TURN(counts, n, codes, list, what);
}

static void count_one(struct shelf_walk *w, size_t dim, const struct places *list, uint32_t what)
{
    const struct shown *c = &w->s->shown[dim];
    uint32_t from = w->block.from;

    if (c->wide == NULL)
        count_narrow(w->counts[dim], w->n_counts[dim], c->narrow + from, list, what);
    else
        count_wide(w->counts[dim], w->n_counts[dim], c->wide + from, list, what);
}

static void count_all(struct shelf_walk *w, const struct places *list, uint32_t what)
{
    for (size_t d = 0; d < w->s->dims; d++)
        if (w->counts[d] != NULL)
            count_one(w, d, list, what);
}

/* Who fails one filter counts in the facet of that dimension alone. */
static void count_near(struct shelf_walk *w)
{
    const struct shelf *s = w->s;
    uint32_t from = w->block.from;

    for (uint32_t i = 0; i < w->rest.n; i++) {
        uint32_t place = w->rest.at[i];
        size_t dim = w->sieves[w->block.state[place] - 1].dim;

        if (w->counts[dim] != NULL)
            w->counts[dim][shown_code(s, from + place, dim)]++;
    }
}

void facets_take(struct shelf_walk *w)
{
    if (w->summed) {
        count_all(w, &w->rest, UINT32_MAX);
        return;
    }
    count_all(w, &w->fits, 1);
    count_near(w);
}

void facets_give(const struct shelf_walk *w)
{
    for (size_t d = 0; d < SHELF_DIMS_MAX; d++) {
        size_t n = w->n_counts[d] < w->q.n_codes[d] ? w->n_counts[d] : w->q.n_codes[d];

        for (size_t code = 0; w->counts[d] != NULL && code < n; code++)
            for (size_t table = 0; table < TABLES; table++)
                w->q.counts[d][code] += w->counts[d][table * w->n_counts[d] + code];
    }
}
