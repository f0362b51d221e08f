/* Codes that a person types after its password: of an authenticator, or one for recovery. */
#ifndef LEADX_APP_SECOND_FACTOR_H
#define LEADX_APP_SECOND_FACTOR_H

#include <jansson.h>
#include <stdbool.h>

#include "leadx/base/pool.h"
#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"

enum { RECOVERY_CODES = 10, RECOVERY_TEXT = 20 }; /* "abcd-efgh-ijkl-mnop" and its end */

/* A new secret for an authenticator: sealed into args ("sealed", "key"), and as people type it. */
const char *second_factor_make(struct pool *pool, const struct uuid *person, json_t *args);
/* The address that an authenticator scans; account: what it shows the secret as. */
const char *second_factor_uri(struct pool *pool, const char *secret, struct slice account);
/* Adds to args what the operation takes the code by: "step" of an authenticator's, or "recovery",
 * a digest. sealed_hex, key_hex: the secret as the database gave it. false: it can be neither. */
bool second_factor_read(struct pool *pool, const struct uuid *person, struct slice code,
                        struct slice sealed_hex, struct slice key_hex, json_t *args);
/* Ten new recovery codes: as the person sees them, and their digests. Both new references. */
void recovery_make(const struct uuid *person, json_t **shown, json_t **digests);

#endif
