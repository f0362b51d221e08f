/* Money: minor units of an ISO 4217 currency. No floating point, no conversion. */
#ifndef LEADX_BASE_MONEY_H
#define LEADX_BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"

/* Largest amount, in minor units: sums of nine thousand of them stay inside int64. Not an enum
 * value: its type would be unsigned, and comparing with an amount a trap. */
#define MONEY_MAX INT64_C(1000000000000000)

/* An active ISO 4217 code in upper case. */
bool money_currency_known(struct slice code);
/* Digits after the decimal point: RUB 2, JPY 0, KWD 3; -1 for an unknown code. */
int money_exponent(struct slice code);
/* "1,234.50 RUB" for people: writes at most size bytes, terminated. */
void money_format(int64_t minor, struct slice code, char *out, size_t size);
/* The exchange's fee on a price (domain rule): floor(price × bp / 10,000) + fixed, at most price.
 * price_minor 1 to MONEY_MAX, bp 0 to 10,000, fixed_minor ≥ 0. */
int64_t money_fee(int64_t price_minor, int bp, int64_t fixed_minor);

#endif
