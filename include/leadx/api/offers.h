/* Offers: a buyer's own, and those a seller may join. */
#ifndef LEADX_API_OFFERS_H
#define LEADX_API_OFFERS_H

#include "leadx/http/route.h"

extern const struct route offers_routes[];

#endif
