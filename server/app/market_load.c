/* The market read whole: niches first, then orders, offers, admissions, fees and prices side by
 * side; and the taking over of rows, which single reloads use too.
 *
 * Its one rule: a row that says nothing new changes nothing, so that reconciling costs no appetite.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/feed.h"
#include "leadx/app/market.sql.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/db/pool.h"
#include "market_room.h"
#include "market_rows.h"

/* --- Niches, offers, admissions ------------------------------------------------------------- */

/* Answers of two connections may arrive in another order than they were read in: an older version
 * changes nothing. */
static bool niche_is_news(const struct niche *n)
{
    const struct niche *known = market.niches[n->no];

    return known == NULL || n->revision > known->revision ||
           (n->revision == known->revision && n->active != known->active);
}

static void niche_keep(struct niche *n)
{
    n->earlier = market.niches[n->no];
    market.niches[n->no] = n;
    market.niche_top = n->no > market.niche_top ? n->no : market.niche_top;
}

void market_niches_take(const struct db_result *res)
{
    for (int row = 0; row < result_rows(res); row++) {
        struct niche *n = niche_from_row(res, row, market.symbols);

        if (n == NULL)
            continue;
        if (n->no <= 0 || n->no >= NICHES_MAX)
            log_error("market", "niche %s has number %d: only %d are kept", n->name, n->no,
                      NICHES_MAX - 1);
        else if (niche_is_news(n)) {
            niche_keep(n);
            continue;
        }
        field_schema_free(&n->schema);
        free(n);
    }
}

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

/* --- Orders --------------------------------------------------------------------------------- */

static void alias_take(const struct db_result *res, int row, const struct uuid *org)
{
    struct slice s = result_slice(res, row, ORDER_COLUMN_ALIAS);
    const char *known = keymap_get(&market.aliases, org);

    if (known == NULL || strlen(known) != s.n || memcmp(known, s.p, s.n) != 0)
        free(keymap_put(&market.aliases, org, mem_text(s.p, s.n)));
}

/* The database's word against the book's: what it says sleeps, sleeps; what it says can buy, wakes.
 */
static void order_sync_sleep(const struct uuid *id, enum order_sleep sleep, int64_t wake_ms)
{
    struct order o;

    if (!book_find(market.book, id, &o) || o.sleep == sleep)
        return;
    if (sleep == ORDER_AWAKE) {
        book_wake(market.book, id);
        if (market.hooks.appetite != NULL)
            market.hooks.appetite(o.niche);
    } else {
        if (o.sleep == ORDER_AWAKE && sleep == ORDER_ASLEEP_CAP)
            feed_cap_reached(id);
        book_sleep(market.book, id, sleep, wake_ms);
    }
}

uint64_t market_orders_ask(void)
{
    market.unanswered++;
    return ++market.questions;
}

static void dropped_free(void *p, void *arg)
{
    (void)arg;
    free(p);
}

void market_orders_answered(void)
{
    if (--market.unanswered > 0 || keymap_count(&market.dropped) == 0)
        return;
    keymap_each(&market.dropped, dropped_free, NULL);
    keymap_clear(&market.dropped);
}

/* A later question than this one said that it is gone. */
static bool was_dropped(const struct uuid *id, uint64_t question)
{
    struct dropped_order *d = keymap_get(&market.dropped, id);

    if (d == NULL || question < d->question)
        return d != NULL;
    free(keymap_take(&market.dropped, id));
    return false;
}

/* true: new or changed. */
bool market_order_take(const struct db_result *res, int row, uint64_t question)
{
    struct uuid id = result_uuid(res, row, 0);
    struct known_order *known = keymap_get(&market.orders, &id);
    struct slice spans = result_slice(res, row, 12);
    struct order order;
    int64_t wake_ms, returns = result_int64(res, row, ORDER_COLUMN_RETURNS);
    enum order_sleep sleep = order_row_sleep(res, row, &wake_ms);
    bool same_terms = known != NULL && known->revision == result_int64(res, row, 6) &&
                      slice_is(known->spans, spans);

    if (was_dropped(&id, question))
        return false;
    if (same_terms)
        order_sync_sleep(&id, sleep, wake_ms);
    if (same_terms && known->returns == returns) {
        known->seen = market.load;
        return false;
    }
    if (known != NULL && result_int64(res, row, 6) < known->revision) {
        known->seen = market.load; /* read before what is known, answered after it */
        return false;
    }
    if (!order_from_row(res, row, market.symbols, &order))
        return false;
    if (known == NULL) {
        known = mem_zero(1, sizeof *known);
        known->id = id;
        keymap_put(&market.orders, &id, known);
    }
    free((void *)known->spans.p);
    known->spans =
        (struct slice){spans.n == 0 ? NULL : memcpy(mem_alloc(spans.n), spans.p, spans.n), spans.n};
    known->revision = order.revision;
    known->returns = order.returns;
    known->seen = market.load;
    alias_take(res, row, &order.org);
    market_listed_take(res, row, &order);
    book_put(market.book, &order);
    if (market.hooks.appetite != NULL && market.ready && !same_terms) /* a rank buys nothing new */
        market.hooks.appetite(order.niche);
    return true;
}

