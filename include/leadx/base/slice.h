/* A piece of somebody else's bytes: pointer and length, no terminator promised, no ownership. */
#ifndef LEADX_BASE_SLICE_H
#define LEADX_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const char *p;
    size_t n;
};

#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})
#define SLICE_NONE ((struct slice){NULL, 0})

static inline struct slice slice_of(const char *s)
{
    return (struct slice){s, s == NULL ? 0 : strlen(s)};
}

static inline bool slice_is(struct slice a, struct slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* ASCII letters compared without case; for header names and schemes (RFC 9110, section 5.1). */
bool slice_is_nocase(struct slice a, struct slice b);
/* Without leading and trailing spaces and tabs. */
struct slice slice_trim(struct slice s);
/* A whole decimal integer, optional minus, no spaces, no overflow. false: not one. */
bool slice_to_int64(struct slice s, int64_t *out);
/* Order of bytes, shorter first on a tie: for sorting. */
int slice_compare(struct slice a, struct slice b);

#endif
