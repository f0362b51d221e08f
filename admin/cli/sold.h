/* What became of a posted lead, in words. */
#ifndef LEADX_CLI_SOLD_H
#define LEADX_CLI_SOLD_H

#include <stdio.h>

#include "call.h"

/* "sold 0193… to acme for 325.00 RUB, payout 292.50 RUB", "duplicate 0193…: duplicate", … */
void sold_print(FILE *out, const struct answer *a);

#endif
