/* Text from outside: is it UTF-8, how long is it, does it hold what nobody types.
 *
 * Its one rule: only the shortest form of a scalar value is valid (RFC 3629), checked by the first
 * two bytes, which is where overlong forms, surrogates and values past U+10FFFF show. Called on
 * every text field. */
#include "leadx/base/utf8.h"

#include <stdint.h>

#include "eight.h"

static bool is_continuation(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

/* Bytes of a sequence that starts with lead, and the range of its second byte. */
static size_t sequence_shape(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    *high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

size_t utf8_sequence(const char *p, size_t n)
{
    const unsigned char *u = (const unsigned char *)p;
    unsigned char low, high;
    size_t length;

    if (n >= 1 && u[0] < 0x80)
        return 1;
    if (n < 2 || (length = sequence_shape(u[0], &low, &high)) == 0 || length > n)
        return 0;
    if (u[1] < low || u[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if (!is_continuation(u[i]))
            return 0;
    return length;
}

bool utf8_valid(struct slice s)
{
    size_t i = 0;

    while (i < s.n) {
        size_t length;

        if (i + 8 <= s.n) {
            uint64_t w = eight_load(s.p + i), high = eight_above_ascii(w);

            if (high == 0 || eight_is_pairs(w)) {
                i += 8;
                continue;
            }
            i += eight_before(high);
        }
        if ((length = utf8_sequence(s.p + i, s.n - i)) == 0)
            return false;
        i += length;
    }
    return true;
}

size_t utf8_length(struct slice s)
{
    size_t i = 0, continuations = 0;

    for (; i + 8 <= s.n; i += 8) {
        uint64_t w = eight_load(s.p + i); /* top bits 1 and 0 */

        continuations += (size_t)(((w >> 7 & ~(w >> 6) & EIGHT_ONES) * EIGHT_ONES) >> 56);
    }
    for (; i < s.n; i++)
        continuations += is_continuation((unsigned char)s.p[i]);
    return s.n - continuations;
}

/* The code point of a valid sequence. */
static uint32_t code_point(const char *p, size_t length)
{
    static const uint8_t mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t c = (unsigned char)p[0] & mask[length];

    for (size_t i = 1; i < length; i++)
        c = c << 6 | ((unsigned char)p[i] & 0x3f);
    return c;
}

static bool is_forbidden(uint32_t c)
{
    if (c < 0xa0)
        return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c >= 0x7f;
    if (c >= 0x202a && c <= 0x202e) /* embeddings and overrides */
        return true;
    if (c >= 0x2066 && c <= 0x2069) /* isolates: the same trick, newer */
        return true;
    return (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

bool utf8_has_forbidden(struct slice s)
{
    size_t i = 0;

    while (i < s.n) {
        size_t length;

        if (i + 8 <= s.n) {
            uint64_t w = eight_load(s.p + i);
            uint64_t odd = eight_above_ascii(w) | eight_below_space(w) | eight_equal(w, 0x7f);

            if (odd == 0 || eight_is_pairs(w)) { /* none of the pairs is forbidden */
                i += 8;
                continue;
            }
            i += eight_before(odd);
        }
        length = utf8_sequence(s.p + i, s.n - i);
        if (length == 0 || is_forbidden(code_point(s.p + i, length)))
            return true;
        i += length;
    }
    return false;
}
