/* What changed, one object at a time: by notice from another process, or before an answer of this
 * one.
 *
 * Its one rule: whoever waits is told exactly once, whether the database answered or not. */
#include <stdlib.h>
#include <string.h>

#include "leadx/app/market.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/db/pool.h"
#include "market_room.h"
#include "market_rows.h"

enum { MISSED_MS = 1000 };

/* --- Single objects, by notice or before an answer -------------------------------------------- */

/* One caller's wait for several reloads. */
struct reload {
    int left;
    void (*done)(uint64_t id, void *arg);
    uint64_t id;
    void *arg;
};

struct reload_one {
    struct reload *group; /* NULL: nobody waits */
    struct uuid id;
    uint64_t question; /* about an order: its number */
};

static void reload_release(struct reload *group)
{
    if (group == NULL || --group->left > 0)
        return;
    group->done(group->id, group->arg);
    free(group);
}

static struct reload_one *reload_one_new(struct reload *group, const struct uuid *id)
{
    struct reload_one *one = mem_zero(1, sizeof *one);

    one->group = group;
    if (id != NULL)
        one->id = *id;
    if (group != NULL)
        group->left++;
    return one;
}

static void reload_one_done(struct reload_one *one)
{
    reload_release(one->group);
    free(one);
}

/* What a notice told of could not be read, usually because too much waits: everything is compared
 * soon, instead of at the usual time. */
static void reload_missed(void)
{
    int64_t soon_ms = clock_mono_ms() + MISSED_MS;

    if (market.reconcile_at_ms > soon_ms)
        market.reconcile_at_ms = soon_ms;
}

static void on_order(uint64_t id, const struct db_result *res, void *arg)
{
    struct reload_one *one = arg;

    struct known_order *known = keymap_get(&market.orders, &one->id);

    (void)id;
    if (known != NULL)
        known->asked = false;
    if (res->status == DB_OK && result_rows(res) == 0)
        market_order_drop(&one->id, one->question);
    else if (res->status == DB_OK)
        market_order_take(res, 0, one->question);
    else
        reload_missed();
    market_orders_answered();
    reload_one_done(one);
}

static void reload_order(struct reload *group, const struct uuid *id)
{
    struct param param = param_uuid(id);
    struct reload_one *one = reload_one_new(group, id);

    one->question = market_orders_ask();
    dbpool_submit(&stmt_market_order, &param, 1, on_order, 0, one);
}

static void on_niche_orders(bool ok, void *arg)
{
    if (!ok)
        reload_missed();
    reload_one_done(arg);
}

/* Whoever waits is told when the niche's orders fit it, where they are concerned at all. */
static void on_niche(uint64_t id, const struct db_result *res, void *arg)
{
    int32_t no = 0;

    (void)id;
    if (res->status == DB_OK)
        market_niches_take(res);
    else
        reload_missed();
    if (res->status == DB_OK && result_rows(res) == 1)
        no = (int32_t)result_int64(res, 0, 1);
    if (no > 0 && no < NICHES_MAX && market.known[no].due > 0)
        market_orders_list(no, on_niche_orders, arg);
    else
        reload_one_done(arg);
}

static void reload_niche(struct reload *group, const char *name)
{
    struct param param = param_str(name);

    dbpool_submit(&stmt_market_niches, &param, 1, on_niche, 0, reload_one_new(group, NULL));
}

static void on_offer(uint64_t id, const struct db_result *res, void *arg)
{
    struct reload_one *one = arg;

    (void)id;
    if (res->status == DB_OK) {
        market_offers_forget(&one->id);
        market_offers_take(res);
    } else {
        reload_missed();
    }
    reload_one_done(one);
}

static void reload_offer(struct reload *group, const struct uuid *id)
{
    struct param param = param_uuid(id);

    dbpool_submit(&stmt_market_offers, &param, 1, on_offer, 0, reload_one_new(group, id));
}

static void on_admissions(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    if (res->status == DB_OK)
        market_admissions_take(res);
    reload_one_done(arg);
    market_load_all();
}

static void on_fees(uint64_t id, const struct db_result *res, void *arg)
{
    (void)id;
    if (res->status == DB_OK)
        market_fees_take(res);
    reload_one_done(arg);
}

void market_told(int32_t niche, void *arg)
{
    (void)arg;
    if (market.hooks.appetite != NULL)
        market.hooks.appetite(niche);
}

static void wallet_topped_up(const struct uuid *wallet)
{
    book_wake_wallet(market.book, wallet, market_told, NULL);
    book_wake_wallet(market.listed, wallet, market_listed_told, NULL);
}

