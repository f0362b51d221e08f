/* Interned texts: equal texts have equal numbers, so that matching compares integers. Grows
 * only with what orders and niches name; a lead's unknown text reads as 0 and matches nothing. */
#ifndef LEADX_CORE_SYMBOL_H
#define LEADX_CORE_SYMBOL_H

#include <stdint.h>

#include "leadx/base/slice.h"

struct symbols;

struct symbols *symbols_new(void);
void symbols_free(struct symbols *s);
/* The number of text, given now if new; ≥ 1. Copies. */
uint32_t symbol_intern(struct symbols *s, struct slice text);
/* The number, or 0. */
uint32_t symbol_find(const struct symbols *s, struct slice text);
/* The text of a number, valid as long as s. */
struct slice symbol_text(const struct symbols *s, uint32_t symbol);

#endif
