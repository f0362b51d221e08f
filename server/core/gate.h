/* A filter's first questions beside the price, so that most orders are passed over without touching
 * their filter's memory. A gate may let through what the filter refuses, never the other way round.
 */
#ifndef LEADX_CORE_GATE_H
#define LEADX_CORE_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/core/filter.h"

/* Bits of a set: with 256, a set of 15 regions lets 6 % of the others through; with 64 it was 21 %.
 */
enum { GATE_BITS = 256, GATE_WORDS = GATE_BITS / 64 };

struct gate {
    uint64_t members[GATE_WORDS]; /* bit value % 256 for every member of the first set */
    int64_t min, max;             /* of the first range */
    uint8_t set_slot, range_slot;
    bool has_set, has_range;
};

struct gate gate_of(const struct filter *filter);

static inline bool gate_set_accepts(const struct gate *g, const struct facts *facts)
{
    uint64_t bit = (uint64_t)facts->value[g->set_slot] % GATE_BITS;

    return fact_has(facts, g->set_slot) && (g->members[bit / 64] >> bit % 64 & 1);
}

static inline bool gate_range_accepts(const struct gate *g, const struct facts *facts)
{
    int64_t value = facts->value[g->range_slot];

    return fact_has(facts, g->range_slot) && value >= g->min && value <= g->max;
}

static inline bool gate_accepts(const struct gate *g, const struct facts *facts)
{
    return (!g->has_set || gate_set_accepts(g, facts)) &&
           (!g->has_range || gate_range_accepts(g, facts));
}

#endif
