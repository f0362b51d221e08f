/* What a buyer bought. */
#ifndef LEADX_API_SALES_H
#define LEADX_API_SALES_H

#include "leadx/http/route.h"

extern const struct route sales_routes[];

#endif
