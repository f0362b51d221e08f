/* Leads that wait for a date: POST /v1/leads/{lead}/defer. */
#ifndef LEADX_API_DEFERRALS_H
#define LEADX_API_DEFERRALS_H

#include "leadx/http/route.h"

extern const struct route deferrals_routes[];

#endif
