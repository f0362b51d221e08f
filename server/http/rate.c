/* A bounded table of token buckets, one an API key, and the fields of
 * draft-ietf-httpapi-ratelimit-headers (RateLimit, RateLimit-Policy) that show them.
 *
 * Rule: only keys that were found good come here, so strangers cannot push anybody out; when a set
 * of the table is full, the key idle longest begins anew. The workers of one server share the
 * table; several servers behind one address count each for itself. route.c asks. */
#include "leadx/http/rate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "leadx/base/bucket.h"
#include "leadx/base/digest.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/base/shared.h"

enum { SETS = 2048, WAYS = 4 }; /* 8,192 keys, 320 KiB */

struct entry {
    struct uuid key;
    struct bucket bucket; /* updated_ms 0: never used */
};

struct limit {
    int64_t per_second, burst; /* per_second 0: none */
};

struct table {
    uint64_t seed; /* 0: not yet */
    struct entry sets[SETS][WAYS];
};

static struct table *table;
static struct metric *forgotten;

static struct limit limit_of(const struct caller *caller)
{
    if (caller->slowed)
        return (struct limit){setting_int("rate_slowed_per_second"),
                              setting_int("rate_slowed_burst")};
    if (caller->throttled)
        return (struct limit){setting_int("rate_per_second"), setting_int("rate_burst")};
    return (struct limit){setting_int("rate_unthrottled_per_second"),
                          setting_int("rate_unthrottled_burst")};
}

/* Ids are ours, but their spread over the table should not depend on when they were made. */
static struct entry *set_of(const struct uuid *key)
{
    uint64_t half[2];

    while (table->seed == 0)
        random_bytes(&table->seed, sizeof table->seed);
    memcpy(half, key, sizeof half);
    half[0] = (half[0] ^ table->seed) * 0x9e3779b97f4a7c15u;
    half[1] = (half[1] ^ half[0] ^ (half[0] >> 29)) * 0xbf58476d1ce4e5b9u;
    return table->sets[(half[1] ^ (half[1] >> 32)) % SETS];
}

static struct entry *entry_take(const struct uuid *key)
{
    struct entry *set = set_of(key), *oldest = &set[0];

    for (int i = 0; i < WAYS; i++)
        if (set[i].bucket.updated_ms != 0 && uuid_equal(&set[i].key, key))
            return &set[i];
    for (int i = 1; i < WAYS; i++)
        if (set[i].bucket.updated_ms < oldest->bucket.updated_ms)
            oldest = &set[i];
    if (forgotten == NULL)
        forgotten = metric_counter(
            "leadx_http_rate_forgotten_total",
            "Keys whose count of requests began anew because the table was full.", NULL);
    metric_add(forgotten, oldest->bucket.updated_ms != 0);
    *oldest = (struct entry){.key = *key};
    return oldest;
}

/* Structured fields (RFC 9651): one policy, named after what it counts by. q: requests in a window
 * of w seconds; r: left of them; t: seconds until all of them are back. */
static void texts_make(struct rate *rate, struct limit limit, const struct bucket *b)
{
    int64_t window_s = (limit.burst + limit.per_second - 1) / limit.per_second;
    int64_t missing = limit.burst * 1000 - b->millitokens, per_s = limit.per_second * 1000;

    snprintf(rate->policy, sizeof rate->policy, "\"key\";q=%" PRId64 ";w=%" PRId64, limit.burst,
             window_s);
    snprintf(rate->left, sizeof rate->left, "\"key\";r=%" PRId64 ";t=%" PRId64,
             b->millitokens / 1000, (missing + per_s - 1) / per_s);
}

void rate_take(const struct caller *caller, int64_t now_ms, struct rate *out)
{
    struct limit limit = limit_of(caller);
    struct entry *e;
    struct bucket after;

    *out = (struct rate){.passed = true};
    if (limit.per_second == 0)
        return;
    if (table == NULL)
        table = shared_part(SHARED_RATE, sizeof *table);
    shared_lock(SHARED_RATE);
    e = entry_take(&caller->key);
    out->limited = true;
    out->passed = bucket_take(&e->bucket, now_ms, limit.per_second, limit.burst, &out->wait_ms);
    after = e->bucket;
    shared_unlock(SHARED_RATE);
    texts_make(out, limit, &after);
}
