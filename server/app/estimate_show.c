/* An estimate's answer: a sample's counts drawn up to the days' own, and the prices that won.
 *
 * Its one rule: a lead of the sample stands for total / seen leads of its day; where the whole day
 * was seen it stands for itself. Pure. Called by estimate.c. */
#include <inttypes.h>
#include <stdlib.h>

#include "estimate_room.h"
#include "leadx/base/mem.h"

/* A price and how many leads it stands for. */
struct weighted {
    int64_t price;
    double weight;
};

typedef int64_t (*price_fn)(const struct estimate *e, const struct estimate_match *m);

static double weight_of(const struct estimate *e, int day)
{
    const struct estimate_day *d = &e->days[day];

    return d->cut && d->total > d->seen ? (double)d->total / (double)d->seen : 1;
}

/* ---- prices: 0 = none */

static int64_t sold_shared(const struct estimate *e, const struct estimate_match *m)
{
    (void)e;
    return m->shared_low;
}

static int64_t sold_exclusive(const struct estimate *e, const struct estimate_match *m)
{
    (void)e;
    return m->exclusive;
}

/* The least shared price that would have bought it: the floor where a share was free, more than the
 * lowest that won where none was, and more than all of an exclusive price alone. */
static int64_t wins_shared(const struct estimate *e, const struct estimate_match *m)
{
    if (m->exclusive > 0)
        return m->exclusive;
    return m->full ? m->shared_low + 1 : e->niche->floor_shared;
}

/* Worth more than what won; on equal value the shared prices win. */
static int64_t wins_exclusive(const struct estimate *e, const struct estimate_match *m)
{
    int64_t beaten = m->exclusive > 0 ? m->exclusive : m->shared_sum;

    return beaten + 1 > e->niche->floor_exclusive ? beaten + 1 : e->niche->floor_exclusive;
}

/* ---- counting */

static double sum_of(const struct estimate *e, int day, bool sold)
{
    double n = 0;

    for (size_t i = 0; i < e->n_matches; i++) {
        const struct estimate_match *m = &e->matches[i];

        if ((day < 0 || m->day == day) && (!sold || m->shared_sum > 0 || m->exclusive > 0))
            n += weight_of(e, m->day);
    }
    return n;
}

/* How many a price would have bought. */
static double won_at(const struct estimate *e, price_fn least, int64_t price)
{
    double n = 0;

    for (size_t i = 0; i < e->n_matches; i++)
        if (least(e, &e->matches[i]) <= price)
            n += weight_of(e, e->matches[i].day);
    return n;
}

static int by_price(const void *a, const void *b)
{
    const struct weighted *x = a, *y = b;

    return x->price < y->price ? -1 : x->price > y->price;
}

/* The prices of a day (-1: all), sorted. Returns their number. */
static size_t prices_gather(const struct estimate *e, int day, price_fn fn, struct weighted *out)
{
    size_t n = 0;

    for (size_t i = 0; i < e->n_matches; i++) {
        const struct estimate_match *m = &e->matches[i];
        int64_t price = fn(e, m);

        if ((day < 0 || m->day == day) && price > 0)
            out[n++] = (struct weighted){price, weight_of(e, m->day)};
    }
    qsort(out, n, sizeof *out, by_price);
    return n;
}

/* The price below which a share of the weight lies. */
static int64_t quantile(const struct weighted *prices, size_t n, double share)
{
    double all = 0, below = 0;

    for (size_t i = 0; i < n; i++)
        all += prices[i].weight;
    for (size_t i = 0; i + 1 < n; i++) {
        below += prices[i].weight;
        if (below >= all * share)
            return prices[i].price;
    }
    return prices[n - 1].price;
}

/* ---- writing */

static void money_write(const struct estimate *e, struct buf *out, const char *name, int64_t minor)
{
    buf_printf(out, "\"%s\":{\"amount\":%" PRId64 ",\"currency\":\"%s\"}", name, minor,
               e->niche->currency);
}

static void quartiles_write(const struct estimate *e, struct buf *out, const char *name, int day,
                            price_fn fn, struct weighted *room)
{
    size_t n = prices_gather(e, day, fn, room);

    buf_printf(out, ",\"%s\":", name);
    if (n == 0) {
        buf_add_str(out, "null");
        return;
    }
    buf_add_char(out, '{');
    money_write(e, out, "p25", quantile(room, n, 0.25));
    buf_add_char(out, ',');
    money_write(e, out, "p50", quantile(room, n, 0.5));
    buf_add_char(out, ',');
    money_write(e, out, "p75", quantile(room, n, 0.75));
    buf_add_char(out, '}');
}

static void count_write(struct buf *out, const char *name, double n)
{
    buf_printf(out, ",\"%s\":%" PRId64, name, (int64_t)(n + 0.5));
}

static void day_write(const struct estimate *e, struct buf *out, int day, struct weighted *room)
{
    buf_printf(out, "%s{\"day\":\"%s\"", day == 0 ? "" : ",", e->days[day].day);
    count_write(out, "matched", sum_of(e, day, false));
    count_write(out, "sold", sum_of(e, day, true));
    quartiles_write(e, out, "shared_price", day, sold_shared, room);
    quartiles_write(e, out, "exclusive_price", day, sold_exclusive, room);
    buf_add_char(out, '}');
}

static void bought_write(const struct estimate *e, struct buf *out, const char *name,
                         price_fn least, int64_t price)
{
    if (price == 0)
        buf_printf(out, ",\"%s\":null", name);
    else
        count_write(out, name, won_at(e, least, price));
}

/* Shares of what matched, in per cent with two decimals. */
static void others_write(const struct estimate *e, struct buf *out)
{
    for (size_t i = 0; i < e->n_others; i++) {
        const struct estimate_other *o = &e->others[i];

        buf_printf(out, "%s{\"order\":\"%s\",\"name\":", i == 0 ? "" : ",", o->order);
        buf_add_json_string(out, slice_of(o->name));
        if (e->n_matches == 0)
            buf_add_str(out, ",\"share\":null}");
        else
            buf_printf(out, ",\"share\":%.2f}", 100.0 * (double)o->both / (double)e->n_matches);
    }
}

static bool is_cut(const struct estimate *e, int64_t *seen)
{
    bool cut = false;

    *seen = 0;
    for (int i = 0; i < e->terms.days; i++) {
        cut = cut || e->days[i].cut;
        *seen += e->days[i].seen;
    }
    return cut;
}

void estimate_show(const struct estimate *e, struct buf *out)
{
    struct weighted *room = mem_alloc((e->n_matches + 1) * sizeof *room);
    int64_t seen;
    bool cut = is_cut(e, &seen);

    buf_printf(out, "{\"estimate\":true,\"sampled\":%s,\"seen\":%" PRId64 ",\"niche\":\"%s\"",
               cut ? "true" : "false", seen, e->niche->name);
    count_write(out, "matched", sum_of(e, -1, false));
    count_write(out, "sold", sum_of(e, -1, true));
    quartiles_write(e, out, "wins_shared", -1, wins_shared, room);
    quartiles_write(e, out, "wins_exclusive", -1, wins_exclusive, room);
    bought_write(e, out, "bought_shared", wins_shared, e->terms.shared);
    bought_write(e, out, "bought_exclusive", wins_exclusive, e->terms.exclusive);
    buf_add_str(out, ",\"days\":[");
    for (int day = 0; day < e->terms.days; day++)
        day_write(e, out, day, room);
    buf_add_str(out, "],\"overlap\":[");
    others_write(e, out);
    buf_add_str(out, "]}");
    free(room);
}
