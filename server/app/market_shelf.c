/* Fills the shelves and keeps them: one question to the database after the other, each answered
 * before the next is put.
 *
 * Its one rule: what a page or a change says is taken in the order it was asked, so that nothing
 * older than what is known is ever believed. Called by main's tick; the market's handlers read. */
#include "leadx/app/market_shelf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/market.h"
#include "leadx/app/market_shelf.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"
#include "market_room.h"
#include "market_shelf_room.h"

enum {
    PAGE = 1000,     /* rows an answer */
    USED_MS = 60000, /* so long after it was asked for, a shelf is kept fresh */
    SELDOM = 5,      /* else it looks so many times less often */
    SHARE = 10,      /* looking takes at most this part of the time */
    AFTER_FAILURE_MS = 1000,
    LOST_MS = 12 * 3600 * 1000, /* ended rows stay a day: who slept longer begins anew */
    TIME_TEXT = 48,
};

/* A place behind which rows are asked for: (xid, id) of changes, (listed_at, id) of a page. */
struct place {
    char first[TIME_TEXT];
    struct uuid id;
};

static struct {
    struct market_shelf *now[NICHES_MAX]; /* by number */
    struct market_shelf *next;            /* being filled */
    struct place page;                    /* how far */
    char from[TIME_TEXT];                 /* the xid that a round of changes begins at; "": none */
    struct place change;                  /* how far the round is */
    char xmin[TIME_TEXT];                 /* of its first answer: where the next begins */
    bool under_way, round;                /* a question; a round of changes */
    int64_t asked_us;                     /* when the round began, monotonic */
    int64_t due_ms, retry_ms, used_ms, seen_ms;
    int64_t began_s, seen_s; /* the exchange's: when the round began, and the last whole one */
    size_t listings;         /* on all shelves */
} shelves;

/* ---- shelves */

static struct market_shelf *shelf_make(const struct niche *niche)
{
    struct market_shelf *m = mem_zero(1, sizeof *m);

    m->niche = niche;
    m->dims = shelf_dims_new(&niche->schema);
    m->shelf = shelf_new(m->dims->n, m->dims->personal, (uint32_t)niche->market.k);
    return m;
}

static void shelf_drop(struct market_shelf *m)
{
    if (m == NULL)
        return;
    shelf_free(m->shelf);
    shelf_dims_free(m->dims);
    free(m);
}

/* The shelves are as old as the first answer of the last round says; nothing of it is used again.
 */
static void distrust(const char *why)
{
    log_warn("shelf", "all shelves are filled again: %s", why);
    for (int32_t no = 1; no < NICHES_MAX; no++)
        if (shelves.now[no] != NULL)
            shelves.now[no]->stale = true;
    shelf_drop(shelves.next);
    shelves.next = NULL;
}

static void row_take(const struct db_result *res, int row)
{
    int64_t no = result_int64(res, row, SHELF_COL_NICHE);
    struct market_shelf *now = no > 0 && no < NICHES_MAX ? shelves.now[no] : NULL;
    struct market_shelf *next = shelves.next;

    if (now != NULL) {
        shelves.listings -= shelf_size(now->shelf);
        shelf_row_take(now, res, row);
        shelves.listings += shelf_size(now->shelf);
    }
    if (next != NULL && next->niche->no == no)
        shelf_row_take(next, res, row);
}

static void place_set(struct place *p, const struct db_result *res, int row,
                      enum shelf_column column)
{
    struct slice first = result_slice(res, row, (int)column);

    snprintf(p->first, sizeof p->first, "%.*s", (int)first.n, first.p);
    p->id = result_uuid(res, row, SHELF_COL_ID);
}

/* ---- one question after the other */

static void advance(void);

static void answered(const struct db_result *res, const char *what)
{
    shelves.under_way = false;
    if (res->status == DB_OK)
        return;
    shelves.round = false;
    shelves.retry_ms = clock_mono_ms() + AFTER_FAILURE_MS;
    if (res->status == DB_REFUSED)
        log_error("shelf", "%s refused: %s %s", what, res->sqlstate, res->constraint);
}

static void shelf_swap(void)
{
    struct market_shelf *m = shelves.next, **now = &shelves.now[m->niche->no];

    if (*now != NULL)
        shelves.listings -= shelf_size((*now)->shelf);
    shelves.listings += shelf_size(m->shelf);
    shelf_drop(*now);
    *now = m;
    shelves.next = NULL;
}

static void on_page(uint64_t id, const struct db_result *res, void *arg)
{
    int rows = res->status == DB_OK ? result_rows(res) : 0;

    (void)id;
    (void)arg;
    answered(res, "a page");
    if (res->status != DB_OK || shelves.next == NULL)
        return;
    for (int row = 0; row < rows; row++)
        shelf_row_take(shelves.next, res, row);
    if (rows > 0)
        place_set(&shelves.page, res, rows - 1, SHELF_COL_LISTED_AT);
    if (rows < PAGE)
        shelf_swap();
    advance();
}

static void page_ask(void)
{
    struct param params[4];
    char no[16];

    snprintf(no, sizeof no, "%" PRId32, shelves.next->niche->no);
    params[0] = param_str(no);
    params[1] = param_str(shelves.page.first);
    params[2] = param_uuid(&shelves.page.id);
    params[3] = param_int32(PAGE);
    shelves.under_way = true;
    dbpool_submit(&stmt_shelf_page, params, 4, on_page, 0, NULL);
}

