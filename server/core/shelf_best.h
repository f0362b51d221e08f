/* A page in the making. Of the core room. */
#ifndef LEADX_CORE_SHELF_BEST_H
#define LEADX_CORE_SHELF_BEST_H

#include "shelf_room.h"

struct shelf_best {
    const struct shelf *s;
    const struct shelf_query *q;
    struct {
        int64_t key;
        uint32_t row;
    } rows[SHELF_FOUND_MAX]; /* the first is the worst, until they are sorted */
    size_t n;
};

void best_begin(struct shelf_best *p, const struct shelf *s, const struct shelf_query *q);
/* The rows at from + places[0 … n − 1]. price: by place; where prices do not matter, anything. */
void best_offer(struct shelf_best *p, uint32_t from, const uint16_t *places, uint32_t n,
                const int64_t *price);
/* Front first. */
void best_sort(struct shelf_best *p);

#endif
