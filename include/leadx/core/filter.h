/* An order's filter, compiled: a conjunction of terms over slots. A missing value fails every
 * term except not_in. */
#ifndef LEADX_CORE_FILTER_H
#define LEADX_CORE_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/core/field.h"

/* What is known of a lead, slot by slot. */
struct facts {
    int64_t value[FACT_SLOTS];
    uint64_t present[(FACT_SLOTS + 63) / 64];
};

static inline void fact_set(struct facts *f, int slot, int64_t value)
{
    f->value[slot] = value;
    f->present[slot / 64] |= UINT64_C(1) << (slot % 64);
}
static inline bool fact_has(const struct facts *f, int slot)
{
    return (f->present[slot / 64] >> (slot % 64)) & 1;
}

enum filter_op { FILTER_IN, FILTER_NOT_IN, FILTER_RANGE, FILTER_IS, FILTER_WITHIN };

enum { FILTER_TERMS_MAX = 32, FILTER_SET_MAX = 1000 };

struct filter_term {
    uint8_t slot;
    uint8_t op;         /* enum filter_op */
    uint32_t n;         /* IN, NOT_IN, WITHIN: size of set */
    int64_t min, max;   /* RANGE: inclusive, INT64_MIN, INT64_MAX: open; IS: min = 0 or 1 */
    const int64_t *set; /* IN, NOT_IN: sorted, in the filter's memory. WITHIN: borders, rising: what
                           has an odd number of them not above it is accepted */
};

struct filter {
    uint32_t n;
    struct filter_term terms[];
};

/* Copies and orders the terms (most selective kinds first, sets sorted and without doubles)
 * into one block freed with free(). n ≤ FILTER_TERMS_MAX, sets ≤ FILTER_SET_MAX (asserted:
 * readers check). n = 0 accepts everything. */
struct filter *filter_compile(const struct filter_term *terms, size_t n);
bool filter_accepts(const struct filter *filter, const struct facts *facts);
/* Size of the compiled block. */
size_t filter_bytes(const struct filter *filter);
/* Index (in compiled order) of the first term that refuses, for explanations; -1 when
 * accepted. */
int filter_first_refusal(const struct filter *filter, const struct facts *facts);

#endif
