/* base64 as signatures and mail want it: '+', '/', padding.
 *
 * Its one rule: only the canonical form is read, so that one secret has one spelling. Used by
 * core/webhook and core/mail. */
#include "leadx/base/base64.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t base64_encode(const void *p, size_t n, char *out)
{
    const uint8_t *b = p;
    char *to = out;

    for (size_t i = 0; i < n; i += 3) {
        uint32_t three = (uint32_t)b[i] << 16 | (i + 1 < n ? (uint32_t)b[i + 1] << 8 : 0) |
                         (i + 2 < n ? b[i + 2] : 0);

        *to++ = alphabet[three >> 18];
        *to++ = alphabet[three >> 12 & 63];
        *to++ = i + 1 < n ? alphabet[three >> 6 & 63] : '=';
        *to++ = i + 2 < n ? alphabet[three & 63] : '=';
    }
    *to = '\0';
    return (size_t)(to - out);
}

static int digit(char c)
{
    const char *at = c == '\0' ? NULL : strchr(alphabet, c);

    return at == NULL ? -1 : (int)(at - alphabet);
}

long base64_decode(struct slice s, void *out)
{
    size_t pad = s.n >= 2 && s.p[s.n - 1] == '=' ? 1 + (s.p[s.n - 2] == '=') : 0;
    uint8_t *to = out;
    uint32_t bits = 0;
    int n_bits = 0;

    if (s.n % 4 != 0)
        return -1;
    for (size_t i = 0; i < s.n - pad; i++) {
        int d = digit(s.p[i]);

        if (d < 0)
            return -1;
        bits = (bits << 6 | (uint32_t)d) & 0xffff;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            *to++ = (uint8_t)(bits >> n_bits);
        }
    }
    return (bits & ((1U << n_bits) - 1)) != 0 ? -1 : (long)(to - (uint8_t *)out);
}
