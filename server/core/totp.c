/* RFC 6238 over RFC 4226.
 *
 * Its one rule: pure, and all candidates are compared, so that the time taken says nothing of how
 * near a guess came. Called by app/sign_in and api/me_totp. */
#include "leadx/core/totp.h"

#include <stdio.h>

#include "leadx/base/buf.h"
#include "leadx/base/digest.h"

enum { DRIFT_STEPS = 1 };

void totp_code(struct slice secret, int64_t step, char out[TOTP_DIGITS + 1])
{
    uint8_t counter[8], mac[SHA1_SIZE];
    uint32_t value, at;

    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    digest_hmac_sha1(secret, (struct slice){(const char *)counter, sizeof counter}, mac);
    at = mac[SHA1_SIZE - 1] & 0xf;
    value = ((uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 |
             (uint32_t)mac[at + 2] << 8 | mac[at + 3]) %
            1000000;
    snprintf(out, TOTP_DIGITS + 1, "%06u", (unsigned)value);
}

bool totp_match(struct slice secret, struct slice code, int64_t now_ms, int64_t *step)
{
    int64_t now = now_ms / TOTP_STEP_MS;
    char right[TOTP_DIGITS + 1];
    bool found = false;

    if (code.n != TOTP_DIGITS)
        return false;
    for (int64_t s = now + DRIFT_STEPS; s >= now - DRIFT_STEPS; s--) {
        totp_code(secret, s, right);
        if (!bytes_equal_secret(code.p, right, TOTP_DIGITS) || found)
            continue;
        found = true;
        *step = s;
    }
    return found;
}

void totp_secret_text(const uint8_t secret[TOTP_SECRET], char out[TOTP_SECRET_TEXT])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t bits = 0;
    int have = 0, n = 0;

    for (int i = 0; i < TOTP_SECRET; i++) {
        bits = bits << 8 | secret[i];
        for (have += 8; have >= 5; have -= 5)
            out[n++] = digits[bits >> (have - 5) & 31];
    }
    out[n] = '\0';
}

static void add_encoded(struct buf *out, struct slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c | 32) >= 'a' && (c | 32) <= 'z')
            buf_add_char(out, (char)c);
        else if ((c >= '0' && c <= '9') || c == '.' || c == '-')
            buf_add_char(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

const char *totp_uri(struct pool *pool, const char *secret_text, struct slice issuer,
                     struct slice account)
{
    struct buf b;
    const char *text;

    buf_init(&b, 4096);
    buf_add_str(&b, "otpauth://totp/");
    add_encoded(&b, issuer);
    buf_add_str(&b, ":");
    add_encoded(&b, account);
    buf_printf(&b, "?secret=%s&issuer=", secret_text);
    add_encoded(&b, issuer);
    text = pool_copy(pool, buf_slice(&b));
    buf_free(&b);
    return text;
}