static void dropped_add(const struct uuid *id, uint64_t question)
{
    struct dropped_order *d = keymap_get(&market.dropped, id);

    if (d == NULL) {
        d = mem_zero(1, sizeof *d);
        d->id = *id;
        keymap_put(&market.dropped, &d->id, d);
    }
    if (question > d->question)
        d->question = question;
}

void market_order_drop(const struct uuid *id, uint64_t question)
{
    struct known_order *known = keymap_take(&market.orders, id);

    dropped_add(id, question);
    if (known == NULL)
        return;
    book_remove(market.book, id);
    book_remove(market.listed, id);
    free((void *)known->spans.p);
    free(known);
}

struct unseen {
    struct uuid *ids;
    size_t n;
};

static void unseen_add(void *p, void *arg)
{
    const struct known_order *known = p;
    struct unseen *u = arg;

    if (known->seen != market.load)
        u->ids[u->n++] = known->id;
}

/* After a full load: what the database no longer lists is gone. */
static void orders_drop_unseen(void)
{
    struct unseen u = {mem_alloc((keymap_count(&market.orders) + 1) * sizeof *u.ids), 0};

    keymap_each(&market.orders, unseen_add, &u);
    for (size_t i = 0; i < u.n; i++)
        market_order_drop(&u.ids[i], market.load_question);
    free(u.ids);
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
    orders_drop_unseen();
    if (again)
        market_load_all();
    if (market.ready)
        return;
    market.ready = true;
    log_info("market", "loaded %zu orders", book_size(market.book));
    if (market.ready_fn != NULL)
        market.ready_fn();
}

static void on_load_part(uint64_t id, const struct db_result *res, void *arg)
{
    void (*take)(const struct db_result *) = (void (*)(const struct db_result *))arg;

    (void)id;
    if (res->status == DB_OK)
        take(res);
    else
        market.load_failed = true;
    if (--market.left == 0)
        load_finished();
}

static void orders_take(const struct db_result *res)
{
    for (int row = 0; row < result_rows(res); row++)
        market_order_take(res, row, market.load_question);
}

static void on_orders_loaded(uint64_t id, const struct db_result *res, void *arg)
{
    on_load_part(id, res, arg);
    market_orders_answered();
}

static void offers_take_all(const struct db_result *res)
{
    market_offers_forget(NULL);
    keymap_clear(&market.offering);
    market_offers_take(res);
}

static void on_niches_loaded(uint64_t id, const struct db_result *res, void *arg)
{
    struct param none[2] = {param_null(), param_null()};

    (void)id;
    (void)arg;
    if (res->status != DB_OK) {
        market.load_failed = true;
        load_finished();
        return;
    }
    market_niches_take(res);
    market.left = 5;
    market.load_question = market_orders_ask();
    dbpool_submit(&stmt_market_orders, none, 2, on_orders_loaded, 0, (void *)orders_take);
    dbpool_submit(&stmt_market_offers, none, 1, on_load_part, 0, (void *)offers_take_all);
    dbpool_submit(&stmt_market_admissions, none, 0, on_load_part, 0,
                  (void *)market_admissions_take);
    dbpool_submit(&stmt_market_fees, none, 0, on_load_part, 0, (void *)market_fees_take);
    dbpool_submit(&stmt_market_prices, none, 0, on_load_part, 0, (void *)market_prices_take);
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
    market.load++;
    dbpool_submit(&stmt_market_niches, &none, 1, on_niches_loaded, 0, NULL);
}
