/* Language tags, for this room only. */
#ifndef LEADX_CORE_LANGUAGE_ROOM_H
#define LEADX_CORE_LANGUAGE_ROOM_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/slice.h"

/* Two small letters of ISO 639-1. */
bool language_known(struct slice code);
/* Checks a tag and puts it into canonical case where it stands (RFC 5646, section 2.1.1). */
bool language_canonical(char *p, size_t n);

#endif
