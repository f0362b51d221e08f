/* Named prepared statements and their parameters. Statements stand in .sql files as "-- name:
 * lead_get" sections and are embedded at build as `static const struct stmt stmt_lead_get` in
 * "<file>.sql.h". */
#ifndef LEADX_DB_STMT_H
#define LEADX_DB_STMT_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"

enum { PARAMS_MAX = 64 };

struct stmt {
    const char *name;
    const char *sql; /* types by casts: $1::uuid */
    int n_params;
    bool binary_result; /* "-- name: x binary" */
};

struct param {
    const void *p; /* NULL = SQL null */
    int n;
    bool binary;
    uint8_t inline_bytes[16]; /* storage of the small ones */
};

/* Text is passed by pointer: it must live until the submit call returns (submit copies). */
struct param param_null(void);
struct param
param_text(struct slice s); /* also json, numeric, timestamptz, text[] … in text form */
struct param param_str(const char *s);         /* NULL = null */
struct param param_uuid(const struct uuid *u); /* NULL = null */
struct param param_int64(int64_t v);           /* for $n::int8 */
struct param param_int32(int32_t v);           /* for $n::int4 */
struct param param_bool(bool v);
struct param param_bytes(struct slice s); /* bytea, or a ready binary array */

#endif
