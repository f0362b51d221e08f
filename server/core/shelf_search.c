/* One pass over a shelf's columns: who fits, what each facet would find, the best of a page.
 *
 * Its one rule: blocks of rows go through the conditions one column after the other, so that the
 * compiler and the caches see plain loops; only rows that fit are looked at singly. Called by the
 * market's browsing. */
#include <assert.h>
#include <string.h>

#include "shelf_best.h"
#include "shelf_facets.h"

enum {
    BLOCK = 1024,
    PRICE_BIT = 30, /* conditions that no facet shows: a row that fails one is out */
    OUT_BIT = 31,
};

struct search {
    const struct shelf *s;
    const struct shelf_query *q;
    struct shelf_result *out;
    bool refuse[SHELF_DIMS_MAX][UINT16_MAX + 1];
    uint32_t failed[BLOCK]; /* a bit a condition */
    int64_t price[BLOCK];
    struct shelf_best best;
    uint16_t picked[BLOCK]; /* places in the block */
    uint32_t n_picked;
    bool priced;          /* the price is asked for or sorted by */
    bool counted, summed; /* facets are wanted; they began with all there is */
};

/* --- Conditions --- */

static void refusals_make(struct search *w)
{
    for (size_t f = 0; f < w->q->n_filters; f++) {
        const struct shelf_filter *filter = &w->q->filters[f];

        assert(filter->dim < w->s->dims);
        memset(w->refuse[f], true, sizeof w->refuse[f]);
        for (size_t code = 1; code < filter->n; code++) /* 0, not shown, fits no filter */
            w->refuse[f][code] = !filter->accept[code];
    }
}

/* The first level that hides the dimension; later ones show less. */
static uint8_t hiding_level(const struct shelf *s, size_t dim)
{
    uint8_t i = 0;

    while (s->levels[i].shown > dim)
        i++;
    return i;
}

static void block_filter(struct search *w, uint32_t from, uint32_t n)
{
    const struct shelf *s = w->s;

    for (size_t f = 0; f < w->q->n_filters; f++) {
        size_t dim = w->q->filters[f].dim;
        const uint16_t *codes = s->codes[dim] + from;
        const bool *refuse = w->refuse[f];

        if (dim >= s->personal) {
            for (uint32_t i = 0; i < n; i++)
                w->failed[i] |= (uint32_t)refuse[codes[i]] << f;
        } else {
            const uint8_t *level = s->level + from;
            uint8_t hides = hiding_level(s, dim);

            for (uint32_t i = 0; i < n; i++)
                w->failed[i] |= (uint32_t)((level[i] >= hides) | refuse[codes[i]]) << f;
        }
    }
}

static int64_t price_at(const struct search *w, uint32_t row, int64_t now_s)
{
    const struct shelf *s = w->s;

    return curve_price(w->q->curve, s->span[row], now_s - s->listed_s[row],
                       (s->flags[row] & FLAG_RESOLD) != 0);
}

/* What was there before, and was not too dear then, is no news; nor is what came later than now. */
static void block_news(struct search *w, uint32_t from, uint32_t n)
{
    const struct shelf_query *q = w->q;

    for (uint32_t i = 0; i < n; i++)
        if (w->failed[i] == 0 &&
            (w->s->listed_s[from + i] > q->now_s ||
             (w->s->listed_s[from + i] <= q->since_s &&
              (q->price_max == 0 || price_at(w, from + i, q->since_s) <= q->price_max))))
            w->failed[i] = UINT32_C(1) << OUT_BIT;
}

