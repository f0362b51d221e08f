/* Payment providers and what they report. */
#ifndef LEADX_API_PAYMENTS_H
#define LEADX_API_PAYMENTS_H

#include "leadx/http/route.h"

extern const struct route payments_routes[];

#endif
