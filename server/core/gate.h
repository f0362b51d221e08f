/* A filter's first questions beside the price, so that most orders are passed over without touching
 * their filter's memory. A gate may let through what the filter refuses, never the other way round.
 */
#ifndef LEADX_CORE_GATE_H
#define LEADX_CORE_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/core/filter.h"

struct gate {
    uint64_t mask;    /* bit value % 64 for every member of the first set */
    int64_t min, max; /* of the first range */
    uint8_t set_slot, range_slot;
    bool has_set, has_range;
};

struct gate gate_of(const struct filter *filter);

static inline bool gate_accepts(const struct gate *g, const struct facts *facts)
{
    if (g->has_set && !(fact_has(facts, g->set_slot) &&
                        g->mask >> ((uint64_t)facts->value[g->set_slot] % 64) & 1))
        return false;
    return !g->has_range ||
           (fact_has(facts, g->range_slot) && facts->value[g->range_slot] >= g->min &&
            facts->value[g->range_slot] <= g->max);
}

#endif
