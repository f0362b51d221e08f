/* What an order would have bought in the last days, had it stood otherwise.
 *
 * Its one rule: nothing is stored or moved; the change is checked exactly as a real one, so that
 * what was replayed can be done. Called before an order is changed, and by the curious. */
#include "leadx/api/replays.h"

#include "leadx/api/common.h"
#include "leadx/api/replays.sql.h"
#include "leadx/app/market.h"
#include "leadx/app/replay.h"
#include "leadx/db/pool.h"
#include "order_terms.h"

static void order_replay(struct request *r);

const struct route replays_routes[] = {
    {METHOD_POST, "/v1/orders/{order}/replay", ACTION_ORDER_READ, order_replay,
     .summary = "What an order would have bought in the last days, had it stood otherwise"},
    {0},
};

enum { DAYS_DEFAULT = 7, AGAIN_S = 1, FULL_S = 5 };

static void on_replay(uint64_t id, enum db_status db, int status, struct slice json)
{
    struct request *r = request_find(id);

    if (r == NULL)
        return;
    if (db == DB_OK && status == 404)
        reply_error(r, ERROR_NOT_FOUND, NULL);
    else
        mutation_reply(r, &(struct mutation_answer){.db = db, .status = status, .body = json});
}

static void on_gone(struct request *r)
{
    replay_leave(request_wait(r));
}

static void replay_start(struct request *r, const struct replay_terms *terms)
{
    switch (replay_run(terms, on_replay, request_wait(r))) {
    case REPLAY_TAKEN:
        r->on_gone = on_gone;
        return;
    case REPLAY_SECOND:
        reply_retry_after(r, AGAIN_S);
        reply_error(r, ERROR_TOO_MANY_REQUESTS,
                    "A replay of your company's is under way; wait for its answer.");
        return;
    case REPLAY_FULL:
        reply_unavailable(r, FULL_S);
        return;
    }
}

/* ---- the body */

static void take_change(struct taking *outer, const struct niche *niche)
{
    static const char *const names[] = {"filter",          "kinds",    "shared_price",
                                        "exclusive_price", "caps",     "schedule",
                                        "time_zone",       "priority", NULL};
    json_t *change = json_object_get(outer->from, "change");
    struct taking t = *outer;

    t.args = json_object();
    json_object_set_new(outer->args, "change", t.args);
    if (change == NULL || json_is_null(change))
        return;
    if (!json_is_object(change)) {
        take_fault(outer, "change", "invalid_field",
                   "must be an object of terms as a change of the order has them; {} as it stands");
        return;
    }
    t.from = change;
    t.base = "/change";
    read_only(&t.faults, change, t.base, names);
    take_kinds(&t);
    take_price(&t, "shared_price", false, niche, niche->floor_shared);
    take_price(&t, "exclusive_price", false, niche, niche->floor_exclusive);
    take_order_terms(&t, niche);
    outer->faults = t.faults;
}

static void replay_with(struct request *r, const struct niche *niche)
{
    static const char *const names[] = {"days", "change", NULL};
    struct replay_terms terms = {.org = r->caller.org, .all = sees_all(r), .niche = niche};
    struct taking t;
    json_t *days;

    if (!request_param_uuid(r, 0, &terms.order) || !taking_begin(&t, r, names))
        return;
    take_int(&t, "days", false, 1, REPLAY_DAYS_MAX);
    take_change(&t, niche);
    if (!taking_good(&t))
        return;
    days = json_object_get(t.args, "days");
    terms.days = json_is_integer(days) ? (int)json_integer_value(days) : DAYS_DEFAULT;
    terms.change = json_object_get(t.args, "change");
    replay_start(r, &terms);
    json_decref(t.args);
}

/* Prices and filter are read by the order's niche, which only the database can name. */
static void on_niche(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_with_row(id, res);
    const struct niche *niche;

    (void)arg;
    if (r == NULL)
        return;
    niche = market_niche(result_slice(res, 0, 0));
    if (niche == NULL) /* not heard of it yet */
        reply_unavailable(r, AGAIN_S);
    else
        replay_with(r, niche);
}

static void order_replay(struct request *r)
{
    struct uuid order;

    if (request_param_uuid(r, 0, &order))
        dbpool_submit(&stmt_replay_niche,
                      (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                       param_uuid(&order)},
                      3, on_niche, request_wait(r), NULL);
}
