/* Token buckets of tries, one for each way in which an account is tried:
 *
 *   a stranger   by address: sign_in_burst at once, then one a second; by account and address: 8,
 *                then one in 10 s; by account: 40, then one a second
 *   a known one  by account and browser: 10 at once, then one in 10 s, whatever strangers do
 *   a code       by account, and browser when it is known: 6 at once, then one a minute
 *   a mail       by account: 3 at once, then one in five minutes; by address: 10, then one in 10 s
 *
 * Its one rule: nothing here locks an account. Whoever signed in from this browser before has its
 * own bucket, whoever did not may still use a mailed link; an attacker only slows strangers down.
 * The workers of one server share the table. Called by app/sign_in. */
#include "leadx/app/sign_in_throttle.h"

#include <arpa/inet.h>
#include <string.h>

#include "leadx/base/bucket.h"
#include "leadx/base/digest.h"
#include "leadx/base/settings.h"
#include "leadx/base/shared.h"

enum { SETS = 2048, WAYS = 4 }; /* the bucket idle longest gives way */

struct rate {
    int64_t each_ms, burst; /* a token comes back in so many milliseconds */
};

static const struct rate stranger = {10000, 8}, strangers = {1000, 40}, known = {10000, 10},
                         code = {60000, 6}, mail = {300000, 3}, ask = {10000, 10};

/* Whole offices stand behind one address. */
static struct rate address_rate(void)
{
    return (struct rate){1000, setting_int("sign_in_burst")};
}

struct entry {
    uint8_t key[VAULT_TAG_SIZE];
    struct bucket bucket;
};

struct table {
    struct entry sets[SETS][WAYS];
};

static struct table *table_of(void)
{
    static struct table *table;

    if (table == NULL)
        table = shared_part(SHARED_SIGN_IN, sizeof *table);
    return table;
}

/* Keyed, so that nobody chooses its place in the table. with: what it is counted by besides. */
static void key_make(const struct sign_in_try *t, char kind, struct slice with,
                     uint8_t out[VAULT_TAG_SIZE])
{
    char text[1 + VAULT_TAG_SIZE + 64];
    size_t n = with.n < 64 ? with.n : 64;

    text[0] = kind;
    memcpy(text + 1, t->account, VAULT_TAG_SIZE);
    if (n > 0)
        memcpy(text + 1 + VAULT_TAG_SIZE, with.p, n);
    vault_tag("sign-in tries", (struct slice){text, 1 + VAULT_TAG_SIZE + n}, out);
}

static struct entry *entry_of(const uint8_t key[VAULT_TAG_SIZE])
{
    uint32_t at;
    struct entry *set, *oldest;

    memcpy(&at, key, sizeof at);
    set = oldest = table_of()->sets[at % SETS];
    for (int i = 0; i < WAYS; i++) {
        if (memcmp(set[i].key, key, VAULT_TAG_SIZE) == 0)
            return &set[i];
        if (set[i].bucket.updated_ms < oldest->bucket.updated_ms)
            oldest = &set[i];
    }
    *oldest = (struct entry){0};
    memcpy(oldest->key, key, VAULT_TAG_SIZE);
    return oldest;
}

/* The bucket counts whole tokens a second: its seconds are as long as a token takes. */
static int64_t take(const uint8_t key[VAULT_TAG_SIZE], struct rate rate, int64_t now_ms)
{
    int64_t stretch = rate.each_ms / 1000, wait = 0;
    bool taken;

    shared_lock(SHARED_SIGN_IN);
    taken = bucket_take(&entry_of(key)->bucket, now_ms / stretch, 1, rate.burst, &wait);
    shared_unlock(SHARED_SIGN_IN);
    return taken ? 0 : (wait < 1 ? 1 : wait) * stretch;
}

static void give_back(const uint8_t key[VAULT_TAG_SIZE], struct rate rate)
{
    struct bucket *b;

    shared_lock(SHARED_SIGN_IN);
    b = &entry_of(key)->bucket;
    b->millitokens += 1000;
    if (b->millitokens > rate.burst * 1000)
        b->millitokens = rate.burst * 1000;
    shared_unlock(SHARED_SIGN_IN);
}

/* An IPv6 customer has a /64 at least. */
static struct slice network_of(const char *peer, uint8_t out[16])
{
    memset(out, 0, 16);
    if (inet_pton(AF_INET, peer, out) != 1 && inet_pton(AF_INET6, peer, out) == 1)
        memset(out + 8, 0, 8);
    return (struct slice){(const char *)out, 16};
}