static void market_changed(struct reload *group, const char *what)
{
    struct param none = param_null();
    struct uuid id;
    const char *colon = strchr(what, ':');

    if (colon == NULL)
        return;
    if (strncmp(what, "niche:", 6) == 0) {
        reload_niche(group, colon + 1);
        return;
    }
    if (strncmp(what, "ranks:", 6) == 0) { /* scores were made: orders stand elsewhere */
        market_load_all();
        return;
    }
    if (!uuid_parse(slice_of(colon + 1), &id))
        return;
    if (strncmp(what, "order:", 6) == 0)
        reload_order(group, &id);
    else if (strncmp(what, "offer:", 6) == 0)
        reload_offer(group, &id);
    else if (strncmp(what, "wallet:", 7) == 0)
        wallet_topped_up(&id);
    else if (strncmp(what, "source:", 7) == 0) {
        market_sources_forget(); /* rare: they come back as they are used */
    } else if (strncmp(what, "lead:", 5) == 0 && market.hooks.lead != NULL)
        market.hooks.lead(&id);
    else if (strncmp(what, "listed:", 7) == 0 && market.hooks.listed != NULL)
        market.hooks.listed(&id);
    else if (strncmp(what, "org:", 4) == 0) {
        dbpool_submit(&stmt_market_admissions, &none, 0, on_admissions, 0,
                      reload_one_new(group, NULL));
        dbpool_submit(&stmt_market_fees, &none, 0, on_fees, 0, reload_one_new(group, NULL));
    }
    if ((strncmp(what, "org:", 4) == 0 || strncmp(what, "key:", 4) == 0 ||
         strncmp(what, "session:", 8) == 0) &&
        market.hooks.party != NULL)
        market.hooks.party();
}

void market_reload(const char *const *changed, size_t n, void (*done)(uint64_t id, void *arg),
                   uint64_t id, void *arg)
{
    struct reload *group = mem_zero(1, sizeof *group);

    *group = (struct reload){1, done, id, arg};
    for (size_t i = 0; i < n; i++)
        market_changed(group, changed[i]);
    reload_release(group);
}

static bool deaf;

void market_be_deaf(void)
{
    deaf = true;
}

void market_notice(const char *payload)
{
    if (deaf)
        return;
    if (payload == NULL) { /* (re)connected: anything may have been missed */
        if (market.ready && market.hooks.party != NULL)
            market.hooks.party();
        market_load_all();
        return;
    }
    market_changed(NULL, payload);
}

/* The database's word after a refusal. An order that may still buy at its lower price wakes
 * silently: telling of new appetite here would offer the same leads to it again and again. */
static void on_refused_order(uint64_t id, const struct db_result *res, void *arg)
{
    struct reload_one *one = arg;
    int64_t wake_ms;

    (void)id;
    if (res->status == DB_OK && result_rows(res) == 1) {
        enum order_sleep sleep = order_row_sleep(res, 0, &wake_ms);

        if (sleep == ORDER_AWAKE)
            book_wake(market.book, &one->id);
        else
            book_sleep(market.book, &one->id, sleep, wake_ms);
    } else if (res->status != DB_OK) {
        reload_missed();
    }
    reload_one_done(one);
}

/* No cap's period ends but on a quarter of an hour, whatever the zone. */
static int64_t period_may_end_ms(void)
{
    const int64_t quarter_ms = 15 * 60 * 1000;
    int64_t now_ms = clock_exchange_ms();

    return now_ms - now_ms % quarter_ms + quarter_ms;
}

void market_order_refused(const struct uuid *order, enum order_sleep why)
{
    struct param param = param_uuid(order);

    /* at once; the answer brings the period's end, if it comes, and if it comes before that end */
    book_sleep(market.book, order, why, why == ORDER_ASLEEP_CAP ? period_may_end_ms() : 0);
    dbpool_submit(&stmt_market_order, &param, 1, on_refused_order, 0, reload_one_new(NULL, order));
}

/* The database has no word for half an order, so none is asked for. */
void market_order_refused_dear(const struct uuid *order, enum order_sleep why)
{
    book_sleep_dear(market.book, order, why, period_may_end_ms());
}

void market_order_stale(const struct uuid *order)
{
    struct known_order *known = keymap_get(&market.orders, order);

    /* a batch may bring the same refusal for each of its leads */
    if (known == NULL || known->asked)
        return;
    known->asked = true;
    reload_order(NULL, order);
}
