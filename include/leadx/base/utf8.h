/* Text from outside: valid UTF-8 (RFC 3629), its length in characters, and what may not stand in it. */
#ifndef LEADX_BASE_UTF8_H
#define LEADX_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/slice.h"

bool utf8_valid(struct slice s);
/* Code points in valid UTF-8. */
size_t utf8_length(struct slice s);
/* True when s holds a control character (C0 except tab, LF, CR; DEL; C1), a bidi override, or a non-character. */
bool utf8_has_forbidden(struct slice s);

#endif
