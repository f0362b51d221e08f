/* Signing in: an address and a password, or a one-time link, and a code where a second factor is
 * set, become a session. */
#ifndef LEADX_APP_SIGN_IN_H
#define LEADX_APP_SIGN_IN_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/digest.h"
#include "leadx/base/slice.h"

enum sign_in_result {
    SIGN_IN_DONE,
    SIGN_IN_WRONG,       /* address, password, or that one may sign in: which is not told */
    SIGN_IN_CODE_NEEDED, /* right so far */
    SIGN_IN_CODE_WRONG,
    SIGN_IN_LINK_ENDED,
    SIGN_IN_SLOWER, /* tried too often: wait_ms */
    SIGN_IN_BUSY,   /* too many passwords wait, or the database is away */
};

struct sign_in_ask {
    struct slice email, password; /* or: */
    struct slice link;            /* a token; n = 0: by password */
    struct slice code;            /* n = 0: none yet */
    struct slice device;          /* the browser's mark, as it came */
    const char *peer, *agent;
    uint8_t session[SHA256_SIZE]; /* the digest of the session's token to be */
};

struct sign_in_answer {
    enum sign_in_result result;
    int64_t wait_ms;
    struct slice session; /* JSON */
    const char *device;   /* the browser's mark from now on */
};

typedef void (*sign_in_done_fn)(uint64_t id, const struct sign_in_answer *answer);

/* Copies what it needs; done is called once, perhaps from inside the call. */
void sign_in(const struct sign_in_ask *ask, sign_in_done_fn done, uint64_t id);

#endif
