/* Gates: a filter's first set as 64 bits, and its first range.
 *
 * Its one rule: never refuse what the filter accepts. Called by the ladder when an order goes in.
 */
#include "gate.h"

static uint64_t mask_of(const struct filter_term *t)
{
    uint64_t mask = 0;

    for (uint32_t i = 0; i < t->n; i++)
        mask |= UINT64_C(1) << ((uint64_t)t->set[i] % 64);
    return mask;
}

struct gate gate_of(const struct filter *filter)
{
    struct gate g = {0};

    for (uint32_t i = 0; i < filter->n; i++) {
        const struct filter_term *t = &filter->terms[i];

        if (t->op == FILTER_IN && !g.has_set) {
            g.has_set = true;
            g.set_slot = t->slot;
            g.mask = mask_of(t);
        } else if (t->op == FILTER_RANGE && !g.has_range) {
            g.has_range = true;
            g.range_slot = t->slot;
            g.min = t->min;
            g.max = t->max;
        }
    }
    return g;
}
