/* Who a person is, as the database may hold it: address and name sealed, the address found again by
 * a keyed hash. */
#ifndef LEADX_APP_PERSON_H
#define LEADX_APP_PERSON_H

#include <jansson.h>
#include <stdint.h>

#include "leadx/app/vault.h"
#include "leadx/base/digest.h"
#include "leadx/base/pool.h"
#include "leadx/base/seal.h"
#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"

enum { PERSON_TOKEN = 43 }; /* of a one-time link: base64url of 32 bytes */

/* An address in its one spelling, from the pool; NULL: none. */
const char *person_email(struct pool *pool, struct slice text);
/* The keyed hash of a normalised address. */
void person_print(const char *email, uint8_t out[VAULT_TAG_SIZE]);
/* {"sealed", "key"} in hex, as the operations take it; new reference. */
json_t *person_seal(const struct uuid *person, enum seal_use use, struct slice plain);
/* Bytes in hex, as a JSON string; new reference. */
json_t *person_hex(const void *bytes, size_t n);
/* A new one-time link's token, terminated, and its SHA-256. */
void person_token_make(char token[PERSON_TOKEN + 1], uint8_t digest[SHA256_SIZE]);
/* The SHA-256 of a token of that form; false: not of it. */
bool person_token_digest(struct slice token, uint8_t digest[SHA256_SIZE]);
/* Where the token is taken: the page reads it from the fragment, which no server sees. Begins with
 * the setting public_url. */
const char *person_link(struct pool *pool, const char *token);
/* "Firefox on Linux": what a person knows its browser by, and nobody else; 60 bytes at most. */
const char *person_agent(struct slice user_agent, char out[61]);

#endif
