/* Looks for saved searches: a few at a time are asked for, each is put to its niche's shelf, a
 * slice a turn of the loop, and what they came to is recorded at once.
 *
 * Its one rule: nothing is remembered here. A search carries until when it was looked for, and is
 * moved on only by the record that tells of what was found; whoever dies in between, the next one
 * looks again. It looks up to a moment that was over for a while when the shelves were
 * last brought up to date, so that no listing whose transaction took its time is passed over.
 * Called by main's tick. */
#include "leadx/app/market_match.h"

#include <jansson.h>
#include <stdlib.h>

#include "leadx/app/market.h"
#include "leadx/app/market_match.sql.h"
#include "leadx/app/market_shelf.h"
#include "leadx/app/shelf_ask.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/db/elect.h"
#include "leadx/db/pool.h"

enum {
    AT_ONCE = 100,
    NAMED_MAX = 20, /* listings that a notice names */
    LAG_S = 30,
    SLICE_ROWS = 100000, /* some tenths of a millisecond */
    ROUNDS = 5,          /* a round in so many of the chores' */
};

struct search {
    struct uuid id, family;
    int32_t niche_no;
    const char *filter;
    int64_t price_min, price_max, seen_s;
    bool exclusive;
    int64_t n; /* new ones that fit; −1: its filter does not read */
    const char *listings;
};

static struct {
    struct pool *pool; /* what is under way; NULL: nothing */
    struct search *searches;
    size_t n, at;
    int64_t until_s;         /* it is looked for what came until then */
    struct shelf_walk *walk; /* of searches[at]; NULL: not begun */
    bool waits;              /* for the database */
    int64_t due_ms;
} match;

static void end(void)
{
    pool_free(match.pool);
    match.pool = NULL;
    match.waits = false;
    match.due_ms = clock_mono_ms() + ROUNDS * setting_int("chore_interval_ms");
}

/* ---- what they came to */

static void on_seen(uint64_t id, const struct db_result *res, void *arg)
{
    size_t n = match.n;

    (void)id;
    (void)arg;
    end();
    if (res->status == DB_REFUSED)
        log_error("match", "not recorded: %s %s", res->sqlstate, res->constraint);
    if (res->status != DB_OK)
        return;
    metric_add(metric_counter("leadx_market_matches_total",
                              "Saved searches that were told of new listings.", NULL),
               result_int64(res, 0, 0));
    if (n == AT_ONCE)
        match.due_ms = clock_mono_ms(); /* more are due */
}

/* An array's text of one member of every search. */
static struct param column(const char *(*text)(const struct search *s))
{
    struct buf b;
    struct slice whole;

    buf_init(&b, 0);
    for (size_t i = 0; i < match.n; i++)
        buf_printf(&b, "%c%s", i == 0 ? '{' : ',', text(&match.searches[i]));
    buf_add_char(&b, '}');
    whole = (struct slice){pool_copy(match.pool, buf_slice(&b)), b.n};
    buf_free(&b);
    return param_text(whole);
}

static const char *number(int64_t n)
{
    return pool_printf(match.pool, "%lld", (long long)n);
}

static const char *id_text(const struct search *s)
{
    char text[UUID_TEXT];

    return pool_strdup(match.pool, uuid_format(&s->id, text));
}

static const char *seen_text(const struct search *s)
{
    return number(s->seen_s);
}

static const char *n_text(const struct search *s)
{
    return number(s->n);
}

static const char *listings_text(const struct search *s)
{
    return pool_printf(match.pool, "\"%s\"", s->listings);
}

static void record(void)
{
    struct param params[6] = {param_int64(match.until_s), column(id_text),
                              column(seen_text),          column(n_text),
                              column(listings_text),      param_null()};

    params[5] = param_int64(setting_int("market_match_pause_s"));
    match.waits = true;
    dbpool_submit(&stmt_searches_seen, params, 6, on_seen, 0, NULL);
}

/* ---- one search */

static const char *listings_named(const struct shelf_result *found)
{
    const char *all = "{";
    char id[UUID_TEXT];

    for (size_t i = 0; i < found->n; i++)
        all = pool_printf(match.pool, "%s%s%s", all, i == 0 ? "" : ",",
                          uuid_format(&found->found[i].listing.id, id));
    return pool_printf(match.pool, "%s}", all);
}

