/* Keyed hashes of a person's channels.
 *
 * Its one rule: nothing but the 16 bytes leaves; inner hashes are as good as the contact itself
 * (phone numbers can be counted through), so they are wiped. Called by intake and suppression. */
#include "leadx/core/fingerprint.h"

#include <assert.h>

#include "leadx/base/mem.h"

static void keyed(struct hmac_key *key, const uint8_t inner[SHA256_SIZE], uint8_t out[PRINT_SIZE])
{
    uint8_t full[SHA256_SIZE];

    hmac_sha256(key, (struct slice){(const char *)inner, SHA256_SIZE}, full);
    memcpy(out, full, PRINT_SIZE);
}

static void print_fill(struct print_keys *keys, enum channel channel,
                       const uint8_t inner[SHA256_SIZE], struct print *out)
{
    out->channel = channel;
    keyed(keys->dedup, inner, out->dedup);
    keyed(keys->suppress, inner, out->suppress);
}

void print_make(struct print_keys *keys, enum channel channel, struct slice normal,
                struct print *out)
{
    uint8_t inner[SHA256_SIZE];

    assert(normal.n > 0);
    digest_sha256(normal, inner);
    print_fill(keys, channel, inner, out);
    mem_wipe(inner, sizeof inner);
}

bool print_from_inner(struct print_keys *keys, enum channel channel, struct slice inner_hex,
                      struct print *out)
{
    uint8_t inner[SHA256_SIZE];

    if (!hex_decode(inner_hex, inner, sizeof inner))
        return false;
    print_fill(keys, channel, inner, out);
    mem_wipe(inner, sizeof inner);
    return true;
}
