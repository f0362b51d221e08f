/* A bounded table of token buckets, one an address (IPv6: a /64), of failed authentications.
 *
 * Rule: only failures cost a token, and while the bucket is empty one try a second is let through,
 * so that a good key behind the same address still gets its turn. The workers of one server share
 * the table. route.c asks before it looks a key up. */
#include "leadx/http/knock.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "leadx/base/bucket.h"
#include "leadx/base/digest.h"
#include "leadx/base/shared.h"

enum {
    SETS = 1024, /* each of WAYS entries: 4,096 addresses; the one idle longest gives way */
    WAYS = 4,
    PER_SECOND = 1,
    BURST = 20,
};

struct entry {
    uint8_t key[16];
    bool used;
    struct bucket bucket;
    int64_t blocked_until_ms;
    int64_t failed_ms; /* last */
};

struct table {
    uint64_t seed;          /* 0: not yet */
    int64_t quiet_after_ms; /* nobody is blocked from then on; read without the lock */
    struct entry sets[SETS][WAYS];
};

static struct table *table_of(void)
{
    static struct table *table;

    if (table == NULL)
        table = shared_part(SHARED_KNOCK, sizeof *table);
    return table;
}

static void key_of(const char *peer, uint8_t key[16])
{
    memset(key, 0, 16);
    if (inet_pton(AF_INET, peer, key + 12) == 1)
        key[0] = 4;
    else if (inet_pton(AF_INET6, peer, key) == 1)
        memset(key + 8, 0, 8);
}

static struct entry *set_of(const uint8_t key[16])
{
    struct table *table = table_of();
    uint64_t half[2];

    while (table->seed == 0)
        random_bytes(&table->seed, sizeof table->seed);
    memcpy(half, key, sizeof half);
    half[0] = (half[0] ^ table->seed) * 0x9e3779b97f4a7c15u;
    half[1] = (half[1] ^ table->seed ^ (half[0] >> 29)) * 0xbf58476d1ce4e5b9u;
    return table->sets[(half[1] ^ (half[1] >> 32)) % SETS];
}

static struct entry *entry_find(const uint8_t key[16])
{
    struct entry *set = set_of(key);

    for (int i = 0; i < WAYS; i++)
        if (set[i].used && memcmp(set[i].key, key, 16) == 0)
            return &set[i];
    return NULL;
}

static struct entry *entry_make(const uint8_t key[16])
{
    struct entry *set = set_of(key), *e = &set[0];

    for (int i = 1; i < WAYS; i++)
        if (!set[i].used || (e->used && set[i].failed_ms < e->failed_ms))
            e = &set[i];
    *e = (struct entry){.used = true};
    memcpy(e->key, key, 16);
    return e;
}

int64_t knock_wait_ms(const char *peer, int64_t now_ms)
{
    int64_t until_ms;
    uint8_t key[16];
    struct entry *e;

    if (now_ms >= __atomic_load_n(&table_of()->quiet_after_ms, __ATOMIC_RELAXED))
        return 0;
    key_of(peer, key);
    shared_lock(SHARED_KNOCK);
    e = entry_find(key);
    until_ms = e == NULL ? 0 : e->blocked_until_ms;
    shared_unlock(SHARED_KNOCK);
    return until_ms <= now_ms ? 0 : until_ms - now_ms;
}

static void entry_fail(struct entry *e, int64_t now_ms)
{
    struct table *table = table_of();
    int64_t wait_ms = 0;

    e->failed_ms = now_ms;
    if (bucket_take(&e->bucket, now_ms, PER_SECOND, BURST, &wait_ms))
        return;
    e->blocked_until_ms = now_ms + wait_ms;
    if (table->quiet_after_ms < e->blocked_until_ms)
        __atomic_store_n(&table->quiet_after_ms, e->blocked_until_ms, __ATOMIC_RELAXED);
}

void knock_failed(const char *peer, int64_t now_ms)
{
    uint8_t key[16];
    struct entry *e;

    key_of(peer, key);
    shared_lock(SHARED_KNOCK);
    e = entry_find(key);
    entry_fail(e == NULL ? entry_make(key) : e, now_ms);
    shared_unlock(SHARED_KNOCK);
}
