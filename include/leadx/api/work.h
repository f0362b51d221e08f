/* The work list: what a buyer's people do about what they bought. */
#ifndef LEADX_API_WORK_H
#define LEADX_API_WORK_H

#include "leadx/http/route.h"

extern const struct route work_routes[];

#endif
