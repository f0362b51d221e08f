/* Gates: a filter's first set as a few bits, and its first range.
 *
 * Its one rule: never refuse what the filter accepts. Called by ladder and market when an order
 * goes in. */
#include "gate.h"

static void set_members(struct gate *g, const struct filter_term *t)
{
    for (uint32_t i = 0; i < t->n; i++) {
        uint64_t bit = (uint64_t)t->set[i] % GATE_BITS;

        g->members[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

struct gate gate_of(const struct filter *filter)
{
    struct gate g = {0};

    for (uint32_t i = 0; i < filter->n; i++) {
        const struct filter_term *t = &filter->terms[i];

        if (t->op == FILTER_IN && !g.has_set) {
            g.has_set = true;
            g.set_slot = t->slot;
            set_members(&g, t);
        } else if (t->op == FILTER_RANGE && !g.has_range) {
            g.has_range = true;
            g.range_slot = t->slot;
            g.min = t->min;
            g.max = t->max;
        }
    }
    return g;
}
