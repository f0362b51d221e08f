/* Buying listed leads by click. */
#ifndef LEADX_API_PURCHASES_H
#define LEADX_API_PURCHASES_H

#include "leadx/http/route.h"

extern const struct route purchases_routes[];

#endif
