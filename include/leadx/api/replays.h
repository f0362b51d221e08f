/* An order replayed over the last days. */
#ifndef LEADX_API_REPLAYS_H
#define LEADX_API_REPLAYS_H

#include "leadx/http/route.h"

extern const struct route replays_routes[];

#endif
