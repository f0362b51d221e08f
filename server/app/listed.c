/* Listed leads meet the orders that wait for their price: when a lead is listed, when its price
 * reaches a step, and all of a niche's when an order there is new, changed, or can pay again.
 *
 * Its one rule: the elected process alone asks, one page at a time, and a listing once per change:
 * whoever was refused is asked again with the next one. Nothing here is kept: who is elected anew
 * begins with all listings of the niches that have such orders. Callers: the market's hooks, main's
 * tick. */
#include "leadx/app/listed.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/app/listed.sql.h"
#include "leadx/app/market.h"
#include "leadx/app/sale.h"
#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/db/elect.h"
#include "leadx/db/pool.h"
#include "stored.h"

enum { NICHES_MAX = 4096, LEADS_MAX = 1024, ROWS = 200, REST_MS = 1000 };

/* What the page under way is of. */
enum page { PAGE_LEAD, PAGE_STEPS, PAGE_NICHE };

static struct {
    bool wanted[NICHES_MAX];
    int32_t n_wanted;
    struct uuid leads[LEADS_MAX]; /* listed just now; beyond it all niches are taken whole */
    size_t n_leads;
    bool elected; /* was, at the last tick */
    bool under_way, failed;
    enum page page;
    struct uuid lead; /* PAGE_LEAD: which */
    int32_t niche;    /* of the round under way; 0: none */
    struct {
        int64_t us;
        struct uuid id;
    } round, steps; /* where their next pages begin */
    bool more;
    size_t selling; /* leads of the page not answered yet */
    int64_t retry_at_ms, steps_at_ms;
} listed;

void listed_niche(int32_t no)
{
    if (no <= 0 || no >= NICHES_MAX || listed.wanted[no])
        return;
    listed.wanted[no] = true;
    listed.n_wanted++;
}

static void all_niches(void)
{
    for (int32_t no = 1; no < NICHES_MAX; no++)
        if (market_niche_by_no(no) != NULL)
            listed_niche(no);
}

void listed_lead(const struct uuid *lead)
{
    if (listed.n_leads < LEADS_MAX)
        listed.leads[listed.n_leads++] = *lead;
    else if (listed.n_wanted == 0)
        all_niches();
}

/* --- A page --------------------------------------------------------------------------------- */

/* What failed is asked again, after a pause. */
static void page_failed(void)
{
    listed.retry_at_ms = clock_mono_ms() + REST_MS;
    if (listed.page == PAGE_LEAD) {
        listed_lead(&listed.lead);
    } else if (listed.page == PAGE_NICHE) {
        listed_niche(listed.niche);
        listed.niche = 0;
    } else {
        all_niches(); /* its step may be behind the cursor */
    }
}

static void page_step(void)
{
    if (--listed.selling > 0)
        return;
    listed.under_way = false;
    if (listed.failed)
        page_failed();
    else if (listed.page == PAGE_NICHE && !listed.more)
        listed.niche = 0;
    else if (listed.page == PAGE_STEPS && !listed.more)
        listed.steps_at_ms = clock_mono_ms() + setting_int("chore_interval_ms");
}

static void on_offered(struct sale_lead *lead, enum db_status status)
{
    stored_free(lead->owner);
    listed.failed = listed.failed || (status != DB_OK && status != DB_REFUSED);
    page_step();
}

static void row_offer(const struct db_result *res, int row)
{
    struct stored *lead = stored_read(res, row, on_offered);
    enum stored_sent sent = lead == NULL ? STORED_NOBODY : stored_send(lead);

    listed.selling += sent == STORED_SENT;
    listed.failed = listed.failed || sent == STORED_FULL;
    if (listed.page == PAGE_NICHE) {
        listed.round.us = stored_open_us(res, row);
        listed.round.id = stored_listing(res, row);
    } else if (listed.page == PAGE_STEPS) {
        listed.steps.us = stored_open_us(res, row);
        listed.steps.id = stored_listing(res, row);
    }
}

static void on_page(uint64_t id, const struct db_result *res, void *arg)
{
    int rows = res->status == DB_OK ? result_rows(res) : 0;

    (void)id;
    (void)arg;
    listed.failed = res->status != DB_OK;
    listed.more = rows == ROWS;
    listed.selling = 1; /* held until every row was looked at */
    for (int row = 0; row < rows; row++)
        row_offer(res, row);
    page_step();
}

static void page_ask(enum page page, const struct stmt *stmt, const struct param *params, int n)
{
    listed.page = page;
    listed.under_way = true;
    dbpool_submit(stmt, params, n, on_page, 0, NULL);
}

/* --- What is next --------------------------------------------------------------------------- */

static void lead_ask(void)
{
    struct param param;

    listed.lead = listed.leads[--listed.n_leads];
    param = param_uuid(&listed.lead);
    page_ask(PAGE_LEAD, &stmt_listed_one, &param, 1);
}

static void steps_ask(void)
{
    struct param params[2] = {param_int64(listed.steps.us), param_uuid(&listed.steps.id)};

    page_ask(PAGE_STEPS, &stmt_listed_changed, params, 2);
}

static void round_ask(void)
{
    struct param params[3] = {param_null(), param_int64(listed.round.us),
                              param_uuid(&listed.round.id)};
    char niche[16];

    snprintf(niche, sizeof niche, "%d", (int)listed.niche);
    params[0] = param_str(niche);
    page_ask(PAGE_NICHE, &stmt_listed_page, params, 3);
}

static bool round_begin(void)
{
    for (int32_t no = 1; no < NICHES_MAX && listed.n_wanted > 0; no++)
        if (listed.wanted[no]) {
            listed.wanted[no] = false;
            listed.n_wanted--;
            listed.niche = no;
            memset(&listed.round, 0, sizeof listed.round);
            return true;
        }
    return false;
}

/* What was told before may have been told to somebody else. */
static void elected_now(void)
{
    listed.elected = true;
    listed.steps.us = clock_exchange_ms() * 1000;
    memset(&listed.steps.id, 0, sizeof listed.steps.id);
    all_niches();
}

/* Not this process' to do, or nobody waits for a price. */
static void forget(void)
{
    if (listed.elected || listed.n_leads > 0 || listed.n_wanted > 0)
        memset(&listed, 0, sizeof listed);
}

void listed_tick(void)
{
    if (listed.under_way || !market_ready() || clock_mono_ms() < listed.retry_at_ms)
        return;
    if (!db_elected() || book_size(market_listed_book()) == 0) {
        forget();
        return;
    }
    if (!listed.elected)
        elected_now();
    if (listed.n_leads > 0)
        lead_ask();
    else if (clock_mono_ms() >= listed.steps_at_ms)
        steps_ask();
    else if (listed.niche != 0 || round_begin())
        round_ask();
}

void listed_start(void)
{
    memset(&listed, 0, sizeof listed);
}
