/* Tells the database how attempts ended, many at a time.
 *
 * Its one rule: one batch is under way, and it is told again until the database took it, which
 * recognises what it knows already; meanwhile the next gathers. Whoever claims looks at
 * outcomes_pending first. Called by app/delivery. */
#include <string.h>

#include "delivery_room.h"
#include "leadx/app/delivery.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/log.h"
#include "leadx/base/metrics.h"
#include "leadx/core/retry.h"
#include "leadx/db/array.h"
#include "leadx/db/pool.h"

enum { COLUMNS = 11, AGAIN_MS = 1000, HOLD_MAX_S = 3600 };

enum column {
    C_LEAD,
    C_ID,
    C_ENDPOINT,
    C_N,
    C_STATE,
    C_OUTCOME,
    C_CODE,
    C_TOOK,
    C_NOTE,
    C_NEXT,
    C_HOLD
};

static const enum array_type types[COLUMNS] = {ARRAY_UUID, ARRAY_UUID, ARRAY_UUID, ARRAY_INT4,
                                               ARRAY_TEXT, ARRAY_TEXT, ARRAY_INT4, ARRAY_INT4,
                                               ARRAY_TEXT, ARRAY_INT8, ARRAY_INT8};

static struct {
    struct array columns[2][COLUMNS];
    int gathering; /* which of the two; the other is under way, or empty */
    bool begun, under_way;
    int64_t again_ms; /* not before, after a failure */
} outcomes;

static size_t batch_size(int which)
{
    return outcomes.begun ? (size_t)outcomes.columns[which][C_ID].count : 0;
}

size_t outcomes_pending(void)
{
    return batch_size(0) + batch_size(1);
}

static void begin(void)
{
    for (int i = 0; i < 2 * COLUMNS && !outcomes.begun; i++)
        array_init(&outcomes.columns[i / COLUMNS][i % COLUMNS], types[i % COLUMNS]);
    outcomes.begun = true;
}

static int64_t next_ms(const struct delivery *d, const struct delivery_outcome *o)
{
    uint32_t chance;

    if (o->end != END_AGAIN)
        return 0;
    random_bytes(&chance, sizeof chance);
    return retry_pause_ms(d->round, o->retry_after_s, chance);
}

void outcomes_add(const struct delivery *d, const struct delivery_outcome *o)
{
    static const char *const states[] = {[END_DONE] = "done",
                                         [END_DEAD] = "dead",
                                         [END_CANCELLED] = "cancelled",
                                         [END_AGAIN] = "due"};
    struct array *c;
    int64_t hold_s = o->retry_after_s > HOLD_MAX_S ? HOLD_MAX_S : o->retry_after_s;

    begin();
    c = outcomes.columns[outcomes.gathering];
    array_add_uuid(&c[C_LEAD], &d->lead);
    array_add_uuid(&c[C_ID], &d->id);
    array_add_uuid(&c[C_ENDPOINT], &d->endpoint);
    array_add_int32(&c[C_N], d->attempt);
    array_add_slice(&c[C_STATE], slice_of(states[o->end]));
    array_add_slice(&c[C_OUTCOME], slice_of(o->outcome));
    if (o->code > 0)
        array_add_int32(&c[C_CODE], o->code);
    else
        array_add_null(&c[C_CODE]);
    array_add_int32(&c[C_TOOK], (int32_t)(o->took_ms < 0 ? 0 : o->took_ms));
    if (o->note != NULL)
        array_add_slice(&c[C_NOTE], slice_of(o->note));
    else
        array_add_null(&c[C_NOTE]);
    array_add_int64(&c[C_NEXT], next_ms(d, o));
    array_add_int64(&c[C_HOLD], o->end == END_AGAIN ? hold_s * 1000 : 0);
}

static void on_recorded(uint64_t id, const struct db_result *res, void *arg)
{
    struct array *c = outcomes.columns[1 - outcomes.gathering];

    (void)id;
    (void)arg;
    outcomes.under_way = false;
    if (res->status == DB_OK) {
        metric_add(metric_counter("leadx_endpoints_disabled_total",
                                  "Endpoints disabled because they were gone or failed for days.",
                                  NULL),
                   result_int64(res, 0, 0));
        for (int i = 0; i < COLUMNS; i++)
            array_clear(&c[i]);
        return;
    }
    if (res->status == DB_REFUSED)
        log_error("delivery", "outcomes refused: %s %s", res->sqlstate, res->constraint);
    outcomes.again_ms = clock_mono_ms() + AGAIN_MS;
}

void outcomes_flush(void)
{
    struct param params[COLUMNS];
    struct array *c;

    if (outcomes.under_way || outcomes_pending() == 0 || clock_mono_ms() < outcomes.again_ms)
        return;
    if (batch_size(1 - outcomes.gathering) == 0)
        outcomes.gathering = 1 - outcomes.gathering; /* else: told again */
    c = outcomes.columns[1 - outcomes.gathering];
    for (int i = 0; i < COLUMNS; i++)
        params[i] = array_param(&c[i]);
    outcomes.under_way = true;
    dbpool_submit(&stmt_deliveries_record, params, COLUMNS, on_recorded, 0, NULL);
}
