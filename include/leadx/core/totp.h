/* Time-based one-time passwords (RFC 6238) as authenticators make them: SHA-1, 30 seconds, six
 * digits; and the secret in the form they read. */
#ifndef LEADX_CORE_TOTP_H
#define LEADX_CORE_TOTP_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/pool.h"
#include "leadx/base/slice.h"

enum { TOTP_SECRET = 20, TOTP_DIGITS = 6, TOTP_SECRET_TEXT = 33, TOTP_STEP_MS = 30000 };

/* The code of a step, terminated. */
void totp_code(struct slice secret, int64_t step, char out[TOTP_DIGITS + 1]);
/* Whether the code is that of now's step, the one before or the one after (a clock that goes wrong
 * by half a minute); *step is whose. Later steps first, so that the step only grows. The caller
 * sees to it that none is taken twice. */
bool totp_match(struct slice secret, struct slice code, int64_t now_ms, int64_t *step);
/* Base 32 without padding (RFC 4648), terminated. */
void totp_secret_text(const uint8_t secret[TOTP_SECRET], char out[TOTP_SECRET_TEXT]);
/* otpauth://totp/… as authenticators scan it; account: the address, issuer: whose exchange. */
const char *totp_uri(struct pool *pool, const char *secret_text, struct slice issuer,
                     struct slice account);

#endif
