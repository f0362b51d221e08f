/* POST and DELETE /v1/admin/looking-as: the operator sees what a company sees. */
#ifndef LEADX_API_LOOKING_H
#define LEADX_API_LOOKING_H

#include "leadx/http/route.h"

extern const struct route looking_routes[];

#endif
