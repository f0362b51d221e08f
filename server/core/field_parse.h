/* Parsers of single values behind field_read, for this room only. */
#ifndef LEADX_CORE_FIELD_PARSE_H
#define LEADX_CORE_FIELD_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/pool.h"
#include "leadx/base/slice.h"

enum { DECIMAL_ONE = 1000000, DECIMAL_DIGITS = 6 };

/* A JSON number (RFC 8259, section 6) × 10^6, exactly; below 10^12, no digit but 0 after the
 * sixth. / */
bool decimal_parse(struct slice s, int64_t *out);
/* Shortest text of it: "-0.5", "12". */
const char *decimal_format(struct pool *pool, int64_t value);

/* "lat,lon" in degrees × 10^6: -90 to 90 and -180 to 180. */
bool point_parse(struct slice s, int64_t *lat, int64_t *lon);

/* Capitals in place; letters, digits, single spaces or hyphens inside only. p is terminated. */
bool postcode_canonical(char *p);
/* http or https, a host, optional port, no user, ASCII without spaces; scheme and host made small
 * in place. */
bool url_canonical(char *p, size_t n);

#endif
