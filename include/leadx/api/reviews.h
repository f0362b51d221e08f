/* Leads held for a person to look at, and contacts seen whole: the operator's. */
#ifndef LEADX_API_REVIEWS_H
#define LEADX_API_REVIEWS_H

#include "leadx/http/route.h"

extern const struct route reviews_routes[];

#endif
