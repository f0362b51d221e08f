/* Providers that check numbers and addresses, and what they report. */
#ifndef LEADX_API_CHECKS_H
#define LEADX_API_CHECKS_H

#include "leadx/http/route.h"

extern const struct route checks_routes[];

#endif
