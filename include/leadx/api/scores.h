/* Open scores; parties and the operator. */
#ifndef LEADX_API_SCORES_H
#define LEADX_API_SCORES_H

#include "leadx/http/route.h"

extern const struct route scores_routes[];

#endif
