/* One order's conditions as step functions, for this room only: of each slot it names, for which
 * values it accepts. */
#ifndef LEADX_CORE_PROFILE_H
#define LEADX_CORE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/core/filter.h"

/* Below its first key the slot is accepted as base says; every key turns the answer round. */
struct profile_slot {
    uint8_t slot;
    bool absent; /* accepted when the fact is missing */
    bool base;
    uint32_t from, n; /* its keys: profile.keys[from, from + n), rising */
};

/* Used again and again, so that a change allocates nothing. All zero is empty. */
struct profile {
    struct profile_slot slots[FACT_SLOTS]; /* slot numbers fall, each once */
    uint32_t n;
    int64_t *keys;
    size_t n_keys, size_keys;
};

void profile_free(struct profile *p);
void profile_clear(struct profile *p);
/* The filter as steps; what was in p is dropped. */
void profile_of(struct profile *p, const struct filter *filter);
/* Writing by hand: a slot with no keys yet, lower than those before; then its keys, rising. */
void profile_slot_begin(struct profile *p, uint8_t slot, bool absent, bool base);
void profile_key(struct profile *p, int64_t key);

#endif
