/* Check digits of ISO 7064, MOD 97-10, as IBANs (ISO 13616) and creditor references (ISO 11649)
 * carry them in their third and fourth characters. */
#ifndef LEADX_BASE_CHECK97_H
#define LEADX_BASE_CHECK97_H

#include <stdbool.h>

#include "leadx/base/slice.h"

/* text: at least five digits and capital letters; anything else is not good. */
bool check97_good(struct slice text);

#endif
