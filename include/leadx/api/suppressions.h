/* Lists of people who must not be sold. */
#ifndef LEADX_API_SUPPRESSIONS_H
#define LEADX_API_SUPPRESSIONS_H

#include "leadx/http/route.h"

extern const struct route suppressions_routes[];

#endif
