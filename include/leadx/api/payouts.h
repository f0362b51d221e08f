/* Payouts: accounts to be paid to, payouts and their batches. */
#ifndef LEADX_API_PAYOUTS_H
#define LEADX_API_PAYOUTS_H

#include "leadx/http/route.h"

extern const struct route payouts_routes[];
/* What administrators do with them. */
extern const struct route payout_desk_routes[];

#endif
