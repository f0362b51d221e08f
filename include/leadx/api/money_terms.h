/* What money is held to: terms of currencies, of companies, of wallets. */
#ifndef LEADX_API_MONEY_TERMS_H
#define LEADX_API_MONEY_TERMS_H

#include "leadx/http/route.h"

extern const struct route money_terms_routes[];

#endif
