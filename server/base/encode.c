/* Bytes as text and back: hex and base64url.
 *
 * Its one rule: one text for one value; a decoder refuses every other spelling, so that tokens and
 * keys cannot be told apart twice. Part of digest.h. */
#include "leadx/base/digest.h"

void hex_encode(const void *p, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *from = p;

    for (size_t i = 0; i < n; i++) {
        *out++ = digits[from[i] >> 4];
        *out++ = digits[from[i] & 15];
    }
    *out = '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode(struct slice s, void *out, size_t n)
{
    uint8_t *to = out;

    if (s.n % 2 != 0 || s.n / 2 != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        int high = hex_digit(s.p[2 * i]), low = hex_digit(s.p[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        to[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

size_t base64url_encode(const void *p, size_t n, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const uint8_t *from = p;
    uint32_t bits = 0;
    unsigned have = 0;
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        bits = bits << 8 | from[i];
        for (have += 8; have >= 6; have -= 6)
            out[at++] = digits[bits >> (have - 6) & 63];
    }
    if (have > 0)
        out[at++] = digits[bits << (6 - have) & 63];
    out[at] = '\0';
    return at;
}

static int base64url_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

long base64url_decode(struct slice s, void *out)
{
    uint8_t *to = out;
    uint32_t bits = 0;
    unsigned have = 0;
    long at = 0;

    if (s.n % 4 == 1)
        return -1;
    for (size_t i = 0; i < s.n; i++) {
        int digit = base64url_digit(s.p[i]);

        if (digit < 0)
            return -1;
        bits = bits << 6 | (uint32_t)digit;
        have += 6;
        if (have >= 8) {
            have -= 8;
            to[at++] = (uint8_t)(bits >> have);
        }
    }
    return (bits & ((1u << have) - 1)) == 0 ? at : -1; /* left-over bits must be zero */
}
