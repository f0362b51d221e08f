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

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/market.h"
#include "leadx/app/offered.sql.h"
#include "leadx/app/sale.h"
#include "leadx/base/buf.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/db/elect.h"
#include "leadx/db/pool.h"

enum {
    NICHES_MAX = 4096,
    LEADS_MAX = 1024,
    RECIPIENTS_MAX = 100,
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

enum column {
    COL_ID,
    COL_SELLER,
    COL_FAMILY,
    COL_SOURCE,
    COL_OFFER,
    COL_NICHE,
    COL_FREE,
    COL_UNSOLD,
    COL_TEMPERATURE,
    COL_SCORE,
    COL_MIN_PAYOUT,
    COL_CONSENT_MS,
    COL_RECIPIENTS,
    COL_RECEIVED_MS,
    COL_RESOLD,
    COL_ATTRIBUTES,
    COL_CHANNEL,
    COL_ORIGIN,
    COL_DEMAND,
    COL_CAPTURE,
    COL_INCENTIVISED,
    COL_CHANNELS,
    COL_PRINTS,
    COL_SUPPRESS,
    COL_OPEN_US,
    COL_TRIGGER,
    COL_LIVE
};

struct offer {
    struct pool *pool;
    struct sale_lead lead;
    struct sale_candidate candidates[2 * CANDIDATES_MAX];
    struct facts facts;
    const struct niche *niche;
    bool unsold;
    size_t free;
    struct uuid recipients[RECIPIENTS_MAX];
    size_t n_recipients;
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

/* --- One lead ------------------------------------------------------------------------------------
 */

static void fact_text(struct facts *f, enum fact fact, const struct db_result *res, int row,
                      int column)
{
    if (!result_null(res, row, column))
        fact_set(f, fact, symbol_find(market_symbols(), result_slice(res, row, column)));
}

static void read_facts(struct offer *o, const struct db_result *res, int row)
{
    struct facts *f = &o->facts;
    int64_t now_ms = clock_exchange_ms();
    char source[UUID_TEXT];

    fact_set(f, FACT_SCORE, result_int64(res, row, COL_SCORE));
    fact_text(f, FACT_TEMPERATURE, res, row, COL_TEMPERATURE);
    fact_set(f, FACT_KIND,
             symbol_find(market_symbols(),
                         uuid_is_nil(&o->lead.offer) ? SLICE("consumer") : SLICE("targeted")));
    fact_set(f, FACT_SOURCE,
             symbol_find(market_symbols(), slice_of(uuid_format(&o->lead.source, source))));
    fact_text(f, FACT_CHANNEL, res, row, COL_CHANNEL);
    fact_text(f, FACT_ORIGIN_KIND, res, row, COL_ORIGIN);
    fact_text(f, FACT_DEMAND_KIND, res, row, COL_DEMAND);
    fact_text(f, FACT_CAPTURE_KIND, res, row, COL_CAPTURE);
    fact_set(f, FACT_INCENTIVISED, result_bool(res, row, COL_INCENTIVISED));
    fact_set(f, FACT_STAGE, symbol_find(market_symbols(), SLICE("open")));
    fact_set(f, FACT_AGE_HOURS, (now_ms - result_int64(res, row, COL_RECEIVED_MS)) / 3600000);
    fact_set(f, FACT_RESOLD, result_bool(res, row, COL_RESOLD));
    fact_set(f, FACT_HOUR, now_ms / 3600000 % 24);
}

static void read_attributes(struct offer *o, const struct db_result *res, int row)
{
    const struct field_schema *schema = &o->niche->schema;
    struct slice text = result_slice(res, row, COL_ATTRIBUTES);
    json_t *attributes = json_loadb(text.p, text.n, 0, NULL), *value, *normal;
    size_t filled = 0;
    const char *key, *why;

    if (attributes != NULL)
        json_object_foreach(attributes, key, value)
        {
            int i = field_find(schema, slice_of(key));

            normal = NULL;
            if (i >= 0 && attribute_read(&schema->fields[i], FACT_RESERVED_COUNT + i, value,
                                         setting_text("default_phone_region"), market_symbols(),
                                         o->pool, &o->facts, &normal, &why))
                filled++;
            json_decref(normal);
        }
    json_decref(attributes);
    fact_set(&o->facts, FACT_COMPLETENESS,
             schema->n == 0 ? 100 : (int64_t)(filled * 100 / schema->n));
}

/* "{a,b}": calls fn with each element, quotes dropped. */
static void array_each(struct slice s, void (*fn)(struct offer *o, size_t i, struct slice element),
                       struct offer *o)
{
    size_t i = 0, from = 1;

