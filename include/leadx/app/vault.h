/* Secrets and personal data: reads the keys from secrets_dir, seals and opens contacts, makes
 * prints. */
#ifndef LEADX_APP_VAULT_H
#define LEADX_APP_VAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/pool.h"
#include "leadx/base/seal.h"
#include "leadx/core/fingerprint.h"

enum { VAULT_TAG_SIZE = 16, VAULT_PURPOSE_MAX = 31 };

/* Reads secrets_dir/{master,fingerprint,suppression}.key: 32 bytes each, readable by the owner
 * only, all different. false: err names the file and what to do. May be called again (new files).
 */
bool vault_open(char *err, size_t err_size);
/* 32 bytes from a file as vault_open wants it. NULL: read; else what is wrong with it. */
const char *vault_key_read(const char *path, uint8_t out[32]);
/* Wipes the keys; runs at exit by itself. */
void vault_close(void);
/* Both need an open vault (asserted). */
struct sealer *vault_sealer(void);
struct print_keys *vault_prints(void);
/* 16 bytes of HMAC under the fingerprint key with a purpose word (at most VAULT_PURPOSE_MAX
 * bytes): request keys and body hashes. */
void vault_tag(const char *purpose, struct slice data, uint8_t out[VAULT_TAG_SIZE]);
/* Opens a contact or consent as the database gave it (bytea columns in text format: "\x…"), into
 * the pool; SLICE_NONE when erased or damaged. */
struct slice vault_unseal_hex(struct pool *pool, enum seal_use use, const struct uuid *lead,
                              struct slice sealed_hex, struct slice key_hex);

#endif
