/* Listings as JSON, written as text: a page made as a tree took longer than finding it on a small
 * market.
 *
 * Its one rule: everything comes from the shelf, which holds nothing finer than may be told; times
 * are said in whole hours or days. Called by the market's handlers. */
#include "listing_show.h"

#include <stdlib.h>

#include "leadx/base/mem.h"

enum { HOUR_S = 3600, DAY_S = 86400, HOURS_SHOWN = 48 };

/* "name":, behind what stands before. */
static void key_add(struct buf *b, const char *name)
{
    char before = b->p[b->n - 1];

    if (before != '{' && before != '[')
        buf_add_char(b, ',');
    buf_add_json_string(b, slice_of(name));
    buf_add_char(b, ':');
}

static void int_add(struct buf *b, const char *name, int64_t value)
{
    key_add(b, name);
    buf_add_int(b, value);
}

static void text_add(struct buf *b, const char *name, const char *value)
{
    key_add(b, name);
    buf_add_json_string(b, slice_of(value));
}

static void money_add(struct buf *b, const char *name, const struct niche *niche, int64_t minor)
{
    key_add(b, name);
    buf_add_char(b, '{');
    int_add(b, "amount", minor);
    text_add(b, "currency", niche->currency);
    buf_add_char(b, '}');
}

/* By the hour for two days, then by the day. */
static void age_add(struct buf *b, int64_t age_s)
{
    int64_t hours = age_s < 0 ? 0 : age_s / HOUR_S;

    buf_add_str(b, ",\"age\":{");
    if (hours < HOURS_SHOWN)
        int_add(b, "hours", hours);
    else
        int_add(b, "days", age_s / DAY_S);
    buf_add_char(b, '}');
}

static void seller_add(struct buf *b, const struct listing *l, const struct niche *niche)
{
    int score = market_shelf_score(l->seller, niche->no);

    buf_add_str(b, ",\"seller\":{");
    text_add(b, "alias", market_shelf_alias(l->seller));
    if (score == SELLER_NO_SCORE)
        buf_add_str(b, ",\"score\":null");
    else
        int_add(b, "score", score);
    buf_add_char(b, '}');
}

static void exclusive_add(struct buf *b, const struct listing *l, const struct niche *niche,
                          int64_t price)
{
    if (l->exclusive)
        money_add(
            b, "exclusive_price", niche,
            curve_price_exclusive(price, niche->market.exclusive_percent, niche->floor_exclusive));
    else
        buf_add_str(b, ",\"exclusive_price\":null");
}

/* The steps that are still to come before it ends, as far as they change anything. */
static void next_prices_add(struct buf *b, const struct listing *l, const struct niche *niche,
                            int64_t now_s, int64_t price)
{
    const struct curve *curve = &niche->market.curve;
    bool first = true;

    buf_add_str(b, ",\"next_prices\":[");
    for (size_t i = curve_step(curve, now_s - l->listed_s) + 1; i < curve->n; i++) {
        int64_t at_s = l->listed_s + curve->steps[i].after_s;
        int64_t then = curve_price_at(curve, i, l->span, l->resold);

        if (at_s >= l->ends_s)
            break;
        if (then == price)
            continue;
        price = then;
        buf_add_str(b, first ? "{" : ",{");
        first = false;
        int_add(b, "in_hours", (at_s - now_s + HOUR_S - 1) / HOUR_S);
        money_add(b, "price", niche, then);
        exclusive_add(b, l, niche, then);
        buf_add_char(b, '}');
    }
    buf_add_char(b, ']');
}

static void values_add(struct buf *b, const struct market_shelf *m, const struct listing *l,
                       size_t from, size_t to)
{
    for (size_t d = from; d < to; d++) {
        key_add(b, m->dims->dims[d].name);
        shelf_dim_value_add(b, &m->dims->dims[d], l->codes[d]);
    }
}

void listing_add(struct buf *b, const struct market_shelf *m, const struct niche *niche,
                 const struct listing *l, int64_t now_s, int64_t price)
{
    char id[UUID_TEXT];

    buf_add_char(b, '{');
    text_add(b, "id", uuid_format(&l->id, id));
    text_add(b, "niche", niche->name);
    buf_add_str(b, ",\"fields\":{");
    values_add(b, m, l, 0, m->dims->personal);
    buf_add_char(b, '}');
    values_add(b, m, l, m->dims->personal, m->dims->n);
    age_add(b, now_s - l->born_s);
    seller_add(b, l, niche);
    money_add(b, "price", niche, price);
    exclusive_add(b, l, niche, price);
    next_prices_add(b, l, niche, now_s, price);
    int_add(b, "shares", l->shares);
    buf_add_char(b, '}');
}

/* ---- facets */

struct counted {
    uint32_t n;
    uint16_t code;
};

static int by_count(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;

    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->code < y->code ? -1 : 1;
}

void facet_add(struct buf *b, const struct shelf_dim *dim, const uint32_t *counts, size_t n)
{
    struct counted *found = mem_alloc(n * sizeof *found + 1);
    size_t m = 0;

    for (size_t code = 1; code < n; code++)
        if (counts[code] > 0)
            found[m++] = (struct counted){counts[code], (uint16_t)code};
    qsort(found, m, sizeof *found, by_count);
    buf_add_char(b, '[');
    for (size_t i = 0; i < m && i < FACET_VALUES_MAX; i++) {
        buf_add_str(b, i == 0 ? "{\"value\":" : ",{\"value\":");
        shelf_dim_value_add(b, dim, found[i].code);
        int_add(b, "count", found[i].n);
        buf_add_char(b, '}');
    }
    buf_add_char(b, ']');
    free(found);
}
