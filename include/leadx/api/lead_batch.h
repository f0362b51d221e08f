/* POST /v1/leads/batch. */
#ifndef LEADX_API_LEAD_BATCH_H
#define LEADX_API_LEAD_BATCH_H

#include <stdbool.h>

#include "leadx/http/route.h"

extern const struct route lead_batch_routes[];

/* The tick: batches go on with their leads. true: some could go on at once, and wait only so that
 * others have their turn. */
bool lead_batch_tick(void) __attribute__((warn_unused_result));

#endif