    for (size_t at = 1; at < s.n; at++)
        if (s.p[at] == ',' || s.p[at] == '}') {
            struct slice e = {s.p + from, at - from};

            if (e.n >= 2 && e.p[0] == '"')
                e = (struct slice){e.p + 1, e.n - 2};
            if (e.n > 0)
                fn(o, i++, e);
            from = at + 1;
        }
}

static void take_channel(struct offer *o, size_t i, struct slice e)
{
    int64_t v;

    if (i < PRINTS_MAX && slice_to_int64(e, &v)) {
        o->lead.prints[i].channel = (enum channel)v;
        o->lead.n_prints = i + 1;
    }
}

/* bytea in an array's text: "\\x…" with the backslash doubled. */
static void take_hash(struct slice e, uint8_t *out)
{
    while (e.n > 2 * PRINT_SIZE) {
        e.p++;
        e.n--;
    }
    hex_decode(e, out, PRINT_SIZE);
}

static void take_print(struct offer *o, size_t i, struct slice e)
{
    if (i < PRINTS_MAX)
        take_hash(e, o->lead.prints[i].dedup);
}

static void take_suppress(struct offer *o, size_t i, struct slice e)
{
    if (i < PRINTS_MAX)
        take_hash(e, o->lead.prints[i].suppress);
}

static void take_recipient(struct offer *o, size_t i, struct slice e)
{
    if (i < RECIPIENTS_MAX && uuid_parse(e, &o->recipients[i]))
        o->n_recipients = i + 1;
}

static void offer_free(struct offer *o)
{
    pool_free(o->pool);
}

static void page_step(void);
static void single_add(const struct uuid *lead, int turn);
static void behind_add(const struct uuid *lead, int32_t niche_no, int turn);

static void on_offered(struct sale_lead *lead, enum db_status status)
{
    if (status == DB_OK && lead->again && strcmp(lead->state, "open") == 0 &&
        offered.single.turn < TURNS_MAX)
        behind_add(&lead->id, lead->niche, offered.single.turn + 1);
    offer_free(lead->owner);
    /* one that was refused was tried again and again already; the others will be sold later */
    offered.failed = offered.failed || (status != DB_OK && status != DB_REFUSED);
    offered.selling--;
    page_step();
}

static struct offer *offer_from_row(const struct db_result *res, int row)
{
    struct pool *pool = pool_new(16384);
    struct offer *o = pool_zero(pool, sizeof *o);
    struct sale_lead *l = &o->lead;

    o->pool = pool;
    o->niche = market_niche_by_no((int32_t)result_int64(res, row, COL_NICHE));
    if (o->niche == NULL) {
        offer_free(o);
        return NULL;
    }
    l->id = result_uuid(res, row, COL_ID);
    l->seller = result_uuid(res, row, COL_SELLER);
    l->family = result_uuid(res, row, COL_FAMILY);
    l->source = result_uuid(res, row, COL_SOURCE);
    if (!result_null(res, row, COL_OFFER))
        l->offer = result_uuid(res, row, COL_OFFER);
    l->niche = o->niche->no;
    l->want = "route";
    l->trigger = pool_copy(pool, result_slice(res, row, COL_TRIGGER));
    l->temperature = "cold"; /* the stored row rules */
    l->limit = 1;
    l->consent_ms = INT64_MAX;
    l->candidates = o->candidates;
    l->owner = o;
    l->done = on_offered;
    o->free = (size_t)result_int64(res, row, COL_FREE);
    o->unsold = result_bool(res, row, COL_UNSOLD);
    array_each(result_slice(res, row, COL_CHANNELS), take_channel, o);
    array_each(result_slice(res, row, COL_PRINTS), take_print, o);
    array_each(result_slice(res, row, COL_SUPPRESS), take_suppress, o);
    if (!result_null(res, row, COL_RECIPIENTS))
        array_each(result_slice(res, row, COL_RECIPIENTS), take_recipient, o);
    read_facts(o, res, row);
    read_attributes(o, res, row);
    return o;
}

static struct slice reasoning_of(struct offer *o)
{
    char order[UUID_TEXT];
    struct slice out;
    struct buf b;

    buf_init(&b, 65536);
    buf_add_str(&b, "{\"v\":1,\"candidates\":[");
    for (size_t i = 0; i < o->lead.n_candidates; i++) {
        const struct sale_candidate *c = &o->lead.candidates[i];

        buf_printf(&b, "%s{\"order\":\"%s\",\"revision\":%d,\"price\":%lld,\"exclusive\":%s}",
                   i == 0 ? "" : ",", uuid_format(&c->order, order), (int)c->revision,
                   (long long)c->price, c->exclusive ? "true" : "false");
    }
    buf_add_str(&b, "]}");
    out = (struct slice){pool_copy(o->pool, buf_slice(&b)), b.n};
    buf_free(&b);
    return out;
}

/* true: on its way to the database. */
static bool offer_send(struct offer *o)
{
    struct candidates found;
    struct match_query query = {.niche = o->niche->no,
                                .kind = uuid_is_nil(&o->lead.offer) ? LEAD_CONSUMER : LEAD_TARGETED,
                                .offer = o->lead.offer,
                                .seller_family = o->lead.family,
                                .facts = &o->facts,
                                .recipients = o->n_recipients > 0 ? o->recipients : NULL,
                                .n_recipients = o->n_recipients,
                                .now_ms = clock_exchange_ms(),
                                .want_shared = o->free,
                                .want_exclusive = o->unsold,
                                .floor_shared = o->niche->floor_shared,
                                .floor_exclusive = o->niche->floor_exclusive};

    book_match(market_book(), &query, &found);
    sale_take_candidates(&o->lead, &found);
    if (o->lead.n_candidates == 0)
        return false;
    o->lead.decision = uuid_v7(clock_exchange_ms());
    o->lead.reasoning = reasoning_of(o);
    o->lead.attributes = SLICE("{}");
    if (sale_submit(&o->lead))
        return true;
    offered.failed = true;
    return false;
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
        struct offer *o = result_bool(res, row, COL_LIVE) ? offer_from_row(res, row) : NULL;

        offered.after = result_uuid(res, row, COL_ID);
        offered.after_us = result_int64(res, row, COL_OPEN_US);
        if (o == NULL)
            continue;
        if (offer_send(o))
            offered.selling++;
        else
            offer_free(o);
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

bool offered_idle(void)
{
    return !offered.under_way && offered.n_wanted == 0 && offered.n_leads == 0;
}

void offered_start(void)
{
    memset(&offered, 0, sizeof offered);
}
