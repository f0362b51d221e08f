/* What an order would have bought in the last days, had it stood otherwise: recorded routings
 * decided again. Reads only. One at a time a process; a few more may wait. */
#ifndef LEADX_APP_REPLAY_H
#define LEADX_APP_REPLAY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "leadx/app/niche.h"
#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"
#include "leadx/db/result.h"

enum { REPLAY_DAYS_MAX = 30 };

struct replay_terms {
    struct uuid order, org; /* org: who asks */
    bool all;               /* who asks sees everybody's orders */
    const struct niche *niche;
    json_t *change; /* checked as order_change's arguments are; may go when replay_run returns */
    int days;       /* 1 to REPLAY_DAYS_MAX, the last of them is today in the order's time zone */
};

/* Called once, from the loop, unless replay_leave was. json, when db is DB_OK: the answer of status
 * 200, or a refusal as operations give it; 404 has none. Good until it returns. */
typedef void (*replay_done_fn)(uint64_t id, enum db_status db, int status, struct slice json);

enum replay_taken {
    REPLAY_TAKEN,
    REPLAY_SECOND, /* one of this company's is under way or waits */
    REPLAY_FULL    /* as many wait as may */
};

/* Done is called only when taken. */
enum replay_taken replay_run(const struct replay_terms *terms, replay_done_fn done, uint64_t id)
    __attribute__((warn_unused_result));
/* Whoever asked left: done is not called any more. */
void replay_leave(uint64_t id);

#endif
