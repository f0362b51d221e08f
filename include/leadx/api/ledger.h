/* The books: the verifier, and a caller's own balances. */
#ifndef LEADX_API_LEDGER_H
#define LEADX_API_LEDGER_H

#include "leadx/http/route.h"

extern const struct route ledger_routes[];

#endif
