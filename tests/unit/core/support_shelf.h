/* A market of listings as a plain list, searched the slow way, and random changes of it: what the
 * shelf is compared with. */
#ifndef LEADX_TEST_CORE_SUPPORT_SHELF_H
#define LEADX_TEST_CORE_SUPPORT_SHELF_H

#include "leadx/core/shelf.h"

enum {
    SLOW_NOBODY = 99,
    SLOW_DIMS = 5,
    SLOW_PERSONAL = 3,
    SLOW_K = 3,
    SLOW_CODES = 400,
    SLOW_MANY = 40, /* codes that hardly stand next to each other when picked by chance */
    SLOW_MAX = 2500,
    SLOW_NOW = 1000000,
    SLOW_DAY = 86400
};

extern const struct curve slow_curve;
extern struct listing slow_list[SLOW_MAX];
extern size_t slow_n;
extern bool slow_wide; /* codes above a byte's come */
extern uint64_t slow_seed;

/* Below sides; the same row of numbers from the same seed. */
uint32_t slow_dice(uint32_t sides);
struct listing slow_listing(uint32_t no);
/* One comes, goes or changes, in the list and on the shelf. */
void slow_change(struct shelf *s);
/* Whether that family may buy it. */
bool slow_allowed(const struct listing *l, uint32_t family);
/* All that fit, sorted; returns how many. Adds to counts. */
size_t slow_search(const struct shelf_query *q, struct shelf_found out[SLOW_MAX],
                   uint32_t counts[SLOW_DIMS][SLOW_CODES]);

#endif
