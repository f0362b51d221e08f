/* Listings as JSON.
 *
 * Its one rule: everything comes from the shelf, which holds nothing finer than may be told; times
 * are said in whole hours or days. Called by the market's handlers. */
#include "listing_show.h"

#include <stdlib.h>

enum { HOUR_S = 3600, DAY_S = 86400, HOURS_SHOWN = 48 };

static json_t *money(const struct niche *niche, int64_t minor)
{
    return json_pack("{s:I, s:s}", "amount", (json_int_t)minor, "currency", niche->currency);
}

/* By the hour for two days, then by the day. */
static json_t *age_json(int64_t age_s)
{
    int64_t hours = age_s < 0 ? 0 : age_s / HOUR_S;

    return hours < HOURS_SHOWN ? json_pack("{s:I}", "hours", (json_int_t)hours)
                               : json_pack("{s:I}", "days", (json_int_t)(age_s / DAY_S));
}

static json_t *seller_json(const struct listing *l, const struct niche *niche)
{
    json_t *seller = json_pack("{s:s}", "alias", market_shelf_alias(l->seller));
    int score = market_shelf_score(l->seller, niche->no);

    json_object_set_new(seller, "score",
                        score == SELLER_NO_SCORE ? json_null() : json_integer(score));
    return seller;
}

static json_t *exclusive_json(const struct listing *l, const struct niche *niche, int64_t price)
{
    return l->exclusive ? money(niche, curve_price_exclusive(price, niche->market.exclusive_percent,
                                                             niche->floor_exclusive))
                        : json_null();
}

/* The steps that are still to come before it ends, as far as they change anything. */
static json_t *next_prices_json(const struct listing *l, const struct niche *niche, int64_t now_s,
                                int64_t price)
{
    const struct curve *curve = &niche->market.curve;
    json_t *all = json_array();

    for (size_t i = curve_step(curve, now_s - l->listed_s) + 1; i < curve->n; i++) {
        int64_t at_s = l->listed_s + curve->steps[i].after_s;
        int64_t then = curve_price_at(curve, i, l->span, l->resold);

        if (at_s >= l->ends_s)
            break;
        if (then == price)
            continue;
        price = then;
        json_array_append_new(all, json_pack("{s:I, s:o, s:o}", "in_hours",
                                             (json_int_t)((at_s - now_s + HOUR_S - 1) / HOUR_S),
                                             "price", money(niche, then), "exclusive_price",
                                             exclusive_json(l, niche, then)));
    }
    return all;
}

json_t *listing_json(const struct market_shelf *m, const struct niche *niche,
                     const struct listing *l, int64_t now_s, int64_t price)
{
    json_t *item = json_object(), *fields = json_object();
    char id[UUID_TEXT];

    json_object_set_new(item, "id", json_string(uuid_format(&l->id, id)));
    json_object_set_new(item, "niche", json_string(niche->name));
    json_object_set_new(item, "fields", fields);
    for (size_t d = 0; d < m->dims->n; d++)
        json_object_set_new(d < m->dims->personal ? fields : item, m->dims->dims[d].name,
                            shelf_dim_value(&m->dims->dims[d], l->codes[d]));
    json_object_set_new(item, "age", age_json(now_s - l->born_s));
    json_object_set_new(item, "seller", seller_json(l, niche));
    json_object_set_new(item, "price", money(niche, price));
    json_object_set_new(item, "exclusive_price", exclusive_json(l, niche, price));
    json_object_set_new(item, "next_prices", next_prices_json(l, niche, now_s, price));
    json_object_set_new(item, "shares", json_integer(l->shares));
    return item;
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

json_t *facet_json(const struct shelf_dim *dim, const uint32_t *counts, size_t n)
{
    struct counted *found = calloc(n, sizeof *found);
    json_t *all = json_array();
    size_t m = 0;

    for (size_t code = 1; found != NULL && code < n; code++)
        if (counts[code] > 0)
            found[m++] = (struct counted){counts[code], (uint16_t)code};
    if (m > 0)
        qsort(found, m, sizeof *found, by_count);
    for (size_t i = 0; i < m && i < FACET_VALUES_MAX; i++)
        json_array_append_new(all,
                              json_pack("{s:o, s:I}", "value", shelf_dim_value(dim, found[i].code),
                                        "count", (json_int_t)found[i].n));
    free(found);
    return all;
}
