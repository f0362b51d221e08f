/* What leads go for, and what buyers would still take: GET /v1/prices, GET /v1/demand. */
#ifndef LEADX_API_PRICES_H
#define LEADX_API_PRICES_H

#include "leadx/http/route.h"

extern const struct route prices_routes[];

#endif
