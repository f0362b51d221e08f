/* Names as banks take them in euro payments: Latin letters without marks, digits, and a dozen
 * signs. */
#ifndef LEADX_APP_BANK_TEXT_H
#define LEADX_APP_BANK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/buf.h"
#include "leadx/base/slice.h"

/* Adds text (UTF-8) in the set of the SEPA schemes, a-z A-Z 0-9 / - ? : ( ) . , ' + and blank, cut
 * at max characters. Latin letters lose their marks, Greek and Cyrillic ones are transliterated
 * (Cyrillic as passports are, ICAO 9303), other signs become the nearest allowed one, what is left
 * a point. */
void bank_text(struct buf *out, struct slice text, size_t max);
/* Every letter of it can be written so, and there is one; else a bank would read points. */
bool bank_text_good(struct slice text);

#endif
