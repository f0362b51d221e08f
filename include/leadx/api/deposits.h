/* Money from outside: deposits and credit limits; administrators only. */
#ifndef LEADX_API_DEPOSITS_H
#define LEADX_API_DEPOSITS_H

#include "leadx/http/route.h"

extern const struct route deposits_routes[];

#endif
