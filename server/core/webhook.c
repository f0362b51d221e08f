/* Standard Webhooks' symmetric signature: HMAC-SHA256 over "<id>.<timestamp>.<body>", version v1.
 *
 * Its one rule: several keys sign the same bytes side by side, so that a receiver can change its
 * secret without missing a message. Called by app/delivery_message. */
#include "leadx/core/webhook.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "leadx/base/base64.h"
#include "leadx/base/buf.h"
#include "leadx/base/digest.h"

#define PREFIX "whsec_"

bool webhook_secret_read(struct slice text, struct webhook_key *out)
{
    size_t prefix = sizeof PREFIX - 1;
    uint8_t bytes[WEBHOOK_KEY_MAX + 3];
    long n;

    if (text.n <= prefix || text.n > prefix + BASE64_LENGTH(WEBHOOK_KEY_MAX) ||
        memcmp(text.p, PREFIX, prefix) != 0)
        return false;
    n = base64_decode((struct slice){text.p + prefix, text.n - prefix}, bytes);
    if (n < WEBHOOK_KEY_MIN || n > WEBHOOK_KEY_MAX)
        return false;
    memcpy(out->b, bytes, (size_t)n);
    out->n = (size_t)n;
    return true;
}

void webhook_secret_write(const struct webhook_key *key, char *out)
{
    assert(key->n >= WEBHOOK_KEY_MIN && key->n <= WEBHOOK_KEY_MAX);
    memcpy(out, PREFIX, sizeof PREFIX - 1);
    base64_encode(key->b, key->n, out + sizeof PREFIX - 1);
}

static char *sign_one(const struct webhook_key *key, struct slice signed_text, char *out)
{
    struct hmac_key *hmac = hmac_key_new(key->b, key->n);
    uint8_t mac[SHA256_SIZE];

    hmac_sha256(hmac, signed_text, mac);
    hmac_key_free(hmac);
    memcpy(out, "v1,", 3);
    return out + 3 + base64_encode(mac, sizeof mac, out + 3);
}

void webhook_sign(const struct webhook_key *keys, size_t n, const char *id, int64_t timestamp_s,
                  struct slice body, char *out)
{
    struct buf text;

    assert(n > 0 && n <= WEBHOOK_SECRETS_MAX && strchr(id, '.') == NULL);
    buf_init(&text, 0);
    buf_printf(&text, "%s.%" PRId64 ".", id, timestamp_s);
    buf_add_slice(&text, body);
    assert(!text.overflow);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            *out++ = ' ';
        out = sign_one(&keys[i], buf_slice(&text), out);
    }
    buf_free(&text);
}
