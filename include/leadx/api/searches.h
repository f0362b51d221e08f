/* Saved searches of the marketplace: /v1/market/searches. */
#ifndef LEADX_API_SEARCHES_H
#define LEADX_API_SEARCHES_H

#include "leadx/http/route.h"

extern const struct route searches_routes[];

#endif
