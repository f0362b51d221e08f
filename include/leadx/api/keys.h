/* API keys: an org's own, and any org's for administrators. */
#ifndef LEADX_API_KEYS_H
#define LEADX_API_KEYS_H

#include "leadx/http/route.h"

extern const struct route keys_routes[];

#endif
