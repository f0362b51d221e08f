/* A search of a shelf in slices: who fits, what each facet would find, the best of a page.
 *
 * Its rules: blocks of rows go through the conditions one column after the other, and only who is
 * left is looked at singly; and a shelf does not change under a search, since whoever changes it
 * first lets the searches under way come to their end. Called by the market's browsing. */
#include "shelf_walk.h"

#include <assert.h>
#include <stdlib.h>

#include "leadx/base/mem.h"

enum { PRICES_AHEAD = 16 };

/* --- Who is left, one by one --- */

/* Who is not for everybody. */
static bool for_asker(const struct shelf_walk *w, uint32_t place)
{
    const struct shelf *s = w->s;
    uint32_t row = w->block.from + place;

    return (s->flags[row] & FLAG_TERMS) == 0 || shelf_terms_allow(s->terms[row], w->q.family);
}

static int64_t price_at(const struct shelf_walk *w, const struct curve_now *curve, uint32_t row)
{
    const struct shelf *s = w->s;

    return curve_now_price(curve, s->span[row], s->listed_s[row],
                           (s->flags[row] & FLAG_RESOLD) != 0);
}

/* What was there before, and was not too dear then, is no news; nor is what came later than now. */
static bool is_news(const struct shelf_walk *w, uint32_t place)
{
    const struct shelf_query *q = &w->q;
    uint32_t row = w->block.from + place;
    int64_t listed_s = w->s->listed_s[row];

    return listed_s <= q->now_s &&
           (listed_s > q->since_s ||
            (q->price_max > 0 && price_at(w, &w->then, row) > q->price_max));
}

static bool is_priced_so(const struct shelf_walk *w, uint32_t place)
{
    int64_t price = w->price[place];

    return price >= w->q.price_min && (w->q.price_max == 0 || price <= w->q.price_max);
}

/* Keeps in the list who stands the test; the others go to the end of out, if there is one. */
static inline __attribute__((always_inline)) void
keep(struct shelf_walk *w, struct places *list, struct places *out,
     bool (*test)(const struct shelf_walk *w, uint32_t place))
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < list->n; i++) {
        uint16_t place = list->at[i];

        if (test(w, place))
            list->at[kept++] = place;
        else if (out != NULL)
            out->at[out->n++] = place;
    }
    list->n = kept;
}

/* Prices lie far apart for who is picked here and there: memory is asked for the ones to come. */
static void prices_find(struct shelf_walk *w, const struct places *list)
{
    const struct curve_span *span = w->s->span + w->block.from;

    for (uint32_t i = 0; i < list->n; i++) {
        if (i + PRICES_AHEAD < list->n)
            __builtin_prefetch(&span[list->at[i + PRICES_AHEAD]]);
        w->price[list->at[i]] = price_at(w, &w->now, w->block.from + list->at[i]);
    }
}

/* Conditions that no facet shows. */
static void list_thin(struct shelf_walk *w, struct places *list)
{
    const struct shelf_query *q = &w->q;
    bool asked = q->price_min > 0 || q->price_max > 0;

    if ((w->block.flags & FLAG_TERMS) != 0)
        keep(w, list, w->summed ? &w->rest : NULL, for_asker);
    if (q->since_s > 0)
        keep(w, list, NULL, is_news);
    if (asked || (w->priced && list == &w->fits)) /* only what is found is sorted */
        prices_find(w, list);
    if (asked)
        keep(w, list, NULL, is_priced_so);
}

/* --- A block --- */

static bool is_alive(const struct shelf_walk *w, uint32_t place)
{
    return (w->s->flags[w->block.from + place] & FLAG_ALIVE) != 0;
}

static void block_read(struct shelf_walk *w)
{
    struct shelf_block *b = &w->block;

    block_gate(b, w->s, &w->q);
    for (size_t f = 0; f < w->q.n_filters; f++)
        block_filter(b, w->s, &w->sieves[f], f);
    w->fits.n = block_pick(b, STATE_FITS, STATE_FITS, w->fits.at);
    w->rest.n = 0;
    if (w->summed) {
        w->rest.n = block_pick(b, STATE_OUT, STATE_OUT, w->rest.at);
        keep(w, &w->rest, NULL, is_alive);
    } else if (w->near) {
        w->rest.n = block_pick(b, 1, (uint8_t)w->q.n_filters, w->rest.at);
        list_thin(w, &w->rest);
    }
    list_thin(w, &w->fits);
}

