/* Lists of people who must not be sold: from a line to the keyed hash that is kept, and into the
 * database. */
#ifndef LEADX_APP_SUPPRESSION_H
#define LEADX_APP_SUPPRESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"
#include "leadx/db/pool.h"

enum { SUPPRESSION_SIZE = 16, SUPPRESSION_BATCH = 500 };

/* Reads {"phone"}, {"email"} or {"hash","channel"} and makes the hash that is kept. Returns NULL,
 * or the stable code of what is wrong. region: the country of phone numbers without one. */
const char *suppression_read(struct slice line, const char *region, uint8_t out[SUPPRESSION_SIZE]);

struct suppression_list {
    struct uuid org, key; /* who adds, for the audit */
    bool everybody;       /* the operator's list; else the org's own */
};
/* Adds up to SUPPRESSION_BATCH hashes; copied. done's one row and column: how many were new. */
void suppression_add(const struct suppression_list *list, const uint8_t (*hashes)[SUPPRESSION_SIZE],
                     size_t n, db_done_fn done, uint64_t id);

#endif
