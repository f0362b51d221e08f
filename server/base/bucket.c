/* Token bucket in integers: per_second tokens a second are per_second millitokens a millisecond.
 *
 * Its one rule: a bucket costs nothing until it is asked; what it gained is reckoned then. Called
 * by the rate gates of http and the per-peer limits of out. */
#include "leadx/base/bucket.h"

#include <assert.h>
#include <stddef.h>

enum { TOKEN = 1000 };

static void bucket_fill(struct bucket *b, int64_t now_ms, int64_t per_second, int64_t burst)
{
    int64_t full = burst * TOKEN, elapsed = now_ms - b->updated_ms, gain;

    if (b->updated_ms == 0 || b->millitokens > full) { /* never used, or burst was lowered */
        b->millitokens = full;
    } else if (elapsed > 0) {
        if (__builtin_mul_overflow(elapsed, per_second, &gain) || gain > full - b->millitokens)
            gain = full - b->millitokens;
        b->millitokens += gain;
    }
    /* 0 means never used. Never back: processes that share a bucket read the clock at their own
     * turns, and what was gained once must not be gained again. */
    if (b->updated_ms == 0 || elapsed > 0)
        b->updated_ms = now_ms == 0 ? 1 : now_ms;
}

bool bucket_take(struct bucket *b, int64_t now_ms, int64_t per_second, int64_t burst,
                 int64_t *wait_ms)
{
    bool taken;

    assert(per_second >= 1 && burst >= 1 && burst <= INT64_MAX / TOKEN);
    bucket_fill(b, now_ms, per_second, burst);
    taken = b->millitokens >= TOKEN;
    if (taken)
        b->millitokens -= TOKEN;
    if (wait_ms != NULL)
        *wait_ms = taken ? 0 : (TOKEN - b->millitokens + per_second - 1) / per_second;
    return taken;
}
