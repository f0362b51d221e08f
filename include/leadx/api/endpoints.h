/* Endpoints: where a buyer's leads are sent. */
#ifndef LEADX_API_ENDPOINTS_H
#define LEADX_API_ENDPOINTS_H

#include "leadx/http/route.h"

extern const struct route endpoints_routes[];

#endif
