/* API keys: made, checked for form, hashed. The secret's 256 bits need no slow hash.
 *
 * Its one rule: a key's text is never kept or logged. Used by the keys resource, the bootstrap and
 * the gate. */
#include "leadx/app/key.h"

#include <string.h>

#include "leadx/base/mem.h"

enum { KEY_BODY = 3 + 43, KEY_CHECK = 6 };

static void key_check(const char *body, char out[KEY_CHECK])
{
    uint8_t digest[SHA256_SIZE];
    char text[4 * SHA256_SIZE / 3 + 3];

    digest_sha256((struct slice){body, KEY_BODY}, digest);
    base64url_encode(digest, sizeof digest, text);
    memcpy(out, text, KEY_CHECK);
}

void key_make(char out[KEY_LENGTH + 1])
{
    uint8_t secret[32];

    memcpy(out, "lx_", 3);
    random_bytes(secret, sizeof secret);
    base64url_encode(secret, sizeof secret, out + 3);
    mem_wipe(secret, sizeof secret);
    key_check(out, out + KEY_BODY);
    out[KEY_LENGTH] = '\0';
}

bool key_form_ok(struct slice key)
{
    char check[KEY_CHECK];

    if (key.n != KEY_LENGTH || memcmp(key.p, "lx_", 3) != 0)
        return false;
    key_check(key.p, check);
    return memcmp(check, key.p + KEY_BODY, KEY_CHECK) == 0;
}

void key_hash(struct slice key, uint8_t out[SHA256_SIZE])
{
    digest_sha256(key, out);
}

void key_hint(struct slice key, char out[KEY_HINT + 1])
{
    size_t n = key.n < KEY_HINT ? key.n : KEY_HINT;

    memcpy(out, key.p, n);
    out[n] = '\0';
}
