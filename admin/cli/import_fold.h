/* Words as they are compared: without case, accents, spaces and signs. */
#ifndef LEADX_CLI_IMPORT_FOLD_H
#define LEADX_CLI_IMPORT_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/slice.h"

enum { FOLD_SIZE = 256 };

/* "Teléfono móvil" → "telefonomovil", "Дата рождения" → "датарождения". Cut at FOLD_SIZE - 1
 * bytes. Returns the length. */
size_t fold(struct slice text, char out[FOLD_SIZE]);
/* Equal when folded, and not empty. */
bool fold_equal(struct slice a, struct slice b);
/* Whether text, folded, is one of the words "a|b|c". */
bool fold_among(struct slice text, const char *words);

#endif
