/* Text from outside: valid UTF-8 (RFC 3629), its length in characters, and what may not stand in
 * it. */
#ifndef LEADX_BASE_UTF8_H
#define LEADX_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/slice.h"

/* Bytes of the character p starts with, 1 to 4; 0: not UTF-8 (or n is 0). */
size_t utf8_sequence(const char *p, size_t n);
bool utf8_valid(struct slice s);
/* Code points in valid UTF-8. */
size_t utf8_length(struct slice s);
/* True when s holds a control character (C0 except tab, LF, CR; DEL; C1), a bidi override
 * (embeddings and isolates included), a non-character, or what is not UTF-8. */
bool utf8_has_forbidden(struct slice s);

#endif
