/* Secrets and personal data: reads the keys from secrets_dir, seals and opens contacts, makes prints. */
#ifndef LEADX_APP_VAULT_H
#define LEADX_APP_VAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/pool.h"
#include "leadx/base/seal.h"
#include "leadx/core/fingerprint.h"

/* Reads secrets_dir/{master,fingerprint,suppression}.key: 32 bytes each, readable by the owner only. */
bool vault_open(char *err, size_t err_size);
struct sealer *vault_sealer(void);
struct print_keys *vault_prints(void);
/* 16 bytes of HMAC under the fingerprint key with a purpose word: request keys and body hashes. */
void vault_tag(const char *purpose, struct slice data, uint8_t out[16]);
/* Opens a contact or consent as the database gave it (bytea columns in text format: "\x…"); SLICE_NONE when erased or damaged. */
struct slice vault_unseal_hex(struct pool *pool, enum seal_use use, const struct uuid *lead, struct slice sealed_hex,
                              struct slice key_hex);

#endif
