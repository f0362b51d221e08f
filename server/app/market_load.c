/* The market read whole: niches first, then orders, offers, admissions, fees and prices side by
 * side; and the taking over of offers and admissions, which single reloads use too.
 *
 * Its one rule: one load at a time; what is asked for while one is under way is done after it.
 * Called by the market's tick and by notices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/market.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"
#include "market_room.h"

/* --- Offers, admissions ----------------------------------------------------------------------- */

void market_offers_forget(const struct uuid *only)
{
    struct offer_seller **at = &market.offers;

    while (*at != NULL) {
        struct offer_seller *o = *at;

        if (only == NULL || uuid_equal(&o->offer, only)) {
            *at = o->next;
            free(o);
        } else {
            at = &o->next;
        }
    }
}

void market_offers_take(const struct db_result *res)
{
    for (int row = 0; row < result_rows(res); row++) {
        struct offer_seller *o = mem_zero(1, sizeof *o);
        struct slice niche = result_slice(res, row, 1);

        o->offer = result_uuid(res, row, 0);
        o->seller = result_uuid(res, row, 2);
        snprintf(o->niche, sizeof o->niche, "%.*s", (int)niche.n, niche.p);
        o->next = market.offers;
        market.offers = o;
        keymap_put(&market.offering, &o->seller, &market);
    }
}

static void admission_free(void *p, void *arg)
{
    struct admission *a = p;

    (void)arg;
    free(a->niches);
    free(a);
}

void market_admissions_take(const struct db_result *res)
{
    keymap_each(&market.admissions, admission_free, NULL);
    keymap_clear(&market.admissions);
    for (int row = 0; row < result_rows(res); row++) {
        struct admission *a = mem_zero(1, sizeof *a);
        struct slice niches = result_slice(res, row, 1);

        a->org = result_uuid(res, row, 0);
        a->niches = mem_text(niches.p, niches.n);
        keymap_put(&market.admissions, &a->org, a);
    }
}

/* --- The full load --------------------------------------------------------------------------- */

static void load_finished(void)
{
    bool again = market.load_again;

    market.loading = market.load_again = false;
    market.reconcile_at_ms =
        clock_mono_ms() + (market.load_failed ? 500 : setting_int("reconcile_interval_ms"));
    if (market.load_failed)
        return;
    if (again)
        market_load_all();
    if (market.ready)
        return;
    market.ready = true;
    log_info("market", "loaded %zu orders", book_size(market.book));
    if (market.ready_fn != NULL)
        market.ready_fn();
}

static void load_part_done(bool ok)
{
    market.load_failed = market.load_failed || !ok;
    if (--market.left == 0)
        load_finished();
}

static void on_load_part(uint64_t id, const struct db_result *res, void *arg)
{
    void (*take)(const struct db_result *) = (void (*)(const struct db_result *))arg;

    (void)id;
    if (res->status == DB_OK)
        take(res);
    load_part_done(res->status == DB_OK);
}

static void on_orders_listed(bool ok, void *arg)
{
    (void)arg;
    load_part_done(ok);
}

static void offers_take_all(const struct db_result *res)
{
    market_offers_forget(NULL);
    keymap_clear(&market.offering);
    market_offers_take(res);
}

static void on_niches_loaded(uint64_t id, const struct db_result *res, void *arg)
{
    struct param none = param_null();

    (void)id;
    (void)arg;
    if (res->status != DB_OK) {
        market.load_failed = true;
        load_finished();
        return;
    }
    market_niches_take(res);
    market.left = 5;
    market_orders_list(0, on_orders_listed, NULL);
    dbpool_submit(&stmt_market_offers, &none, 1, on_load_part, 0, (void *)offers_take_all);
    dbpool_submit(&stmt_market_admissions, &none, 0, on_load_part, 0,
                  (void *)market_admissions_take);
    dbpool_submit(&stmt_market_fees, &none, 0, on_load_part, 0, (void *)market_fees_take);
    dbpool_submit(&stmt_market_prices, &none, 0, on_load_part, 0, (void *)market_prices_take);
}

void market_load_all(void)
{
    struct param none = param_null();

    if (market.loading) {
        market.load_again = true;
        return;
    }
    market.loading = true;
    market.load_failed = false;
    dbpool_submit(&stmt_market_niches, &none, 1, on_niches_loaded, 0, NULL);
}
