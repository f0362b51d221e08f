/* base64 with padding (RFC 4648, section 4): signatures, mail bodies. base64url is in digest.h. */
#ifndef LEADX_BASE_BASE64_H
#define LEADX_BASE_BASE64_H

#include <stddef.h>

#include "leadx/base/slice.h"

/* Characters without the terminator. */
#define BASE64_LENGTH(n) (((n) + 2) / 3 * 4)

/* out: BASE64_LENGTH(n) + 1 bytes, terminated. Returns its length. */
size_t base64_encode(const void *p, size_t n, char *out);
/* out: at least 3 × s.n / 4 bytes. Returns the length, or -1 for anything not canonical. */
long base64_decode(struct slice s, void *out);

#endif
