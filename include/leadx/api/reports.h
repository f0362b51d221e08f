/* Figures: reports, what a company's first page shows, the operator's floor. */
#ifndef LEADX_API_REPORTS_H
#define LEADX_API_REPORTS_H

#include "leadx/http/route.h"

extern const struct route reports_routes[];

#endif
