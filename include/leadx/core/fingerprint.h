/* A person's channels as keyed hashes. Inner = SHA-256 of the normalised value; stored key =
 * the first 16 bytes of HMAC-SHA-256(secret, inner). Deduplication and suppression use
 * different secrets, so that one table leaked does not open the other. Callers who send hashes
 * send inner in hex. */
#ifndef LEADX_CORE_FINGERPRINT_H
#define LEADX_CORE_FINGERPRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/digest.h"
#include "leadx/base/slice.h"

enum { PRINT_SIZE = 16, PRINTS_MAX = 8 };

enum channel { CHANNEL_PHONE = 1, CHANNEL_EMAIL = 2, CHANNEL_OTHER = 3 };

struct print {
    enum channel channel;
    uint8_t dedup[PRINT_SIZE];
    uint8_t suppress[PRINT_SIZE];
};

struct print_keys {
    struct hmac_key *dedup, *suppress;
};

/* normal: the normalised value, not empty (asserted: an empty key never matches). */
void print_make(struct print_keys *keys, enum channel channel, struct slice normal,
                struct print *out);
/* From a caller's inner hash of 64 hex digits. false: not one. */
bool print_from_inner(struct print_keys *keys, enum channel channel, struct slice inner_hex,
                      struct print *out);

#endif
