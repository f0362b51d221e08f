/* Rows with a sealed contact and consent, opened into a reply. */
#ifndef LEADX_API_SEALED_H
#define LEADX_API_SEALED_H

#include "leadx/base/buf.h"
#include "leadx/base/uuid.h"
#include "leadx/db/result.h"
#include "leadx/http/request.h"

enum sealed_view {
    SEALED_WHOLE,  /* the seller's own, or revealed with a reason: both as they were given */
    SEALED_BUYER,  /* the contact whole; of the consent its text, time and purposes */
    SEALED_MASKED, /* the contact masked, the consent as for a buyer */
};

/* Replies with the object in column doc of row 0, with "contact" and "consent" added: null where
 * the columns are null, erased or do not open. The four columns after first are the sealed
 * contact, its key, the sealed consent, its key. */
void sealed_reply(struct request *r, const struct uuid *lead, const struct db_result *res,
                  int first, enum sealed_view view);

/* The same object of one row of many, appended to out. */
void sealed_write(struct buf *out, struct pool *pool, const struct uuid *lead,
                  const struct db_result *res, int row, int first, enum sealed_view view);

#endif
