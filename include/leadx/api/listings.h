/* What stands on the marketplace, masked: GET /v1/market/listings and one of them. */
#ifndef LEADX_API_LISTINGS_H
#define LEADX_API_LISTINGS_H

#include <stdbool.h>

#include "leadx/http/route.h"

extern const struct route listings_routes[];

/* The tick: works a slice of time for one of those who browse. true: there is more for the next
 * turn. */
bool listings_tick(void);

#endif
