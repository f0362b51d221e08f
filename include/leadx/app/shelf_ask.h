/* What somebody asks of a niche's shelf, read from the JSON of a query or of a saved search. */
#ifndef LEADX_APP_SHELF_ASK_H
#define LEADX_APP_SHELF_ASK_H

#include <jansson.h>

#include "leadx/app/niche.h"
#include "leadx/app/shelf_dims.h"
#include "leadx/base/fault.h"

/* Reads {"region": {"in": […]}, "age": {"min": 25}, "age_hours": {"max": 48}} into query's filters
 * and age. An order's filter of these fields means the same here, but that a number or a date fits
 * by its band or month: whatever touches the range fits. Faults below base, which name what can be
 * asked by; false when there are any. What it makes lives in the faults' pool. */
bool shelf_ask_read(json_t *filter, const char *base, const struct shelf_dims *dims,
                    const struct symbols *symbols, struct faults *faults,
                    struct shelf_query *query);

#endif