/* Whether it is there at all, for this asker, now. */
static void block_gate(struct search *w, uint32_t from, uint32_t n)
{
    const struct shelf *s = w->s;
    const struct shelf_query *q = w->q;
    uint8_t flags = (uint8_t)(FLAG_ALIVE | (q->exclusive ? FLAG_EXCLUSIVE : 0));
    uint32_t now_s = (uint32_t)q->now_s;
    uint32_t born_s =
        q->age_max_s > 0 && q->age_max_s < q->now_s ? (uint32_t)(q->now_s - q->age_max_s) : 0;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t out = (uint32_t)(s->ends_s[from + i] <= now_s) |
                       (uint32_t)(s->family[from + i] == q->family) |
                       (uint32_t)(s->born_s[from + i] < born_s);

        w->failed[i] = out << OUT_BIT;
    }
    for (uint32_t i = 0; i < n; i++) {
        w->failed[i] |= (uint32_t)((s->flags[from + i] & flags) != flags) << OUT_BIT;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (w->failed[i] == 0 && (s->flags[from + i] & FLAG_TERMS) != 0 &&
            !shelf_terms_allow(s->terms[from + i], q->family))
            w->failed[i] = UINT32_C(1) << OUT_BIT;
    }
    if (q->since_s > 0)
        block_news(w, from, n);
}

/* The rows that may matter: those that fail nothing, or one condition that a facet shows. When the
 * facets began with all there is, those that are out matter, too. */
static void block_pick(struct search *w, uint32_t n)
{
    uint32_t picked = 0;

    if (w->summed) {
        for (uint32_t i = 0; i < n; i++)
            w->picked[i] = (uint16_t)i;
        picked = n;
    } else {
        for (uint32_t i = 0; i < n; i++) {
            uint32_t failed = w->failed[i];

            w->picked[picked] = (uint16_t)i;
            picked += ((failed & (failed - 1)) | failed >> OUT_BIT) == 0;
        }
    }
    w->n_picked = picked;
}

static int64_t price_of(const struct search *w, uint32_t row)
{
    return price_at(w, row, w->q->now_s);
}

static void block_price(struct search *w, uint32_t from)
{
    const struct shelf_query *q = w->q;
    int64_t max = q->price_max > 0 ? q->price_max : INT64_MAX;

    bool asked = q->price_min > 0 || q->price_max > 0;

    for (uint32_t at = 0; at < w->n_picked; at++) {
        uint32_t i = w->picked[at];

        if (w->failed[i] != 0 && !asked) /* only what is found is sorted */
            continue;
        w->price[i] = price_of(w, from + i);
        if (w->price[i] < q->price_min || w->price[i] > max)
            w->failed[i] |= UINT32_C(1) << PRICE_BIT;
    }
}

/* --- All of it --- */

static void block_take(struct search *w, uint32_t from)
{
    for (uint32_t at = 0; at < w->n_picked; at++) {
        uint32_t i = w->picked[at], failed = w->failed[i];

        if (failed == 0) {
            w->out->total++;
            best_offer(&w->best, from + i, w->priced ? w->price[i] : 0);
        }
        if (w->summed && failed != 0)
            facets_uncount(w->s, w->q, from + i);
        else if (w->counted && !w->summed && (failed & (failed - 1)) == 0 &&
                 failed >> PRICE_BIT == 0)
            facets_count(w->s, w->q, from + i, failed);
    }
}

void shelf_search(const struct shelf *s, const struct shelf_query *q, struct shelf_result *out)
{
    static struct search w; /* a MiB and a half; the loop has one thread */

    assert(q->n_filters < PRICE_BIT);
    w.s = s;
    w.q = q;
    w.out = out;
    out->total = 0;
    best_begin(&w.best, s, q);
    w.counted = facets_wanted(q);
    w.summed = w.counted && facets_begin(s, q);
    w.priced = q->price_min > 0 || q->price_max > 0 || q->sort == SHELF_CHEAPEST ||
               q->sort == SHELF_DEAREST;
    refusals_make(&w);
    for (uint32_t from = 0; from < s->top; from += BLOCK) {
        uint32_t n = s->top - from < BLOCK ? s->top - from : BLOCK;

        block_gate(&w, from, n);
        block_filter(&w, from, n);
        block_pick(&w, n);
        if (w.priced)
            block_price(&w, from);
        block_take(&w, from);
    }
    best_sort(&w.best);
    out->n = w.best.n;
    for (size_t i = 0; i < w.best.n; i++) {
        out->found[i].price = price_of(&w, w.best.rows[i].row);
        out->found[i].key = w.best.rows[i].key;
        shelf_show(s, w.best.rows[i].row, &out->found[i].listing);
    }
}
