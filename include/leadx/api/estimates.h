/* What an order would have found. */
#ifndef LEADX_API_ESTIMATES_H
#define LEADX_API_ESTIMATES_H

#include "leadx/http/route.h"

extern const struct route estimates_routes[];

#endif
