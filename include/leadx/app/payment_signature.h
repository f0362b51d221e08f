/* The signature under what a payment provider reports: the header
 *   Leadx-Signature: t=1763769600,v1=5257a869…
 * where v1 is the HMAC-SHA-256, in hexadecimal, of "<t>.<body>" under the provider's secret, and t
 * the time of signing in seconds since 1970. */
#ifndef LEADX_APP_PAYMENT_SIGNATURE_H
#define LEADX_APP_PAYMENT_SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"

/* A made secret: "lxp_" and 64 hexadecimal digits, terminated. */
enum { PAYMENT_SECRET_SIZE = 4 + 64 + 1 };
void payment_secret_make(char out[PAYMENT_SECRET_SIZE]);

/* Whether one of the header's v1 values fits, and its time is at most tolerance_s from now_s.
 * Several v1, as while a secret is replaced, are tried up to four. */
bool payment_signature_good(struct slice header, struct slice body, struct slice secret,
                            int64_t now_s, int64_t tolerance_s);

#endif
