/* JSON values as text, the same text for the same value. */
#ifndef LEADX_APP_JSON_TEXT_H
#define LEADX_APP_JSON_TEXT_H

#include <jansson.h>

#include "leadx/base/buf.h"

/* Appends value without spaces, each object's keys in byte order. value holds what the parser
 * makes: valid UTF-8, finite numbers, no deeper than it was asked to allow. */
void json_text_add(struct buf *b, const json_t *value);

#endif
