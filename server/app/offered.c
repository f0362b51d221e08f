/* Stored leads offered again: when an order of the niche is created, changed, resumed, topped up or
 * enters a new period, and when a lead is released or approved. What notices told all processes,
 * the elected one does; the others remember it, for one of them may be elected next. What one
 * process knows alone, it does itself.
 *
 * Its one rule: one page of one niche is under way at a time, so that a market's worth of open
 * leads never floods the writers, and a niche that changes all the time takes neither the others'
 * turn nor the posts'. What fails is asked for again later. Callers: the market's hooks,
 * main's tick. */
#include "leadx/app/offered.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/app/market.h"
#include "leadx/app/offered.sql.h"
#include "leadx/app/sale.h"
#include "leadx/base/clock.h"
#include "leadx/base/metrics.h"
#include "leadx/db/elect.h"
#include "leadx/db/pool.h"
#include "stored.h"

enum {
    NICHES_MAX = 4096,
    LEADS_MAX = 1024,
    TURNS_MAX = 16, /* of one lead, four buyers or more each: bounds what it costs */
    REST = 4,       /* a round of a niche is followed by a rest of so many times its length */
    /* After new appetite the niche is offered once more, so much later: meanwhile another process
     * may have stored a lead that it routed before it heard. */
    SWEEP_MS = 2000,
    SWEEPS_LOOK_MS = 500,
};

/* Why a niche is to be offered; both may be. */
enum wish {
    WISH_TOLD = 1, /* new appetite that all processes heard of */
    WISH_OWN = 2,  /* a lead was stored here that a round may have passed by, or a round failed */
};

/* One lead asked for by itself. */
struct single {
    struct uuid lead;
    int turn; /* how often it came back because those who were asked cannot pay */
};

static struct {
    uint8_t wanted[NICHES_MAX]; /* enum wish; 0: nothing to do */
    int32_t n_wanted;
    int64_t sweep_at_ms[NICHES_MAX];   /* monotonic; 0: none */
    int64_t sweeps_look_ms;            /* when to look through them */
    uint32_t appetite[NICHES_MAX];     /* how often it was new */
    int64_t rest_until_ms[NICHES_MAX]; /* monotonic */
    int64_t look_at_ms;                /* all that are wanted rest until then */
    int32_t last;                      /* niche of the last round */
    int64_t began_ms;                  /* its start */
    struct single leads[LEADS_MAX];    /* asked for; beyond it the niches are taken whole */
    size_t n_leads;
    struct single single; /* the lead of a page of one; turn 0 in a niche's page */
    bool under_way;       /* a page is being read or sold */
    int32_t niche;        /* 0: the page is a single lead */
    struct uuid until;    /* the round ends there: later leads were routed with its appetite */
    struct uuid after;    /* where the next page begins */
    int64_t after_us;
    size_t selling; /* leads of the page not answered yet */
    bool more, failed;
    int64_t retry_at_ms;
} offered;

static void page_step(void);
static void single_add(const struct uuid *lead, int turn);
static void behind_add(const struct uuid *lead, int32_t niche_no, int turn);

static void on_offered(struct sale_lead *lead, enum db_status status)
{
    if (status == DB_OK && lead->again && strcmp(lead->state, "open") == 0 &&
        offered.single.turn < TURNS_MAX)
        behind_add(&lead->id, lead->niche, offered.single.turn + 1);
    stored_free(lead->owner);
    /* one that was refused was tried again and again already; the others will be sold later */
    offered.failed = offered.failed || (status != DB_OK && status != DB_REFUSED);
    offered.selling--;
    page_step();
}

/* --- Pages ---------------------------------------------------------------------------------------
 */

static void round_end(void)
{
    int64_t now_ms = clock_mono_ms();

    offered.rest_until_ms[offered.niche] = now_ms + REST * (now_ms - offered.began_ms);
    offered.niche = 0;
}

static void page_step(void)
{
    if (offered.selling > 0)
        return;
    offered.under_way = false;
    if (offered.failed) { /* the whole niche again, after a pause */
        offered.retry_at_ms = clock_mono_ms() + 1000;
        if (offered.niche != 0)
            offered_again(offered.niche);
        else
            single_add(&offered.single.lead, offered.single.turn);
        round_end();
    } else if (!offered.more) {
        round_end();
    }
}

static void on_page(uint64_t id, const struct db_result *res, void *arg)
{
    int rows = res->status == DB_OK ? result_rows(res) : 0;

    (void)id;
    (void)arg;
    offered.failed = res->status != DB_OK;
    offered.more = offered.niche != 0 && rows == 200;
    offered.selling = 1; /* held until every row was looked at */
    for (int row = 0; row < rows; row++) {
        struct stored *lead = stored_read(res, row, on_offered);
        enum stored_sent sent = lead == NULL ? STORED_NOBODY : stored_send(lead);

        offered.after = stored_id(res, row);
        offered.after_us = stored_open_us(res, row);
        offered.selling += sent == STORED_SENT;
        offered.failed = offered.failed || sent == STORED_FULL;
    }
    offered.selling--;
    page_step();
}

static void page_ask(void)
{
    struct param params[4] = {param_int64(offered.niche), param_int64(offered.after_us),
                              param_uuid(&offered.after), param_uuid(&offered.until)};
    char niche[16];

    snprintf(niche, sizeof niche, "%d", (int)offered.niche);
    params[0] = param_str(niche);
    offered.under_way = true;
    dbpool_submit(&stmt_offered_page, params, 4, on_page, 0, NULL);
}

uint32_t offered_appetite(int32_t niche_no)
{
    return niche_no > 0 && niche_no < NICHES_MAX ? offered.appetite[niche_no] : 0;
}

