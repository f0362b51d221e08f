/* JSON text without the spaces between its tokens. */
#ifndef LEADX_BASE_JSON_COMPACT_H
#define LEADX_BASE_JSON_COMPACT_H

#include <stddef.h>

/* In place; returns the new length, at most n. The text must be JSON. */
size_t json_compact(char *json, size_t n);

#endif
