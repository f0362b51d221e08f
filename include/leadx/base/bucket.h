/* Token bucket: rate per second with a burst, in integers. */
#ifndef LEADX_BASE_BUCKET_H
#define LEADX_BASE_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct bucket {
    int64_t millitokens; /* 1,000 = one token */
    int64_t updated_ms;  /* clock_mono_ms of the last refill; 0 = never used, full */
};

/* Takes one token. false: empty; *wait_ms (may be NULL) then says when one will be there.
 * per_second and burst are at least 1. */
bool bucket_take(struct bucket *b, int64_t now_ms, int64_t per_second, int64_t burst,
                 int64_t *wait_ms);

#endif
