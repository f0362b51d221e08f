/* Checks who reports a payment.
 *
 * Its one rule: nothing of a body is believed before its signature is, and comparing takes the same
 * time wherever two signatures differ. Called by the handler of payment hooks. */
#include "leadx/app/payment_signature.h"

#include <string.h>

#include "leadx/base/buf.h"
#include "leadx/base/digest.h"

enum { TRIES = 4, HEADER_MAX = 1024, SECRET_BYTES = 32 };

struct parsed {
    struct slice time; /* as it was written: this is what was signed */
    int64_t time_s;
    uint8_t mac[TRIES][SHA256_SIZE];
    size_t n;
};

void payment_secret_make(char out[PAYMENT_SECRET_SIZE])
{
    uint8_t bytes[SECRET_BYTES];

    random_bytes(bytes, sizeof bytes);
    memcpy(out, "lxp_", 4);
    hex_encode(bytes, sizeof bytes, out + 4);
}

/* Up to 12 digits. */
static bool read_seconds(struct slice s, int64_t *out)
{
    *out = 0;
    if (s.n == 0 || s.n > 12)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        *out = *out * 10 + (s.p[i] - '0');
    }
    return true;
}

static void take_part(struct parsed *p, struct slice part)
{
    if (part.n > 2 && memcmp(part.p, "t=", 2) == 0)
        p->time = (struct slice){part.p + 2, part.n - 2};
    else if (part.n > 3 && memcmp(part.p, "v1=", 3) == 0 && p->n < TRIES &&
             hex_decode((struct slice){part.p + 3, part.n - 3}, p->mac[p->n], SHA256_SIZE))
        p->n++;
}

static bool parse(struct slice header, struct parsed *p)
{
    memset(p, 0, sizeof *p);
    if (header.p == NULL || header.n > HEADER_MAX)
        return false;
    while (header.n > 0) {
        const char *comma = memchr(header.p, ',', header.n);
        size_t n = comma == NULL ? header.n : (size_t)(comma - header.p);

        take_part(p, (struct slice){header.p, n});
        n += comma != NULL;
        header = (struct slice){header.p + n, header.n - n};
        if (header.n > 0 && header.p[0] == ' ')
            header = (struct slice){header.p + 1, header.n - 1};
    }
    return p->n > 0 && read_seconds(p->time, &p->time_s);
}

static void sign(struct slice time, struct slice body, struct slice secret,
                 uint8_t out[SHA256_SIZE])
{
    struct hmac_key *key = hmac_key_new(secret.p, secret.n);
    struct buf text;

    buf_init(&text, 0);
    buf_add_slice(&text, time);
    buf_add_char(&text, '.');
    buf_add_slice(&text, body);
    hmac_sha256(key, buf_slice(&text), out);
    buf_free(&text);
    hmac_key_free(key);
}

bool payment_signature_good(struct slice header, struct slice body, struct slice secret,
                            int64_t now_s, int64_t tolerance_s)
{
    uint8_t mac[SHA256_SIZE];
    struct parsed p;
    bool good = false;

    if (!parse(header, &p) || p.time_s < now_s - tolerance_s || p.time_s > now_s + tolerance_s)
        return false;
    sign(p.time, body, secret, mac);
    for (size_t i = 0; i < p.n; i++)
        good |= bytes_equal_secret(mac, p.mac[i], sizeof mac);
    return good;
}
