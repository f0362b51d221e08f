/* UUIDs: version 7 (RFC 9562, section 5.7) for everything we make; any version is read. */
#ifndef LEADX_BASE_UUID_H
#define LEADX_BASE_UUID_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "leadx/base/slice.h"

struct uuid {
    uint8_t b[16];
};

enum { UUID_TEXT = 37 }; /* 36 and the terminator */

/* A new id carrying unix_ms; ids made by one process in one millisecond grow (12-bit counter, then
 * random). */
struct uuid uuid_v7(int64_t unix_ms);
int64_t uuid_v7_ms(const struct uuid *u);
/* 8-4-4-4-12 hex digits, either case. */
bool uuid_parse(struct slice s, struct uuid *out);
/* Lower case, terminated; returns out. */
char *uuid_format(const struct uuid *u, char out[UUID_TEXT]);
static inline bool uuid_equal(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}
static inline bool uuid_is_nil(const struct uuid *u)
{
    static const struct uuid nil;

    return memcmp(u, &nil, sizeof nil) == 0;
}
static inline int uuid_compare(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a, b, sizeof *a);
}

#endif
