/* Alerts, restraints and appeals; administrators only. */
#ifndef LEADX_API_ALERTS_H
#define LEADX_API_ALERTS_H

#include "leadx/http/route.h"

extern const struct route alerts_routes[];

#endif
