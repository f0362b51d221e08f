/* API keys: "lx_", 43 characters of 32 random bytes, 6 of a checksum that tells a mistyped key from
 * an unknown one without asking anybody. Stored only as SHA-256. */
#ifndef LEADX_APP_KEY_H
#define LEADX_APP_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/digest.h"
#include "leadx/base/slice.h"

enum { KEY_LENGTH = 3 + 43 + 6, KEY_HINT = 9 };

/* A new key, terminated. */
void key_make(char out[KEY_LENGTH + 1]);
/* Well formed and with the right checksum. */
bool key_form_ok(struct slice key);
void key_hash(struct slice key, uint8_t out[SHA256_SIZE]);
/* Its first characters, "lx_ab12cd", to tell keys apart on a list; terminated. */
void key_hint(struct slice key, char out[KEY_HINT + 1]);

#endif