/* A round ends with the answer that brought less than a page. The next begins where the first
 * answer's snapshot could not see. */
static void round_end(void)
{
    int64_t now_ms = clock_mono_ms(), took_ms = (clock_measure_us() - shelves.asked_us) / 1000;
    int64_t pause_ms = setting_int("market_poll_ms");

    if (now_ms - shelves.used_ms > USED_MS)
        pause_ms *= SELDOM;
    if (pause_ms < (SHARE - 1) * took_ms)
        pause_ms = (SHARE - 1) * took_ms;
    shelves.round = false;
    shelves.seen_ms = now_ms;
    shelves.seen_s = shelves.began_s;
    shelves.due_ms = now_ms + pause_ms;
    snprintf(shelves.from, sizeof shelves.from, "%s", shelves.xmin);
}

static void round_begin(void)
{
    if (shelves.seen_ms > 0 && clock_mono_ms() - shelves.seen_ms > LOST_MS)
        distrust("changes were not followed for long");
    shelves.round = true;
    shelves.asked_us = clock_measure_us();
    shelves.began_s = clock_exchange_ms() / 1000;
    shelves.xmin[0] = '\0';
    shelves.change = (struct place){.id = {{0}}};
    snprintf(shelves.change.first, sizeof shelves.change.first, "%s", shelves.from);
}

static void xmin_take(const struct db_result *res)
{
    struct slice xmin = result_slice(res, 0, SHELF_COL_XMIN);

    snprintf(shelves.xmin, sizeof shelves.xmin, "%.*s", (int)xmin.n, xmin.p);
    if (strtoull(shelves.xmin, NULL, 10) < strtoull(shelves.from, NULL, 10))
        distrust("the database was put back to an earlier time");
}

static void on_changes(uint64_t id, const struct db_result *res, void *arg)
{
    int rows = res->status == DB_OK ? result_rows(res) : 0;

    (void)id;
    (void)arg;
    answered(res, "changes");
    if (res->status != DB_OK)
        return;
    if (shelves.xmin[0] == '\0')
        xmin_take(res);
    if (result_null(res, 0, SHELF_COL_ID)) /* one row, that says only xmin */
        rows = 0;
    for (int row = 0; row < rows; row++)
        row_take(res, row);
    if (rows > 0)
        place_set(&shelves.change, res, rows - 1, SHELF_COL_XID);
    if (rows < PAGE)
        round_end();
    advance();
}

static void changes_ask(void)
{
    bool first = shelves.from[0] == '\0'; /* nothing to follow: only xmin is wanted */
    struct param params[3] = {first ? param_null() : param_str(shelves.change.first),
                              param_uuid(&shelves.change.id), param_int32(PAGE)};

    shelves.under_way = true;
    dbpool_submit(&stmt_shelf_changes, params, 3, on_changes, 0, NULL);
}

static void on_sellers(bool ok)
{
    shelves.under_way = false;
    if (ok)
        advance();
    else
        shelves.retry_ms = clock_mono_ms() + AFTER_FAILURE_MS;
}

/* A niche that has no shelf, or whose shelf was made for an earlier version of it. */
static bool next_begin(void)
{
    for (int32_t no = 1; no <= market.niche_top; no++) {
        const struct niche *niche = market.niches[no];

        if (niche == NULL ||
            (shelves.now[no] != NULL && shelves.now[no]->niche == niche && !shelves.now[no]->stale))
            continue;
        shelves.next = shelf_make(niche);
        shelves.page = (struct place){.first = "-infinity"};
        return true;
    }
    return false;
}

static void advance(void)
{
    if (shelves.under_way || clock_mono_ms() < shelves.retry_ms)
        return;
    if (!shelves.round && clock_mono_ms() >= shelves.due_ms)
        round_begin();
    if (shelves.round) {
        changes_ask();
    } else if (shelf_sellers_due()) {
        shelves.under_way = true;
        shelf_sellers_ask(on_sellers);
    } else if (shelves.next != NULL || (shelves.from[0] != '\0' && next_begin())) {
        page_ask();
    }
}

void market_shelf_tick(void)
{
    if (market_ready())
        advance();
}

/* ---- reading */

const struct market_shelf *market_shelf_of(const struct niche *niche)
{
    shelves.used_ms = clock_mono_ms();
    return shelves.now[niche->no];
}

const struct market_shelf *market_shelf_find(const struct uuid *id, uint32_t family, int64_t now_s,
                                             struct listing *out)
{
    shelves.used_ms = clock_mono_ms();
    for (int32_t no = 1; no <= market.niche_top; no++)
        if (shelves.now[no] != NULL && shelf_look(shelves.now[no]->shelf, id, family, now_s, out))
            return shelves.now[no];
    return NULL;
}

bool market_shelf_complete(void)
{
    for (int32_t no = 1; no <= market.niche_top; no++)
        if (market.niches[no] != NULL && shelves.now[no] == NULL)
            return false;
    return market.niche_top > 0;
}

int64_t market_shelf_seen_s(void)
{
    return shelves.seen_s;
}

size_t market_shelf_size(void)
{
    return shelves.listings;
}
