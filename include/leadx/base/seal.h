/* Personal data at rest: AES-256-GCM with a random data key for each thing sealed, the data key
 * wrapped by a master key that lives outside the database (NIST SP 800-38D). Destroying the wrapped
 * key destroys the data. The row's id is associated data, so that a sealed value moved to another
 * row does not open. */
#ifndef LEADX_BASE_SEAL_H
#define LEADX_BASE_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"

enum {
    SEAL_KEY_SIZE = 32,
    SEAL_OVERHEAD = 1 + 12 + 16,          /* version, nonce, tag */
    SEAL_WRAPPED_SIZE = 2 + 12 + 32 + 16, /* version, master key's number, nonce, key, tag */
};

enum seal_use {
    SEAL_CONTACT = 1,
    SEAL_CONSENT = 2,
    SEAL_SECRET = 3,
    SEAL_EVIDENCE = 4,
    SEAL_EMAIL = 5, /* of a person who signs in */
    SEAL_NAME = 6,
    SEAL_WORK_NOTE = 7, /* what a buyer's people write about a purchase */
    SEAL_WORK_NEXT = 8
}; /* part of the associated data */

struct sealer;

/* master: SEAL_KEY_SIZE bytes, copied; number: which master key this is (rotation). Never NULL. */
struct sealer *sealer_new(const uint8_t *master, uint8_t number);
void sealer_free(struct sealer *s);
/* sealed: plain.n + SEAL_OVERHEAD bytes; wrapped: SEAL_WRAPPED_SIZE bytes. Never fails. */
void seal(struct sealer *s, enum seal_use use, const struct uuid *row, struct slice plain,
          uint8_t *sealed, uint8_t *wrapped);
/* plain: sealed.n - SEAL_OVERHEAD bytes. false: wrong key, row or use, or changed bytes; plain is
 * wiped. */
bool unseal(struct sealer *s, enum seal_use use, const struct uuid *row, struct slice sealed,
            struct slice wrapped, uint8_t *plain);

#endif
