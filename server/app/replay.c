/* A replay's way: it waits for those before it, asks for the order as it would have stood, then
 * reads leads page after page, each a small statement, so that neither the database nor this loop
 * is held up.
 *
 * Its one rule: it costs a bounded amount whatever is asked: one at a time, so many waiting, one a
 * company, so many leads, so much of them in memory, and it says where it stopped. Called by
 * api/replays.c. */
#include "leadx/app/replay.h"

#include <assert.h>
#include <stdlib.h>

#include "leadx/app/replay.sql.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"
#include "replay_room.h"

enum {
    PAGE_LEADS = 200,
    WALK_FACTOR = 20, /* leads of all niches that are passed over for one that is looked at */
    ANSWER_MAX = 256 * 1024
};

static struct replay *queue; /* the first is under way */

static void replay_start(struct replay *r);

/* ---- life */

static void replay_free(struct replay *r)
{
    for (size_t i = 0; i < r->n_events; i++)
        free(r->events[i]);
    free(r->events);
    free(r->filter);
    keymap_free(&r->siblings);
    keymap_free(&r->idle);
    keymap_free(&r->bought);
    tried_free(&r->tried);
    pool_free(r->pool);
    free(r);
}

static struct replay *replay_new(const struct replay_terms *terms, replay_done_fn done, uint64_t id)
{
    struct replay *r = mem_zero(1, sizeof *r);
    char *change = json_dumps(terms->change, JSON_COMPACT | JSON_REAL_PRECISION(15));

    r->pool = pool_new(0);
    r->terms = *terms;
    r->terms.change = NULL;
    r->change = pool_strdup(r->pool, change);
    r->done = done;
    r->id = id;
    tried_init(&r->tried, terms->niche);
    keymap_init(&r->siblings);
    keymap_init(&r->idle);
    keymap_init(&r->bought);
    free(change);
    return r;
}

/* Those behind move up. */
static void replay_end(struct replay *r, enum db_status db, int status, struct slice json)
{
    assert(r == queue);
    if (r->done != NULL)
        r->done(r->id, db, status, json);
    queue = r->next;
    replay_free(r);
    if (queue != NULL)
        replay_start(queue);
}

static void replay_fail(struct replay *r, const struct db_result *res)
{
    if (res->status == DB_REFUSED)
        log_error("replay", "refused: %s %s", res->sqlstate, res->constraint);
    replay_end(r, res->status, 0, SLICE_NONE);
}

/* ---- the leads */

static void on_page(uint64_t id, const struct db_result *res, void *arg);

static void page_next(struct replay *r)
{
    struct param params[9];

    params[0] = param_uuid(&r->order.id);
    params[1] = param_uuid(&r->org);
    params[2] = param_uuid(&r->order.family);
    params[3] = param_int32(r->tried.niche->no);
    params[4] = param_uuid(uuid_is_nil(&r->offer) ? NULL : &r->offer);
    params[5] = param_uuid(&r->first);
    params[6] = param_uuid(&r->after);
    params[7] = param_uuid(&r->last);
    params[8] = param_int32(PAGE_LEADS);
    dbpool_submit(&stmt_replay_page, params, 9, on_page, 0, r);
}

static bool is_far_enough(const struct replay *r)
{
    int64_t most = setting_int("replay_leads_max");

    return r->looked_at >= most || r->walked >= most * WALK_FACTOR ||
           r->held >= (size_t)setting_int("replay_memory_max");
}

static void replay_finish(struct replay *r)
{
    struct buf out;

    if (r->cut)
        r->until_ms = uuid_v7_ms(&r->after);
    replay_judge(r, INT64_MAX);
    buf_init(&out, ANSWER_MAX);
    replay_show(r, &out);
    assert(!out.overflow);
    replay_end(r, DB_OK, 200, buf_slice(&out));
    buf_free(&out);
}

static void on_page(uint64_t id, const struct db_result *res, void *arg)
{
    struct replay *r = arg;
    bool more;

    (void)id;
    if (res->status != DB_OK || r->done == NULL) {
        replay_fail(r, res);
        return;
    }
    more = replay_read(r, res);
    r->cut = more && is_far_enough(r);
    if (more && !r->cut)
        page_next(r);
    else
        replay_finish(r);
}

/* ---- the order */

static void begin_with(struct replay *r, json_t *said)
{
    json_t *refused = json_object_get(said, "refused");

    if (refused != NULL) {
        char *text = json_dumps(refused, JSON_COMPACT);

        replay_end(r, DB_OK, (int)json_integer_value(json_object_get(said, "status")),
                   slice_of(text));
        free(text);
        return;
    }
    if (!replay_begin(r, said)) {
        log_error("replay", "the order does not read as this program expects");
        replay_end(r, DB_REFUSED, 0, SLICE_NONE);
        return;
    }
    r->state = REPLAY_READS;
    r->after = r->first;
    page_next(r);
}

static void on_begin(uint64_t id, const struct db_result *res, void *arg)
{
    struct replay *r = arg;
    struct slice text;
    json_t *said;

    (void)id;
    if (res->status != DB_OK || r->done == NULL) {
        replay_fail(r, res);
        return;
    }
    if (result_null(res, 0, 0)) {
        replay_end(r, DB_OK, 404, SLICE_NONE);
        return;
    }
    text = result_slice(res, 0, 0);
    said = json_loadb(text.p, text.n, 0, NULL);
    begin_with(r, said);
    json_decref(said);
}

static void replay_start(struct replay *r)
{
    r->state = REPLAY_BEGINS;
    dbpool_submit(&stmt_replay_begin,
                  (struct param[]){param_uuid(&r->terms.org), param_bool(r->terms.all),
                                   param_uuid(&r->terms.order), param_str(r->change),
                                   param_int32(r->terms.days)},
                  5, on_begin, 0, r);
}

enum replay_taken replay_run(const struct replay_terms *terms, replay_done_fn done, uint64_t id)
{
    struct replay **at = &queue;
    int64_t waiting = 0;

    assert(terms->days >= 1 && terms->days <= REPLAY_DAYS_MAX);
    for (; *at != NULL; at = &(*at)->next, waiting++)
        if (uuid_equal(&(*at)->terms.org, &terms->org) && (*at)->done != NULL)
            return REPLAY_SECOND;
    if (waiting > setting_int("replay_queue"))
        return REPLAY_FULL;
    *at = replay_new(terms, done, id);
    if (*at == queue)
        replay_start(queue);
    return REPLAY_TAKEN;
}

void replay_leave(uint64_t id)
{
    for (struct replay **at = &queue; *at != NULL; at = &(*at)->next) {
        struct replay *r = *at;

        if (r->id != id)
            continue;
        r->done = NULL; /* what is under way ends at its next answer */
        if (r->state == REPLAY_WAITS) {
            *at = r->next;
            replay_free(r);
        }
        return;
    }
}
