/* The slow way is written from the words of shelf.h, one listing at a time, with nothing kept from
 * one question to the next. For tests of the shelf. */
#include "support_shelf.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

const struct curve slow_curve = {
    .steps = {{0, 10000}, {SLOW_DAY, 7000}, {3 * SLOW_DAY, 4000}}, .n = 3, .resold_bp = 8000};

struct listing slow_list[SLOW_MAX];
size_t slow_n;
uint64_t slow_seed;
bool slow_wide;
static const uint32_t meant_for[] = {3, 4}, bought[] = {4};

uint32_t slow_dice(uint32_t sides)
{
    slow_seed = slow_seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(slow_seed >> 33) % sides;
}

static uint16_t code_make(size_t dim)
{
    static const uint32_t codes_of[SLOW_DIMS] = {3, 6, 6, SLOW_MANY, 6};

    if (slow_wide && dim >= 2 && slow_dice(4) == 0)
        return (uint16_t)(dim == 2 ? 255 + slow_dice(3) : slow_dice(SLOW_CODES));
    return (uint16_t)slow_dice(codes_of[dim]);
}

struct listing slow_listing(uint32_t no)
{
    struct listing l = {.id = {{0}}, .span = {100 + slow_dice(20) * 10, 50}};

    l.id.b[0] = (uint8_t)slow_dice(256); /* so that order by id is not order of coming */
    memcpy(l.id.b + 4, &no, sizeof no);
    for (size_t d = 0; d < SLOW_DIMS; d++)
        l.codes[d] = code_make(d);
    l.listed_s = SLOW_NOW - (int64_t)slow_dice(5 * SLOW_DAY);
    l.born_s = l.listed_s - (int64_t)slow_dice(2 * SLOW_DAY);
    l.ends_s = SLOW_NOW + (int64_t)slow_dice(10) - 1;
    l.seller = slow_dice(9);
    l.family = slow_dice(5);
    l.score = (uint8_t)slow_dice(101);
    l.resold = slow_dice(4) == 0;
    l.exclusive = slow_dice(2) == 0;
    l.shares = (uint8_t)(1 + slow_dice(3));
    l.only = slow_dice(5) == 0 ? meant_for : NULL;
    l.n_only = l.only == NULL ? 0 : 2;
    l.barred = slow_dice(5) == 0 ? bought : NULL;
    l.n_barred = l.barred == NULL ? 0 : 1;
    return l;
}

/* --- Searching --- */

static bool alike(const struct listing *a, const struct listing *b, size_t shown)
{
    bool same = true;

    for (size_t d = 0; d < shown; d++)
        same &= a->codes[d] == b->codes[d];
    return same;
}

static size_t slow_shown(const struct listing *l)
{
    for (size_t shown = SLOW_PERSONAL; shown > 0; shown--) {
        uint32_t n = 0;

        for (size_t i = 0; i < slow_n; i++)
            n += alike(l, &slow_list[i], shown);
        if (n >= SLOW_K)
            return shown;
    }
    return 0;
}

static struct listing slow_show(const struct listing *l)
{
    struct listing out = *l;

    for (size_t d = slow_shown(l); d < SLOW_PERSONAL; d++)
        out.codes[d] = 0;
    out.only = NULL;
    out.n_only = 0;
    out.barred = NULL;
    out.n_barred = 0;
    return out;
}

bool slow_allowed(const struct listing *l, uint32_t family)
{
    return l->family != family &&
           (l->n_only == 0 || family == l->only[0] || family == l->only[1]) &&
           (l->n_barred == 0 || family != l->barred[0]);
}

static bool slow_news(const struct shelf_query *q, const struct listing *l)
{
    int64_t then;

    if (q->since_s == 0 || (l->listed_s > q->since_s && l->listed_s <= q->now_s))
        return true;
    if (l->listed_s > q->now_s)
        return false;
    then = curve_price(&slow_curve, l->span, q->since_s - l->listed_s, l->resold);
    return q->price_max > 0 && then > q->price_max;
}

/* Bits of what it fails: filters by place, 30 price, 31 the rest. */
static uint32_t slow_failed(const struct shelf_query *q, const struct listing *l,
                            const struct listing *shown, int64_t price)
{
    uint32_t failed = 0;
    bool out = l->ends_s <= q->now_s || !slow_allowed(l, q->family) || !slow_news(q, l) ||
               (q->exclusive && !l->exclusive) ||
               (q->age_max_s > 0 && q->now_s - l->born_s > q->age_max_s);

    for (size_t f = 0; f < q->n_filters; f++) {
        uint16_t code = shown->codes[q->filters[f].dim];

        if (code == 0 || code >= q->filters[f].n || !q->filters[f].accept[code])
            failed |= UINT32_C(1) << f;
    }
    if (price < q->price_min || (q->price_max > 0 && price > q->price_max))
        failed |= UINT32_C(1) << 30;
    return failed | (uint32_t)out << 31;
}

static int64_t slow_key(const struct shelf_query *q, const struct listing *l, int64_t price)
{
    switch (q->sort) {
    case SHELF_CHEAPEST:
        return price;
    case SHELF_DEAREST:
        return -price;
    case SHELF_NEWEST:
        return -l->born_s;
    case SHELF_OLDEST:
        return l->born_s;
    case SHELF_BEST:
        break;
    }
    return -(int64_t)l->score;
}

static int by_key(const void *a, const void *b)
{
    const struct shelf_found *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return uuid_compare(&x->listing.id, &y->listing.id);
}

size_t slow_search(const struct shelf_query *q, struct shelf_found out[SLOW_MAX],
                   uint32_t counts[SLOW_DIMS][SLOW_CODES])
{
    size_t n = 0;

    for (size_t i = 0; i < slow_n; i++) {
        struct listing shown = slow_show(&slow_list[i]);
        int64_t price = curve_price(&slow_curve, slow_list[i].span,
                                    q->now_s - slow_list[i].listed_s, slow_list[i].resold);
        uint32_t failed = slow_failed(q, &slow_list[i], &shown, price);

        if (failed == 0)
            out[n++] = (struct shelf_found){shown, price, slow_key(q, &slow_list[i], price)};
        for (size_t d = 0; d < SLOW_DIMS; d++) {
            uint32_t own = 0;

            for (size_t f = 0; f < q->n_filters; f++)
                own |= q->filters[f].dim == d ? UINT32_C(1) << f : 0;
            if ((failed & ~own) == 0)
                counts[d][shown.codes[d]]++;
        }
    }
    qsort(out, n, sizeof *out, by_key);
    return n;
}

/* --- Changing --- */

void slow_change(struct shelf *s)
{
    if (slow_n > 0 && slow_dice(100) < 45) {
        size_t i = slow_dice((uint32_t)slow_n);

        assert_true(shelf_remove(s, &slow_list[i].id));
        assert_false(shelf_remove(s, &slow_list[i].id));
        slow_list[i] = slow_list[--slow_n];
    } else if (slow_n > 0 && slow_dice(10) == 0) { /* changed in place */
        struct listing *l = &slow_list[slow_dice((uint32_t)slow_n)], new = slow_listing(0);

        new.id = l->id;
        *l = new;
        shelf_put(s, l);
    } else if (slow_n < SLOW_MAX) {
        static uint32_t no;

        slow_list[slow_n] = slow_listing(++no);
        shelf_put(s, &slow_list[slow_n++]);
    }
}
