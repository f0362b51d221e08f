/* What every test of this room includes. */
#ifndef LEADX_TEST_CORE_SUPPORT_H
#define LEADX_TEST_CORE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* xorshift64*: the same seed gives the same cases everywhere. */
static inline uint64_t draw(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * UINT64_C(2685821657736338717);
}

static inline int64_t draw_below(uint64_t *seed, int64_t n)
{
    return (int64_t)(draw(seed) % (uint64_t)n);
}

static inline bool draw_chance(uint64_t *seed, int per_cent)
{
    return draw_below(seed, 100) < per_cent;
}

#endif
