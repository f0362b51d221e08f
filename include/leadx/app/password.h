/* Passwords: Argon2id by libsodium, on threads (base/offload), never on the loop. */
#ifndef LEADX_APP_PASSWORD_H
#define LEADX_APP_PASSWORD_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"

enum { PASSWORD_MIN = 10, PASSWORD_MAX = 200, PASSWORD_HASH = 128 };

/* What is wrong with it as a new one, in small letters ("is one that everybody tries first"), or
 * NULL. email: its owner's, which it may not be made of. */
const char *password_fault(struct slice password, struct slice email);

/* Makes the hash that unknown accounts are compared with. After settings, before any other here;
 * starts the threads. */
void password_start(void);
void password_stop(void);

/* good: verified. hash: of a new one, terminated; NULL unless that was asked for. */
typedef void (*password_done_fn)(uint64_t id, bool good, const char *hash, void *arg);
/* Compares with a stored hash; hash NULL: with nobody's, which takes as long and is never good.
 * Copies; done is called once, later, from the loop. false: too many wait. */
bool password_verify(struct slice password, const char *hash, password_done_fn done, uint64_t id,
                     void *arg) __attribute__((warn_unused_result));
bool password_hash(struct slice password, password_done_fn done, uint64_t id, void *arg)
    __attribute__((warn_unused_result));

#endif
