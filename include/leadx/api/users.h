/* /v1/users: a company's people; the operator's way to anybody's. */
#ifndef LEADX_API_USERS_H
#define LEADX_API_USERS_H

#include "leadx/http/route.h"

extern const struct route users_routes[];

#endif
