/* Terms that are tried out against stored leads: a filter compiled in symbols of its own, and a
 * stored lead's facts in the same. Of the app room; used by estimates and replays. */
#ifndef LEADX_APP_TRIED_H
#define LEADX_APP_TRIED_H

#include <jansson.h>

#include "leadx/app/niche.h"
#include "leadx/base/pool.h"
#include "leadx/core/filter.h"
#include "leadx/db/result.h"

struct tried {
    const struct niche *niche;
    struct pool *row_pool; /* one lead's values */
    struct symbols *symbols;
    struct field_schema schema;
};

/* The columns of a stored lead, in this order from the one that is given on. */
enum {
    TRIED_ATTRIBUTES,
    TRIED_SCORE,
    TRIED_TEMPERATURE,
    TRIED_SOURCE,
    TRIED_CHANNEL,
    TRIED_ORIGIN,
    TRIED_DEMAND,
    TRIED_CAPTURE,
    TRIED_INCENTIVISED,
    TRIED_COLUMNS
};

/* When the lead was routed, and as what. */
struct tried_moment {
    bool targeted, again, resold; /* again: not at its post */
    int64_t age_hours, hour;      /* hour: of the day, UTC */
};

void tried_init(struct tried *t, const struct niche *niche);
void tried_free(struct tried *t);
/* For free(); NULL: made under fields the niche has no more. */
struct filter *tried_filter(struct tried *t, json_t *json);
/* What is known of the lead of that row, as its routing saw it. */
void tried_facts(struct tried *t, const struct db_result *res, int row, int column,
                 const struct tried_moment *moment, struct facts *out);

#endif
