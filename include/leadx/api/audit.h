/* The audit trail; administrators only. */
#ifndef LEADX_API_AUDIT_H
#define LEADX_API_AUDIT_H

#include "leadx/http/route.h"

extern const struct route audit_routes[];

#endif
