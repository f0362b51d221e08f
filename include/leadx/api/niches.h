/* Niches: read by everybody, written by administrators. */
#ifndef LEADX_API_NICHES_H
#define LEADX_API_NICHES_H

#include "leadx/http/route.h"

extern const struct route niches_routes[];

#endif
