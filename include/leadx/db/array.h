/* One-dimensional PostgreSQL arrays in binary (array_send's format), built once for a parameter. */
#ifndef LEADX_DB_ARRAY_H
#define LEADX_DB_ARRAY_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/buf.h"
#include "leadx/base/uuid.h"
#include "leadx/db/stmt.h"

enum array_type {
    ARRAY_BOOL = 16,
    ARRAY_BYTEA = 17,
    ARRAY_INT8 = 20,
    ARRAY_INT2 = 21,
    ARRAY_INT4 = 23,
    ARRAY_TEXT = 25,
    ARRAY_UUID = 2950
};

struct array {
    struct buf bytes;
    enum array_type type;
    int32_t count;
    bool has_null;
};

void array_init(struct array *a, enum array_type type); /* keeps its memory over array_clear */
void array_clear(struct array *a);
void array_free(struct array *a);
void array_add_null(struct array *a);
void array_add_bool(struct array *a, bool v);
void array_add_int16(struct array *a, int16_t v);
void array_add_int32(struct array *a, int32_t v);
void array_add_int64(struct array *a, int64_t v);
void array_add_uuid(struct array *a, const struct uuid *u);
/* Text or bytea by the array's type. */
void array_add_slice(struct array *a, struct slice s);
/* Finishes the header; valid until the next change. */
struct param array_param(struct array *a);

/* Reading a binary array result: element i of int2, int4, or text; count is -1 for something else
 * than a one-dimensional array of that type. */
struct array_view {
    const uint8_t *at;
    int32_t count, next;
    enum array_type type;
};
bool array_view(struct slice bytes, enum array_type type, struct array_view *v);
/* The next element; false at the end. p = NULL for null. */
bool array_next(struct array_view *v, struct slice *element);
int16_t array_int16(struct slice element);
int32_t array_int32(struct slice element);
int64_t array_int64(struct slice element);

#endif
