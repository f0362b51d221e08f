/* Ed25519 signatures (RFC 8032). */
#ifndef LEADX_BASE_SIGN_H
#define LEADX_BASE_SIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"

enum { SIGN_SEED = 32, SIGN_PUBLIC = 32, SIGN_SIGNATURE = 64 };

struct sign_key {
    uint8_t pub[SIGN_PUBLIC];
    uint8_t secret[64];
};

/* The pair that the 32 random bytes stand for. */
void sign_key_from_seed(const uint8_t seed[SIGN_SEED], struct sign_key *out);
/* The same message under the same key gives the same signature. */
void sign_message(const struct sign_key *key, struct slice message, uint8_t out[SIGN_SIGNATURE]);
bool sign_good(const uint8_t pub[SIGN_PUBLIC], struct slice message,
               const uint8_t signature[SIGN_SIGNATURE]);

#endif
