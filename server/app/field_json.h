/* JSON values as the text that core's field readers take. Of the app room only. */
#ifndef LEADX_APP_FIELD_JSON_H
#define LEADX_APP_FIELD_JSON_H

#include <jansson.h>
#include <stdbool.h>

#include "leadx/base/fault.h"
#include "leadx/base/pool.h"
#include "leadx/core/field.h"

/* The value's text if its JSON type suits the field's: numbers for integer and decimal, true and
 * false for boolean, strings for all others. false: why is a sentence. */
bool field_json_text(enum field_type type, json_t *value, struct pool *pool, struct slice *text,
                     const char **why);
/* The normalised text of a field as the JSON value that is stored; new reference. Numbers must be
 * dumped with JSON_REAL_PRECISION(15), which prints them as they came. */
json_t *field_json_value(enum field_type type, struct slice normal);

/* "/fields/3" from the pool. */
const char *fault_pointer_at(struct faults *f, const char *base, size_t index);

#endif
