/* Standard Webhooks: secrets and the signature a receiver checks with its reference library. */
#ifndef LEADX_CORE_WEBHOOK_H
#define LEADX_CORE_WEBHOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/slice.h"

enum {
    WEBHOOK_KEY_MIN = 24,
    WEBHOOK_KEY_MAX = 64,
    WEBHOOK_KEY_MADE = 32,    /* bytes of the keys we make */
    WEBHOOK_SECRETS_MAX = 4,  /* that sign beside each other during a rotation */
    WEBHOOK_SECRET_SIZE = 96, /* "whsec_", base64 of 64 bytes, terminator */
    WEBHOOK_SIGNATURE_SIZE = WEBHOOK_SECRETS_MAX * 48, /* "v1," and 44 characters each, spaces */
};

struct webhook_key {
    uint8_t b[WEBHOOK_KEY_MAX];
    size_t n;
};

/* "whsec_" and base64 of 24 to 64 bytes. */
bool webhook_secret_read(struct slice text, struct webhook_key *out);
/* out: WEBHOOK_SECRET_SIZE bytes, terminated. */
void webhook_secret_write(const struct webhook_key *key, char *out);

/* The header webhook-signature: one "v1,…" a key, spaces between; out: WEBHOOK_SIGNATURE_SIZE
 * bytes. n from 1 to WEBHOOK_SECRETS_MAX. id holds no full stop. */
void webhook_sign(const struct webhook_key *keys, size_t n, const char *id, int64_t timestamp_s,
                  struct slice body, char *out);

#endif
