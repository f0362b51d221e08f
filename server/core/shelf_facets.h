/* The counts of a search. Of the core room. */
#ifndef LEADX_CORE_SHELF_FACETS_H
#define LEADX_CORE_SHELF_FACETS_H

#include "shelf_room.h"

/* Some dimension is counted. */
bool facets_wanted(const struct shelf_query *q);
/* true: nothing is asked for, and the counts began with all there is; what is out is taken off. */
bool facets_begin(const struct shelf *s, const struct shelf_query *q);
void facets_uncount(const struct shelf *s, const struct shelf_query *q, uint32_t row);
/* failed: a bit for each filter that the row fails; one at most. */
void facets_count(const struct shelf *s, const struct shelf_query *q, uint32_t row,
                  uint32_t failed);

#endif