static struct slice device_of(const struct sign_in_try *t)
{
    return (struct slice){(const char *)t->device, DEVICE_NONCE};
}

static void address_key(char kind, const char *peer, uint8_t out[VAULT_TAG_SIZE])
{
    static const struct sign_in_try nobody;
    uint8_t network[16];

    key_make(&nobody, kind, network_of(peer, network), out);
}

int64_t throttle_take_address(const char *peer, int64_t now_ms)
{
    uint8_t key[VAULT_TAG_SIZE];

    address_key('p', peer, key);
    return take(key, address_rate(), now_ms);
}

void throttle_give_back_address(const char *peer)
{
    uint8_t key[VAULT_TAG_SIZE];

    address_key('p', peer, key);
    give_back(key, address_rate());
}

int64_t throttle_take_ask(const char *peer, int64_t now_ms)
{
    uint8_t key[VAULT_TAG_SIZE];

    address_key('q', peer, key);
    return take(key, ask, now_ms);
}

int64_t throttle_take(const struct sign_in_try *t, int64_t now_ms)
{
    uint8_t one[VAULT_TAG_SIZE], all[VAULT_TAG_SIZE], network[16];
    int64_t wait_ms;

    if (t->known) {
        key_make(t, 'd', device_of(t), one);
        return take(one, known, now_ms);
    }
    key_make(t, 'n', network_of(t->peer, network), one);
    key_make(t, 'a', SLICE_NONE, all);
    wait_ms = take(one, stranger, now_ms);
    if (wait_ms > 0)
        return wait_ms;
    wait_ms = take(all, strangers, now_ms);
    if (wait_ms == 0) {
        wait_ms = throttle_take_address(t->peer, now_ms);
        if (wait_ms > 0)
            give_back(all, strangers);
    }
    if (wait_ms > 0) /* what was refused by one costs nothing in the others */
        give_back(one, stranger);
    return wait_ms;
}

void throttle_give_back(const struct sign_in_try *t)
{
    uint8_t key[VAULT_TAG_SIZE], network[16];

    if (t->known) {
        key_make(t, 'd', device_of(t), key);
        give_back(key, known);
        return;
    }
    throttle_give_back_address(t->peer);
    key_make(t, 'n', network_of(t->peer, network), key);
    give_back(key, stranger);
    key_make(t, 'a', SLICE_NONE, key);
    give_back(key, strangers);
}

int64_t throttle_take_code(const struct sign_in_try *t, int64_t now_ms)
{
    uint8_t key[VAULT_TAG_SIZE];

    key_make(t, 'c', t->known ? device_of(t) : SLICE_NONE, key);
    return take(key, code, now_ms);
}

int64_t throttle_take_mail(const struct sign_in_try *t, int64_t now_ms)
{
    uint8_t key[VAULT_TAG_SIZE];

    key_make(t, 'm', SLICE_NONE, key);
    return take(key, mail, now_ms);
}

/* ---- marks */

static void device_tag(const uint8_t account[VAULT_TAG_SIZE], const uint8_t nonce[DEVICE_NONCE],
                       uint8_t out[VAULT_TAG_SIZE])
{
    uint8_t text[VAULT_TAG_SIZE + DEVICE_NONCE];

    memcpy(text, account, VAULT_TAG_SIZE);
    memcpy(text + VAULT_TAG_SIZE, nonce, DEVICE_NONCE);
    vault_tag("known browser", (struct slice){(const char *)text, sizeof text}, out);
}

void device_make(const uint8_t account[VAULT_TAG_SIZE], char out[DEVICE_TOKEN + 1])
{
    uint8_t mark[DEVICE_NONCE + VAULT_TAG_SIZE];

    random_bytes(mark, DEVICE_NONCE);
    device_tag(account, mark, mark + DEVICE_NONCE);
    base64url_encode(mark, sizeof mark, out);
}

void device_read(struct sign_in_try *t, struct slice mark)
{
    uint8_t bytes[DEVICE_TOKEN], right[VAULT_TAG_SIZE];

    t->known = false;
    if (mark.n != DEVICE_TOKEN || base64url_decode(mark, bytes) != DEVICE_NONCE + VAULT_TAG_SIZE)
        return;
    device_tag(t->account, bytes, right);
    t->known = bytes_equal_secret(bytes + DEVICE_NONCE, right, VAULT_TAG_SIZE);
    if (t->known)
        memcpy(t->device, bytes, DEVICE_NONCE);
}
