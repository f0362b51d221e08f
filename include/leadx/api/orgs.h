/* Companies and their families; administrators only. */
#ifndef LEADX_API_ORGS_H
#define LEADX_API_ORGS_H

#include "leadx/http/route.h"

extern const struct route orgs_routes[];

#endif
