/* Orders listed: all, or those of one niche, page by page.
 *
 * Its one rule: a page is all that one turn of the loop does of it; who posts meanwhile is answered
 * between two pages. What changes while it goes on is told by notices, whose questions are later
 * ones. Called by market_load to reconcile and by market_change for a niche. */
#include <stdlib.h>

#include "leadx/app/market.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/db/pool.h"
#include "market_room.h"
#include "market_rows.h"

/* Rows a page: fewer when they took longer than a turn may, as circles do that are compiled. */
enum { PAGE_MAX = 200, PAGE_FIRST = 50, PAGE_MIN = 10, TURN_US = 4000 };

struct listing {
    int32_t niche; /* 0: all */
    int page;      /* rows asked for */
    uint64_t first, question;
    struct uuid after;
    void (*done)(bool ok, void *arg);
    void *arg;
};

static void page_ask(struct listing *l);

static void drop_unlisted(const struct listing *l)
{
    int32_t from = l->niche == 0 ? 1 : l->niche;
    int32_t to = l->niche == 0 ? NICHES_MAX - 1 : l->niche;

    for (int32_t no = from; no <= to; no++)
        market_orders_drop_unlisted(no, l->first);
}

static void finish(struct listing *l, bool ok)
{
    if (ok)
        drop_unlisted(l);
    l->done(ok, l->arg);
    free(l);
}

/* Nobody is served before the first load is complete, so nobody waits for a long turn. */
static int page_next(int page, int64_t took_us)
{
    if (market.ready && took_us > TURN_US)
        return page / 2 < PAGE_MIN ? PAGE_MIN : page / 2;
    return took_us > TURN_US / 2 || page * 2 > PAGE_MAX ? page : page * 2;
}

static void on_page(uint64_t id, const struct db_result *res, void *arg)
{
    struct listing *l = arg;
    int rows = res->status == DB_OK ? result_rows(res) : 0;
    int64_t began_us = clock_measure_us();

    (void)id;
    for (int row = 0; row < rows; row++)
        if (!result_null(res, row, ORDER_COLUMN_REVISION)) /* its company may not buy now */
            market_order_take(res, row, l->question);
    if (rows == l->page) {
        l->page = page_next(l->page, clock_measure_us() - began_us);
        l->after = result_uuid(res, rows - 1, 0);
        page_ask(l); /* before the last is answered: between two pages nothing is forgotten */
    } else {
        finish(l, res->status == DB_OK);
    }
    market_orders_answered();
}

static void page_ask(struct listing *l)
{
    struct param params[3] = {param_null(), param_uuid(&l->after), param_int64(l->page)};
    char niche[16];

    if (l->niche != 0) {
        snprintf(niche, sizeof niche, "%d", (int)l->niche);
        params[0] = param_str(niche);
    }
    l->question = market_orders_ask();
    dbpool_submit(&stmt_market_order_page, params, 3, on_page, 0, l);
}

void market_orders_list(int32_t niche_no, void (*done)(bool ok, void *arg), void *arg)
{
    struct listing *l = mem_zero(1, sizeof *l);

    *l = (struct listing){.niche = niche_no,
                          .page = market.ready ? PAGE_FIRST : PAGE_MAX,
                          .first = market.questions + 1,
                          .done = done,
                          .arg = arg};
    *(niche_no == 0 ? &market.listing : &market.known[niche_no].listing) = l->first;
    page_ask(l);
}
