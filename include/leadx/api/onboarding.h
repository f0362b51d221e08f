/* Terms, notices and appeals of a company itself. */
#ifndef LEADX_API_ONBOARDING_H
#define LEADX_API_ONBOARDING_H

#include "leadx/http/route.h"

extern const struct route onboarding_routes[];

#endif
