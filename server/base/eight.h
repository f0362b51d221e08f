/* Text eight bytes at a step: the scans over every body (json_scan, utf8, buf) share these.
 *
 * A mask has the high bit of each byte that matches. Subtracting may carry into the byte above one
 * that matches, so only the lowest match is exact, which is all a scan needs; never is a match
 * missed. */
#ifndef SERVER_BASE_EIGHT_H
#define SERVER_BASE_EIGHT_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EIGHT_ONES UINT64_C(0x0101010101010101)
#define EIGHT_HIGH UINT64_C(0x8080808080808080)

/* The first byte is the lowest, on any machine. */
static inline uint64_t eight_load(const char *p)
{
    uint64_t w;

    memcpy(&w, p, sizeof w);
    return le64toh(w);
}

static inline uint64_t eight_equal(uint64_t w, unsigned char c)
{
    uint64_t x = w ^ (EIGHT_ONES * c);

    return (x - EIGHT_ONES) & ~x & EIGHT_HIGH;
}

static inline uint64_t eight_below_space(uint64_t w)
{
    return (w - EIGHT_ONES * 0x20) & ~w & EIGHT_HIGH;
}

static inline uint64_t eight_above_ascii(uint64_t w)
{
    return w & EIGHT_HIGH;
}

/* How many bytes stand before the first match; mask is not 0. */
static inline size_t eight_before(uint64_t mask)
{
    return (size_t)__builtin_ctzll(mask) / 8;
}

/* Four two-byte characters, as in a Cyrillic word, U+0100 to U+07FF: leads 0xc4 to 0xdf. */
static inline bool eight_is_pairs(uint64_t w)
{
    uint64_t leads = w & UINT64_C(0x001c001c001c001c); /* 0 in a lead below 0xc4 */

    return (w & UINT64_C(0xc0e0c0e0c0e0c0e0)) == UINT64_C(0x80c080c080c080c0) &&
           ((leads + UINT64_C(0x00fc00fc00fc00fc)) & UINT64_C(0x0100010001000100)) ==
               UINT64_C(0x0100010001000100);
}

#endif
