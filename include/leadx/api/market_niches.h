/* GET /v1/market/niches: where something is listed. */
#ifndef LEADX_API_MARKET_NICHES_H
#define LEADX_API_MARKET_NICHES_H

#include "leadx/http/route.h"

extern const struct route market_niches_routes[];

#endif
