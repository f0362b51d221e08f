/* How often an account may be tried: by whom it was tried, so that no stranger can keep a person
 * out of its own. */
#ifndef LEADX_APP_SIGN_IN_THROTTLE_H
#define LEADX_APP_SIGN_IN_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/app/vault.h"
#include "leadx/base/slice.h"

enum { DEVICE_TOKEN = 43, DEVICE_NONCE = 16 };

struct sign_in_try {
    uint8_t account[VAULT_TAG_SIZE]; /* the address's keyed hash, whether anybody has it or not */
    const char *peer;                /* address text */
    bool known;                      /* the browser signed in to this account before */
    uint8_t device[DEVICE_NONCE];    /* which one */
};

/* Takes a try. 0: go on; else the milliseconds until the next one. */
int64_t throttle_take(const struct sign_in_try *t, int64_t now_ms);
/* It was a good one: it does not count. */
void throttle_give_back(const struct sign_in_try *t);
/* The same for codes of the second factor after a right password: fewer, since there are only a
 * million of them. */
int64_t throttle_take_code(const struct sign_in_try *t, int64_t now_ms);
/* The same of an address alone: for links, which name no account until they are found. */
int64_t throttle_take_address(const char *peer, int64_t now_ms);
void throttle_give_back_address(const char *peer);
/* The same for mails with a link: by account, since whoever gets them did not ask for many; and by
 * the address that asks. */
int64_t throttle_take_mail(const struct sign_in_try *t, int64_t now_ms);
int64_t throttle_take_ask(const char *peer, int64_t now_ms);

/* A mark for a browser that signed in to the account, terminated: it proves nothing but that. */
void device_make(const uint8_t account[VAULT_TAG_SIZE], char out[DEVICE_TOKEN + 1]);
/* Reads the mark into t->known and t->device; of another account it is none. */
void device_read(struct sign_in_try *t, struct slice mark);

#endif
