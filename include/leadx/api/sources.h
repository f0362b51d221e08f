/* Sources: a seller's own, and the administrator's ban. */
#ifndef LEADX_API_SOURCES_H
#define LEADX_API_SOURCES_H

#include "leadx/http/route.h"

extern const struct route sources_routes[];

#endif
