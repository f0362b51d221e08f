/* Compiled filters.
 *
 * Its one rule: a compiled filter is one block that is never written again; terms that refuse most
 * and cost least stand first. The book calls filter_accepts for every order it looks at: keep it
 * short. */
#include "leadx/core/filter.h"

#include <assert.h>
#include <stdlib.h>

#include "leadx/base/mem.h"

/* Up to here looking at every value beats halving. */
enum { SCAN_MAX = 8 };

/* Place of a term: membership first (a region refuses most leads), then yes or no, then ranges;
 * exclusions, which accept nearly everything, last. */
static uint32_t term_rank(const struct filter_term *t)
{
    switch ((enum filter_op)t->op) {
    case FILTER_IN:
        /* Niche fields (region) divide finer than the reserved words (hot, warm, cold). */
        return (t->slot >= FACT_RESERVED_COUNT ? 0 : 2000) + t->n;
    case FILTER_WITHIN:
        return t->n;
    case FILTER_IS:
        return 4000;
    case FILTER_RANGE:
        return t->min != INT64_MIN && t->max != INT64_MAX ? 4001 : 4002;
    case FILTER_NOT_IN:
        return 4003 + t->n;
    }
    assert(!"a filter_op");
    return 0;
}

static int by_rank(const void *a, const void *b)
{
    const struct filter_term *x = a, *y = b;
    uint32_t rx = term_rank(x), ry = term_rank(y);

    if (rx != ry)
        return rx < ry ? -1 : 1;
    return (x->slot > y->slot) - (x->slot < y->slot);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Sorts in place, drops doubles, returns how many are left. */
static uint32_t sort_unique(int64_t *set, uint32_t n)
{
    uint32_t kept = 0;

    qsort(set, n, sizeof *set, by_value);
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || set[kept - 1] != set[i])
            set[kept++] = set[i];
    return kept;
}

static bool has_set(const struct filter_term *t)
{
    return t->op == FILTER_IN || t->op == FILTER_NOT_IN || t->op == FILTER_WITHIN;
}

struct filter *filter_compile(const struct filter_term *terms, size_t n)
{
    size_t values = 0;
    struct filter *f;
    int64_t *set;

    assert(n <= FILTER_TERMS_MAX);
    for (size_t i = 0; i < n; i++) {
        assert(terms[i].slot < FACT_SLOTS && terms[i].op <= FILTER_WITHIN);
        assert(!has_set(&terms[i]) || terms[i].n <= FILTER_SET_MAX);
        values += has_set(&terms[i]) ? terms[i].n : 0;
    }
    f = mem_alloc(sizeof *f + n * sizeof f->terms[0] + values * sizeof *set);
    f->n = (uint32_t)n;
    set = (int64_t *)(void *)&f->terms[n];
    for (size_t i = 0; i < n; i++) {
        struct filter_term *t = &f->terms[i];

        *t = terms[i];
        t->set = NULL;
        if (!has_set(t)) {
            t->n = 0;
            continue;
        }
        if (t->n > 0)
            memcpy(set, terms[i].set, t->n * sizeof *set);
        t->n = sort_unique(set, t->n);
        t->set = set;
        set += t->n;
    }
    if (n > 0)
        qsort(f->terms, n, sizeof f->terms[0], by_rank);
    return f;
}

size_t filter_bytes(const struct filter *filter)
{
    size_t bytes = sizeof *filter + filter->n * sizeof filter->terms[0];

    for (uint32_t i = 0; i < filter->n; i++)
        bytes += filter->terms[i].n * sizeof filter->terms[i].set[0];
    return bytes;
}

static bool set_has(const int64_t *set, uint32_t n, int64_t value)
{
    while (n > SCAN_MAX) { /* keeps the half where value would stand */
        uint32_t half = n / 2;

        set = set[half] <= value ? set + half : set;
        n -= half;
    }
    for (uint32_t i = 0; i < n; i++)
        if (set[i] == value)
            return true;
    return false;
}

/* How many of the borders are not above it. */
static uint32_t borders_below(const int64_t *set, uint32_t n, int64_t value)
{
    uint32_t from = 0, to = n;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;

        if (set[middle] <= value)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static bool term_accepts(const struct filter_term *t, const struct facts *facts)
{
    int64_t value;

    if (!fact_has(facts, t->slot))
        return t->op == FILTER_NOT_IN;
    value = facts->value[t->slot];
    switch ((enum filter_op)t->op) {
    case FILTER_IN:
        return set_has(t->set, t->n, value);
    case FILTER_NOT_IN:
        return !set_has(t->set, t->n, value);
    case FILTER_RANGE:
        return value >= t->min && value <= t->max;
    case FILTER_IS:
        return value == t->min;
    case FILTER_WITHIN:
        return borders_below(t->set, t->n, value) % 2 == 1;
    }
    return false;
}

bool filter_accepts(const struct filter *filter, const struct facts *facts)
{
    for (uint32_t i = 0; i < filter->n; i++)
        if (!term_accepts(&filter->terms[i], facts))
            return false;
    return true;
}

int filter_first_refusal(const struct filter *filter, const struct facts *facts)
{
    for (uint32_t i = 0; i < filter->n; i++)
        if (!term_accepts(&filter->terms[i], facts))
            return (int)i;
    return -1;
}
