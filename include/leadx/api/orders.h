/* Orders: a buyer's standing orders. */
#ifndef LEADX_API_ORDERS_H
#define LEADX_API_ORDERS_H

#include "leadx/http/route.h"

extern const struct route orders_routes[];

#endif