static void block_take(struct shelf_walk *w)
{
    w->result.total += w->fits.n;
    best_offer(&w->best, w->block.from, w->fits.at, w->fits.n, w->price);
    if (w->counted)
        facets_take(w);
}

/* --- From begin to end --- */

static void link_in(struct shelf_walk *w)
{
    w->next = w->s->walks;
    w->s->walks = w;
}

static void link_out(struct shelf_walk *w)
{
    struct shelf_walk **at = &w->s->walks;

    while (*at != w)
        at = &(*at)->next;
    *at = w->next;
    w->s = NULL;
}

/* The rows found are copied now: they may change as soon as this is done. */
static void finish(struct shelf_walk *w)
{
    best_sort(&w->best);
    w->result.n = w->best.n;
    for (size_t i = 0; i < w->best.n; i++) {
        struct shelf_found *found = &w->result.found[i];

        found->price = price_at(w, &w->now, w->best.rows[i].row);
        found->key = w->best.rows[i].key;
        shelf_show(w->s, w->best.rows[i].row, &found->listing);
    }
    link_out(w);
    w->state = SHELF_WALK_DONE;
}

struct shelf_walk *shelf_walk_begin(struct shelf *s, const struct shelf_query *q)
{
    struct shelf_walk *w = mem_zero(1, sizeof *w);

    assert(q->n_filters <= s->dims);
    w->s = s;
    w->state = SHELF_WALK_UNDER_WAY;
    w->q = *q;
    w->q.filters = NULL;
    for (size_t f = 0; f < q->n_filters; f++)
        sieve_make(&w->sieves[f], s, &q->filters[f]);
    curve_now(q->curve, q->now_s, &w->now);
    curve_now(q->curve, q->since_s, &w->then);
    w->priced = q->price_min > 0 || q->price_max > 0 || q->sort == SHELF_CHEAPEST ||
                q->sort == SHELF_DEAREST;
    facets_begin(w);
    best_begin(&w->best, s, &w->q);
    link_in(w);
    return w;
}

enum shelf_walk_state shelf_walk_step(struct shelf_walk *w, size_t rows)
{
    size_t to = w->at + rows;

    if (w->state != SHELF_WALK_UNDER_WAY)
        return w->state;
    while (w->at < w->s->top && w->at < to) {
        uint32_t left = w->s->top - w->at;

        w->block.from = w->at;
        w->block.n = left < SHELF_BLOCK ? left : SHELF_BLOCK;
        w->at += w->block.n;
        block_read(w);
        block_take(w);
    }
    if (w->at == w->s->top)
        finish(w);
    return w->state;
}

const struct shelf_result *shelf_walk_result(struct shelf_walk *w)
{
    assert(w->state == SHELF_WALK_DONE);
    facets_give(w);
    return &w->result;
}

void shelf_walk_free(struct shelf_walk *w)
{
    if (w == NULL)
        return;
    if (w->s != NULL)
        link_out(w);
    for (size_t f = 0; f < w->q.n_filters; f++)
        sieve_free(&w->sieves[f]);
    facets_free(w);
    free(w);
}

void walks_end(struct shelf *s)
{
    while (s->walks != NULL)
        shelf_walk_step(s->walks, SIZE_MAX / 2);
}

void walks_lose(struct shelf *s)
{
    while (s->walks != NULL) {
        s->walks->state = SHELF_WALK_LOST;
        link_out(s->walks);
    }
}

void shelf_search(struct shelf *s, const struct shelf_query *q, struct shelf_result *out)
{
    struct shelf_walk *w = shelf_walk_begin(s, q);

    shelf_walk_step(w, SIZE_MAX / 2);
    *out = *shelf_walk_result(w);
    shelf_walk_free(w);
}
