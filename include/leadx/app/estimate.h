/* What an order would have found: its filter held against stored leads of the last days. Reads
 * only, over a bounded sample, and says so. */
#ifndef LEADX_APP_ESTIMATE_H
#define LEADX_APP_ESTIMATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "leadx/app/niche.h"
#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"
#include "leadx/db/result.h"

enum { ESTIMATE_DAYS_MAX = 30 };

struct estimate_terms {
    const struct niche *niche;
    json_t *filter;            /* checked by filter_read; may go when estimate_run returns */
    int64_t shared, exclusive; /* minor units; 0 = no such price */
    int days;                  /* 1 to ESTIMATE_DAYS_MAX, the last of them is today */
    struct uuid org;           /* whose other orders are looked at */
};

/* Called once, from the loop. json: the answer when status is DB_OK; good until it returns. */
typedef void (*estimate_done_fn)(uint64_t id, enum db_status status, struct slice json);

/* false: as many are under way in this process, or one of this org's, as may be; nothing is done.
 */
bool estimate_run(const struct estimate_terms *terms, estimate_done_fn done, uint64_t id)
    __attribute__((warn_unused_result));

#endif
