/* One line of an uploaded suppression list. */
#ifndef LEADX_API_SUPPRESS_LINE_H
#define LEADX_API_SUPPRESS_LINE_H

#include <stdint.h>

#include "leadx/core/fingerprint.h"

/* Reads {"phone"}, {"email"} or {"hash","channel"} and makes the hash that is kept. Returns NULL,
 * or the stable code of what is wrong. region: the country of phone numbers without one. */
const char *suppress_line(struct slice line, const char *region, uint8_t out[PRINT_SIZE]);

#endif