static bool query_make(const struct search *s, const struct niche *niche,
                       const struct market_shelf *m, struct shelf_query *q)
{
    json_t *filter = json_loads(s->filter, 0, NULL);
    struct faults faults;
    bool ok;

    faults_init(&faults, match.pool);
    *q = (struct shelf_query){.curve = &niche->market.curve,
                              .now_s = match.until_s,
                              .since_s = s->seen_s,
                              .family = market_shelf_family(&s->family),
                              .price_min = s->price_min,
                              .price_max = s->price_max,
                              .exclusive = s->exclusive,
                              .sort = SHELF_CHEAPEST,
                              .limit = NAMED_MAX};
    ok = shelf_ask_read(filter, "/filter", m->dims, market_symbols(), &faults, q);
    json_decref(filter);
    return ok;
}

/* false: there is nothing to look through. */
static bool look_begin(struct search *s)
{
    const struct niche *niche = market_niche_by_no(s->niche_no);
    const struct market_shelf *m = niche == NULL ? NULL : market_shelf_of(niche);
    struct shelf_query query;

    s->listings = "{}";
    if (m == NULL)
        return false; /* nothing was found, as far as can be known */
    if (!query_make(s, niche, m, &query)) {
        s->n = -1;
        return false;
    }
    match.walk = shelf_walk_begin(m->shelf, &query);
    return true;
}

static void look_end(void)
{
    shelf_walk_free(match.walk);
    match.walk = NULL;
}

static void found_take(struct search *s, const struct shelf_result *found)
{
    s->n = (int64_t)found->total;
    s->listings = listings_named(found);
}

/* Looks a slice further; true: this one is done. */
static bool look(struct search *s)
{
    enum shelf_walk_state state;

    if (match.walk == NULL && !look_begin(s))
        return true;
    state = shelf_walk_step(match.walk, SLICE_ROWS);
    if (state == SHELF_WALK_UNDER_WAY)
        return false;
    if (state == SHELF_WALK_DONE)
        found_take(s, shelf_walk_result(match.walk));
    look_end();
    return state == SHELF_WALK_DONE; /* else it begins anew on the shelf that came */
}

/* ---- which are due */

static void search_take(struct search *s, const struct db_result *res, int row)
{
    s->id = result_uuid(res, row, 0);
    s->niche_no = (int32_t)result_int64(res, row, 1);
    s->family = result_uuid(res, row, 2);
    s->filter = pool_copy(match.pool, result_slice(res, row, 3));
    s->price_min = result_int64(res, row, 4);
    s->price_max = result_int64(res, row, 5);
    s->exclusive = result_bool(res, row, 6);
    s->seen_s = result_int64(res, row, 7);
}

static void on_due(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    (void)arg;
    match.waits = false;
    if (res->status == DB_REFUSED)
        log_error("match", "searches not read: %s %s", res->sqlstate, res->constraint);
    if (res->status != DB_OK || result_rows(res) == 0) {
        end();
        return;
    }
    match.n = (size_t)result_rows(res);
    match.at = 0;
    match.searches = pool_zero(match.pool, match.n * sizeof *match.searches);
    for (size_t i = 0; i < match.n; i++)
        search_take(&match.searches[i], res, (int)i);
}

static void due_ask(void)
{
    struct param params[3];

    match.until_s = market_shelf_seen_s() - LAG_S;
    params[0] = param_int64(match.until_s);
    params[1] = param_int64(setting_int("market_match_pause_s"));
    params[2] = param_int32(AT_ONCE);
    match.pool = pool_new(0);
    match.n = 0;
    match.waits = true;
    dbpool_submit(&stmt_searches_due, params, 3, on_due, 0, NULL);
}

bool market_match_tick(void)
{
    if (match.waits)
        return false;
    if (match.pool == NULL) {
        if (db_elected() && clock_mono_ms() >= match.due_ms && market_shelf_complete())
            due_ask();
        return false;
    }
    if (look(&match.searches[match.at]))
        match.at++;
    if (match.at == match.n)
        record();
    return match.at < match.n;
}
