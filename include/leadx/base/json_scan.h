/* One pass over JSON text before the parser sees it: depth, size, NUL and control bytes, because
 * Jansson's own nesting limit is a compile-time 2,048. Not a validator: the parser still decides.
 */
#ifndef LEADX_BASE_JSON_SCAN_H
#define LEADX_BASE_JSON_SCAN_H

#include <stddef.h>

#include "leadx/base/slice.h"

enum json_scan_result {
    JSON_SCAN_OK,
    JSON_SCAN_EMPTY,    /* nothing but white space */
    JSON_SCAN_TOO_DEEP, /* more than max_depth arrays and objects inside one another */
    JSON_SCAN_NUL,      /* a NUL byte or \u0000 anywhere */
    JSON_SCAN_UTF8,     /* not UTF-8 */
};

enum json_scan_result json_scan(struct slice text, size_t max_depth)
    __attribute__((warn_unused_result));

#endif
