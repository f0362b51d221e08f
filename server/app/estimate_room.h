/* What the files of the estimate share: estimate.c (its way), estimate_lead.c (a lead held against
 * the filters), estimate_show.c (the answer). */
#ifndef LEADX_APP_ESTIMATE_ROOM_H
#define LEADX_APP_ESTIMATE_ROOM_H

#include "leadx/app/estimate.h"
#include "leadx/base/buf.h"
#include "leadx/base/pool.h"
#include "leadx/core/filter.h"
#include "tried.h"

enum {
    ESTIMATE_SLICES = 10, /* a piece of a day is looked at in so many places */
    ESTIMATE_ROWS = 20,   /* … where so many leads are taken at most */
    ESTIMATE_PIECES = 8,  /* about so many pieces in all; a day has at least one */
    ESTIMATE_OTHERS = 10, /* orders of the buyer that are looked at */
    ESTIMATE_LEADS_MAX = (ESTIMATE_DAYS_MAX + ESTIMATE_PIECES) * ESTIMATE_SLICES * ESTIMATE_ROWS,
};

/* A lead of the sample that the filter accepts. Prices in minor units; 0 = not sold so. */
struct estimate_match {
    int day;
    int64_t shared_low, shared_sum; /* of its shared sales: the lowest price, all together */
    int64_t exclusive;
    bool full; /* no further share was free */
};

struct estimate_day {
    char day[16];  /* "2026-11-21" */
    int64_t total; /* leads of the niche on that day, as far as they are counted */
    int64_t seen;  /* of them in the sample */
    bool cut;      /* the sample is not all of them */
};

struct estimate_other {
    char order[UUID_TEXT];
    char *name; /* the pool's */
    struct filter *filter;
    int64_t both; /* leads of the sample that both accept */
};

struct estimate {
    struct pool *pool; /* lives as long as the estimate */
    struct tried tried;
    struct filter *filter;
    const struct niche *niche;
    struct estimate_terms terms;
    estimate_done_fn done;
    uint64_t id;
    int pieces; /* a day's */
    int piece;  /* under way, of all days */
    struct estimate_other others[ESTIMATE_OTHERS];
    size_t n_others;
    struct estimate_day days[ESTIMATE_DAYS_MAX];
    struct estimate_match *matches;
    size_t n_matches, n_size;
    struct estimate *next;
};

/* The columns of estimate_sample(). */
enum {
    ESTIMATE_C_SLICE,
    ESTIMATE_C_LEAD, /* tried.h's columns */
    ESTIMATE_C_HOUR = ESTIMATE_C_LEAD + TRIED_COLUMNS,
    ESTIMATE_C_SHARED_LOW,
    ESTIMATE_C_SHARED_SUM,
    ESTIMATE_C_EXCLUSIVE,
    ESTIMATE_C_FULL,
};

/* estimate_lead.c: one row of the sample of that day. */
void estimate_lead(struct estimate *e, int day, const struct db_result *res, int row);

/* estimate_show.c */
void estimate_show(const struct estimate *e, struct buf *out);

#endif
