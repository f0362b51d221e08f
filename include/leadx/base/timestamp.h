/* RFC 3339 text to and from milliseconds since 1970 UTC. */
#ifndef LEADX_BASE_TIMESTAMP_H
#define LEADX_BASE_TIMESTAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"

enum { TIMESTAMP_SIZE = 32 };

/* Full date-time with offset or Z (RFC 3339, section 5.6); years 1900 to 9999; leap second read as
 * :59.999. */
bool timestamp_parse(struct slice s, int64_t *out_ms);
/* A full-date, "2026-11-21", checked against the calendar; out: midnight UTC. */
bool timestamp_parse_date(struct slice s, int64_t *out_ms);
/* "2026-11-21T10:00:00.000Z" into out, terminated; returns out. Outside those years: the nearest
 * end. */
char *timestamp_format(int64_t ms, char out[TIMESTAMP_SIZE]);

#endif
