/* The grammar of single values, for gate.c alone. */
#ifndef LEADX_HTTP_GATE_FIELD_H
#define LEADX_HTTP_GATE_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/http/request.h"

bool gate_is_token_char(char c);
/* RFC 9110, section 5.6.2; not empty. */
bool gate_is_token(struct slice s);
/* A field value: no control bytes but the tab. */
bool gate_is_value(struct slice s);
/* RFC 3986: host [":" port], host not empty. */
bool gate_is_authority(struct slice s);
/* 1 to 18 digits and nothing else. */
bool gate_length_read(struct slice s, uint64_t *out);
/* A comma-separated list names token, without case. */
bool gate_list_has(struct slice list, struct slice token);
/* A token; a method we do not know is METHOD_OTHER. */
bool gate_method_read(struct slice s, enum method *out);
/* Origin form, absolute form (its scheme and authority are cut off), or "*" for OPTIONS. */
bool gate_target_read(struct slice *target, enum method method);

#endif
