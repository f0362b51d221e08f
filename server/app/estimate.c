/* An estimate's way: the buyer's other orders, how many leads each day had, then the sample, piece
 * by piece, each a small statement, so that neither the database nor this loop is held up.
 *
 * Its one rule: it costs a bounded amount whatever is asked: so many pieces of so many rows, few at
 * once, one a company; what people try out is interned in a table of its own and goes with it.
 * Called by api/estimates.c. */
#include "leadx/app/estimate.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimate_room.h"
#include "leadx/app/estimate.sql.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/db/pool.h"

enum { AT_ONCE = 4, ANSWER_MAX = 256 * 1024 };

static struct estimate *under_way;

/* ---- life */

static bool may_begin(const struct uuid *org)
{
    int n = 0;

    for (const struct estimate *e = under_way; e != NULL; e = e->next, n++)
        if (uuid_equal(&e->terms.org, org))
            return false;
    return n < AT_ONCE;
}

static void estimate_free(struct estimate *e)
{
    struct estimate **at = &under_way;

    while (*at != e)
        at = &(*at)->next;
    *at = e->next;
    free(e->filter);
    for (size_t i = 0; i < e->n_others; i++)
        free(e->others[i].filter);
    tried_free(&e->tried);
    free(e->matches);
    pool_free(e->pool);
    free(e);
}

static void estimate_end(struct estimate *e, const struct db_result *res)
{
    struct buf out;

    if (res != NULL && res->status == DB_REFUSED)
        log_error("estimate", "refused: %s %s", res->sqlstate, res->constraint);
    buf_init(&out, ANSWER_MAX);
    if (res == NULL)
        estimate_show(e, &out);
    assert(!out.overflow);
    e->done(e->id, res == NULL ? DB_OK : res->status, buf_slice(&out));
    buf_free(&out);
    estimate_free(e);
}

/* ---- the sample */

static void on_sample(uint64_t id, const struct db_result *res, void *arg);

static void sample_next(struct estimate *e)
{
    struct param params[6];

    if (e->piece == e->pieces * e->terms.days) {
        estimate_end(e, NULL);
        return;
    }
    params[0] = param_int32(e->niche->no);
    params[1] = param_str(e->days[e->piece / e->pieces].day);
    params[2] = param_int32(e->piece % e->pieces);
    params[3] = param_int32(e->pieces);
    params[4] = param_int32(ESTIMATE_SLICES);
    params[5] = param_int32(ESTIMATE_ROWS);
    dbpool_submit(&stmt_estimate_sample, params, 6, on_sample, 0, e);
}

static void on_sample(uint64_t id, const struct db_result *res, void *arg)
{
    struct estimate *e = arg;
    int day = e->piece / e->pieces, of_slice[ESTIMATE_SLICES] = {0};

    (void)id;
    if (res->status != DB_OK) {
        estimate_end(e, res);
        return;
    }
    for (int row = 0; row < result_rows(res); row++) {
        int64_t slice = result_int64(res, row, ESTIMATE_C_SLICE);

        assert(slice >= 0 && slice < ESTIMATE_SLICES);
        if (++of_slice[slice] == ESTIMATE_ROWS)
            e->days[day].cut = true;
        estimate_lead(e, day, res, row);
    }
    e->piece++;
    sample_next(e);
}

/* ---- what goes before */

static void on_days(uint64_t id, const struct db_result *res, void *arg)
{
    struct estimate *e = arg;

    (void)id;
    if (res->status != DB_OK) {
        estimate_end(e, res);
        return;
    }
    assert(result_rows(res) == e->terms.days);
    for (int i = 0; i < e->terms.days; i++) {
        struct slice day = result_slice(res, i, 0);

        snprintf(e->days[i].day, sizeof e->days[i].day, "%.*s", (int)day.n, day.p);
        e->days[i].total = result_int64(res, i, 1);
    }
    sample_next(e);
}

static void other_add(struct estimate *e, const struct db_result *res, int row)
{
    struct estimate_other *other = &e->others[e->n_others];
    struct slice text = result_slice(res, row, 2);
    struct uuid order = result_uuid(res, row, 0);
    json_t *json = json_loadb(text.p, text.n, 0, NULL);

    other->filter = tried_filter(&e->tried, json);
    json_decref(json);
    if (other->filter == NULL) /* made under fields the niche has no more */
        return;
    uuid_format(&order, other->order);
    other->name = pool_copy(e->pool, result_slice(res, row, 1));
    e->n_others++;
}

static void on_orders(uint64_t id, const struct db_result *res, void *arg)
{
    struct estimate *e = arg;

    (void)id;
    if (res->status != DB_OK) {
        estimate_end(e, res);
        return;
    }
    for (int row = 0; row < result_rows(res) && row < ESTIMATE_OTHERS; row++)
        other_add(e, res, row);
    dbpool_submit(&stmt_estimate_day,
                  (struct param[]){param_int32(e->niche->no), param_int32(e->terms.days)}, 2,
                  on_days, 0, e);
}

bool estimate_run(const struct estimate_terms *terms, estimate_done_fn done, uint64_t id)
{
    struct estimate *e;

    assert(terms->days >= 1 && terms->days <= ESTIMATE_DAYS_MAX);
    if (!may_begin(&terms->org))
        return false;
    e = mem_zero(1, sizeof *e);
    e->pool = pool_new(0);
    e->niche = terms->niche;
    e->terms = *terms;
    e->done = done;
    e->id = id;
    e->pieces = terms->days >= ESTIMATE_PIECES ? 1 : ESTIMATE_PIECES / terms->days;
    e->next = under_way;
    under_way = e;
    tried_init(&e->tried, e->niche);
    e->filter = tried_filter(&e->tried, terms->filter);
    e->terms.filter = NULL;
    assert(e->filter != NULL);
    dbpool_submit(&stmt_estimate_orders,
                  (struct param[]){param_uuid(&terms->org), param_int32(e->niche->no),
                                   param_int32(ESTIMATE_OTHERS)},
                  3, on_orders, 0, e);
    return true;
}
