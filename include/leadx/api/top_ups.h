/* Top-ups: money asked for by transfer, and its confirmation. */
#ifndef LEADX_API_TOP_UPS_H
#define LEADX_API_TOP_UPS_H

#include "leadx/http/route.h"

extern const struct route top_ups_routes[];

#endif
