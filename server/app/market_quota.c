/* A bounded table of organisations and what they were shown, for all workers together.
 *
 * Its one rule: when a set of the table is full, whose hour is oldest begins anew; the table has
 * room for far more buyers than browse in an hour. Called by the market's handlers. */
#include "leadx/app/market_quota.h"

#include <string.h>

#include "leadx/base/clock.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/base/shared.h"

enum { SETS = 1024, WAYS = 8, HOUR_MS = 3600000 }; /* 8,192 organisations, 256 KiB */

struct entry {
    struct uuid org;
    int64_t began_ms; /* 0: never used */
    int64_t shown;
};

static struct entry (*table)[WAYS];

/* Ids end in random bits. */
static struct entry *set_of(const struct uuid *org)
{
    uint32_t tail;

    if (table == NULL)
        table = shared_part(SHARED_QUOTA, SETS * sizeof *table);
    memcpy(&tail, org->b + sizeof org->b - sizeof tail, sizeof tail);
    return table[tail % SETS];
}

static struct entry *entry_of(const struct uuid *org)
{
    struct entry *set = set_of(org), *oldest = &set[0];

    for (int i = 0; i < WAYS; i++) {
        if (set[i].began_ms != 0 && uuid_equal(&set[i].org, org))
            return &set[i];
        if (set[i].began_ms < oldest->began_ms)
            oldest = &set[i];
    }
    *oldest = (struct entry){.org = *org};
    return oldest;
}

static struct entry *entry_now(const struct uuid *org, int64_t now_ms)
{
    struct entry *e = entry_of(org);

    if (e->began_ms == 0 || now_ms - e->began_ms >= HOUR_MS) {
        e->began_ms = now_ms;
        e->shown = 0;
    }
    return e;
}

bool market_quota_left(const struct uuid *org, int64_t *wait_s)
{
    int64_t limit = setting_int("market_shown_per_hour"), now_ms = clock_mono_ms();
    const struct entry *e;
    bool left;

    if (limit == 0)
        return true;
    shared_lock(SHARED_QUOTA);
    e = entry_now(org, now_ms);
    left = e->shown < limit;
    *wait_s = (e->began_ms + HOUR_MS - now_ms + 999) / 1000;
    shared_unlock(SHARED_QUOTA);
    if (!left)
        metric_add(metric_counter("leadx_market_quota_refused_total",
                                  "Requests for listings refused because the organisation was "
                                  "shown its hour's many.",
                                  NULL),
                   1);
    return left;
}

void market_quota_take(const struct uuid *org, int64_t n)
{
    shared_lock(SHARED_QUOTA);
    if (setting_int("market_shown_per_hour") > 0)
        entry_now(org, clock_mono_ms())->shown += n;
    shared_unlock(SHARED_QUOTA);
    metric_add(metric_counter("leadx_market_shown_total", "Listings shown to buyers.", NULL), n);
}
