/* POST /v1/leads. */
#ifndef LEADX_API_LEAD_POST_H
#define LEADX_API_LEAD_POST_H

#include "leadx/http/route.h"

extern const struct route lead_post_routes[];

#endif
