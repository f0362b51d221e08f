/* Signing: Ed25519 by libsodium.
 *
 * Its one rule: only a few lines know the library, so that another can take its place. Called by
 * app/books, which signs days, and by the tool, which verifies them. */
#include "leadx/base/sign.h"

#include <sodium.h>

void sign_key_from_seed(const uint8_t seed[SIGN_SEED], struct sign_key *out)
{
    _Static_assert(sizeof out->secret == crypto_sign_ed25519_SECRETKEYBYTES, "as the library's");
    crypto_sign_ed25519_seed_keypair(out->pub, out->secret, seed);
}

void sign_message(const struct sign_key *key, struct slice message, uint8_t out[SIGN_SIGNATURE])
{
    crypto_sign_ed25519_detached(out, NULL, (const unsigned char *)message.p, message.n,
                                 key->secret);
}

bool sign_good(const uint8_t pub[SIGN_PUBLIC], struct slice message,
               const uint8_t signature[SIGN_SIGNATURE])
{
    return crypto_sign_ed25519_verify_detached(signature, (const unsigned char *)message.p,
                                               message.n, pub) == 0;
}
