/* What buyers report of their purchases; buyers and the operator. */
#ifndef LEADX_API_OUTCOMES_H
#define LEADX_API_OUTCOMES_H

#include "leadx/http/route.h"

extern const struct route outcomes_routes[];

#endif
