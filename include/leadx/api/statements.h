/* Statements of a party's accounts. */
#ifndef LEADX_API_STATEMENTS_H
#define LEADX_API_STATEMENTS_H

#include "leadx/http/route.h"

extern const struct route statements_routes[];

#endif