static void wish(int32_t niche_no, enum wish why)
{
    if (niche_no <= 0 || niche_no >= NICHES_MAX || (offered.wanted[niche_no] & why) != 0)
        return;
    offered.n_wanted += offered.wanted[niche_no] == 0;
    offered.wanted[niche_no] |= (uint8_t)why;
    offered.look_at_ms = 0;
}

void offered_niche(int32_t niche_no)
{
    if (niche_no <= 0 || niche_no >= NICHES_MAX)
        return;
    offered.appetite[niche_no]++;
    offered.sweep_at_ms[niche_no] = clock_mono_ms() + SWEEP_MS;
    wish(niche_no, WISH_TOLD);
}

void offered_again(int32_t niche_no)
{
    wish(niche_no, WISH_OWN);
}

static void sweeps_look(void)
{
    int64_t now_ms = clock_mono_ms();

    if (now_ms < offered.sweeps_look_ms)
        return;
    offered.sweeps_look_ms = now_ms + SWEEPS_LOOK_MS;
    for (int32_t no = 1; no < NICHES_MAX; no++)
        if (offered.sweep_at_ms[no] != 0 && offered.sweep_at_ms[no] <= now_ms) {
            offered.sweep_at_ms[no] = 0;
            wish(no, WISH_TOLD);
        }
}

/* Nobody but this process knows of it: it came back from a sale here. */
static bool single_is_own(const struct single *s)
{
    return s->turn > 0;
}

static void singles_forget(void)
{
    size_t n = 0;

    for (size_t i = 0; i < offered.n_leads; i++)
        if (single_is_own(&offered.leads[i]))
            offered.leads[n++] = offered.leads[i];
    offered.n_leads = n;
}

static void single_add(const struct uuid *lead, int turn)
{
    if (offered.n_leads < LEADS_MAX) {
        offered.leads[offered.n_leads++] = (struct single){*lead, turn};
        return;
    }
    for (int32_t no = 1; no < NICHES_MAX; no++) /* which niche it is of is not known here */
        if (market_niche_by_no(no) != NULL)
            offered_niche(no);
    if (!db_elected())
        singles_forget(); /* the niches hold them all */
}

static void behind_add(const struct uuid *lead, int32_t niche_no, int turn)
{
    if (offered.n_leads < LEADS_MAX)
        single_add(lead, turn);
    else
        offered_again(niche_no);
}

void offered_behind(const struct uuid *lead, int32_t niche_no)
{
    behind_add(lead, niche_no, 1);
}

void offered_lead(const struct uuid *lead)
{
    single_add(lead, 0);
}

/* The latest that is this process' to do; false: none. */
static bool single_take(void)
{
    for (size_t i = offered.n_leads; i-- > 0;)
        if (single_is_own(&offered.leads[i]) || db_elected()) {
            offered.single = offered.leads[i];
            offered.leads[i] = offered.leads[--offered.n_leads];
            return true;
        }
    return false;
}

static void lead_ask(void)
{
    struct param param = param_uuid(&offered.single.lead);

    offered.niche = 0;
    offered.under_way = true;
    dbpool_submit(&stmt_offered_one, &param, 1, on_page, 0, NULL);
}

static void round_begin(int32_t no)
{
    offered.wanted[no] = 0;
    offered.n_wanted--;
    offered.niche = offered.last = no;
    offered.single.turn = 0;
    offered.began_ms = clock_mono_ms();
    offered.until = uuid_v7(clock_exchange_ms());
    offered.after = (struct uuid){0};
    offered.after_us = 0;
    page_ask();
}

/* The next in turn that does not rest. */
static void niche_next(void)
{
    int mine = db_elected() ? WISH_TOLD | WISH_OWN : WISH_OWN;
    int64_t soonest_ms = clock_mono_ms() + SWEEPS_LOOK_MS; /* who stands by may be elected then */

    for (int32_t i = 1; i <= NICHES_MAX; i++) {
        int32_t no = (offered.last + i) % NICHES_MAX; /* 0 is never wanted */

        if ((offered.wanted[no] & mine) == 0)
            continue;
        if (offered.rest_until_ms[no] <= clock_mono_ms()) {
            round_begin(no);
            return;
        }
        if (offered.rest_until_ms[no] < soonest_ms)
            soonest_ms = offered.rest_until_ms[no];
    }
    offered.look_at_ms = soonest_ms;
}

void offered_tick(void)
{
    if (offered.under_way || !market_ready() || clock_mono_ms() < offered.retry_at_ms)
        return;
    if (offered.niche != 0) { /* its next page */
        page_ask();
        return;
    }
    sweeps_look();
    if (single_take()) {
        lead_ask();
        return;
    }
    if (offered.n_wanted > 0 && clock_mono_ms() >= offered.look_at_ms)
        niche_next();
}

void offered_hurry(void)
{
    memset(offered.rest_until_ms, 0, sizeof offered.rest_until_ms);
    for (int32_t no = 1; no < NICHES_MAX; no++)
        offered.sweep_at_ms[no] = offered.sweep_at_ms[no] == 0 ? 0 : 1;
    offered.look_at_ms = offered.sweeps_look_ms = 0;
}

bool offered_idle(void)
{
    return !offered.under_way && offered.n_wanted == 0 && offered.n_leads == 0;
}

static void offered_collect(void)
{
    int64_t n = offered.under_way + offered.n_wanted + (int64_t)offered.n_leads;

    metric_set(metric_gauge("leadx_offers_waiting",
                            "Niches, and leads by themselves, that are to be offered to orders "
                            "again; with the one under way.",
                            NULL),
               n);
}

void offered_start(void)
{
    memset(&offered, 0, sizeof offered);
    metrics_on_collect(offered_collect);
}
