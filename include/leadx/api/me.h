/* Who is asking: the caller's org, key and rights. */
#ifndef LEADX_API_ME_H
#define LEADX_API_ME_H

#include "leadx/http/route.h"

extern const struct route me_routes[];

#endif
