/* The reference of a top-up as payers and banks type it. */
#ifndef LEADX_APP_TRANSFER_REFERENCE_H
#define LEADX_APP_TRANSFER_REFERENCE_H

#include "leadx/base/pool.h"
#include "leadx/base/slice.h"

enum { TRANSFER_REFERENCE_LENGTH = 12 };

/* "rf60 kqyp-wtdm" as "RF60KQYPWTDM", in the pool. SLICE_NONE: it is none, or its check digits
 * (ISO 11649) say that a character is wrong or two were exchanged. */
struct slice transfer_reference_read(struct pool *pool, struct slice typed);

#endif
