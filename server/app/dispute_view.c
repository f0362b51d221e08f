/* Says of a dispute what its rules (core/dispute) make of it at this moment.
 *
 * Its one rule: it says what the database will do, and does nothing itself. Called by
 * api/disputes. */
#include "leadx/app/dispute_view.h"

#include "leadx/base/timestamp.h"
#include "leadx/core/dispute.h"

enum column {
    COL_STATE,
    COL_SIDE,
    COL_OUTCOME,
    COL_PERCENT,
    COL_SHOWN,
    COL_REPLACEABLE,
    COL_PASSABLE,
    COL_PASSED,
    COL_OPENED,
    COL_CONTESTED,
    COL_RULED,
    COL_APPEALED,
    COL_NOW
};

static int64_t ms_of(const struct db_result *res, int column)
{
    return result_null(res, 0, column) ? 0 : result_int64(res, 0, column);
}

static struct dispute dispute_of(const struct db_result *res, int at)
{
    struct dispute d = {
        .state = dispute_state_by_name(result_slice(res, 0, at + COL_STATE)),
        .shown = result_bool(res, 0, at + COL_SHOWN),
        .replaceable = result_bool(res, 0, at + COL_REPLACEABLE),
        .passed = result_bool(res, 0, at + COL_PASSED),
        .passable =
            !result_null(res, 0, at + COL_PASSABLE) && result_bool(res, 0, at + COL_PASSABLE),
        .opened_ms = ms_of(res, at + COL_OPENED),
        .contested_ms = ms_of(res, at + COL_CONTESTED),
        .ruled_ms = ms_of(res, at + COL_RULED),
        .appealed_ms = ms_of(res, at + COL_APPEALED),
        .refund_percent = (int)ms_of(res, at + COL_PERCENT),
    };

    if (!result_null(res, 0, at + COL_OUTCOME))
        d.outcome = dispute_outcome_by_name(result_slice(res, 0, at + COL_OUTCOME));
    return d;
}

static json_t *may_json(const struct dispute *d, enum dispute_party party, int64_t now_ms)
{
    json_t *list = json_array();

    for (int act = 0; act < DISPUTE_ACT_COUNT; act++)
        if (dispute_may(d, party, (enum dispute_act)act, now_ms))
            json_array_append_new(list, json_string(dispute_act_name((enum dispute_act)act)));
    return list;
}

/* What comes if nobody does anything: the next move, and the end. */
static json_t *silence_json(const struct dispute *d, int64_t now_ms)
{
    char next[TIMESTAMP_SIZE], end[TIMESTAMP_SIZE];
    struct dispute moved = *d, last;
    int64_t due_ms = dispute_due_ms(d), end_ms;

    if (due_ms == INT64_MAX)
        return json_null();
    if (due_ms < now_ms)
        due_ms = now_ms;
    dispute_lapse(&moved, due_ms);
    last = dispute_left_alone(d, &end_ms);
    return json_pack("{s:s,s:s,s:s,s:s,s:i}", "next_at", timestamp_format(due_ms, next), "next",
                     dispute_state_name(moved.state), "ends_at", timestamp_format(end_ms, end),
                     "outcome", dispute_outcome_name(last.outcome), "refund_percent",
                     last.refund_percent);
}

void dispute_view_add(json_t *body, const struct db_result *res, int first)
{
    struct dispute d = dispute_of(res, first);
    int64_t now_ms = result_int64(res, 0, first + COL_NOW);
    enum dispute_party party = dispute_party_by_name(result_slice(res, 0, first + COL_SIDE));

    d.replaced = json_is_string(json_object_get(body, "replacement"));
    json_object_set_new(body, "may", may_json(&d, party, now_ms));
    json_object_set_new(body, "left_alone", silence_json(&d, now_ms));
}
