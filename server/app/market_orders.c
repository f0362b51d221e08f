/* What is known of orders: rows taken over into both books, and who is gone.
 *
 * Its one rule: a row that says nothing new changes nothing, so that reconciling costs no appetite
 * and compiles no filter. Called by market_list and market_change. */
#include <stdlib.h>
#include <string.h>

#include "leadx/app/feed.h"
#include "leadx/base/mem.h"
#include "market_room.h"
#include "market_rows.h"

/* --- Questions, and what they said is gone -------------------------------------------------- */

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

/* --- Who is known of a niche ---------------------------------------------------------------- */

static void list_unlink(struct known_order *k)
{
    struct known_list *l = &market.known[k->niche];

    *(k->before == NULL ? &l->first : &k->before->after) = k->after;
    *(k->after == NULL ? &l->last : &k->after->before) = k->before;
}

static void list_first(struct known_list *l, struct known_order *k)
{
    k->before = NULL;
    k->after = l->first;
    *(l->first == NULL ? &l->last : &l->first->before) = k;
    l->first = k;
}

static void list_last(struct known_list *l, struct known_order *k)
{
    k->after = NULL;
    k->before = l->last;
    *(l->last == NULL ? &l->first : &l->last->after) = k;
    l->last = k;
}

/* What an earlier question than the latest listing brought, is still to be listed. */
static bool is_listed(const struct known_list *l, uint64_t question)
{
    return question >= l->listing && question >= market.listing;
}

static void order_seen(struct known_order *k, uint64_t question)
{
    struct known_list *l = &market.known[k->niche];

    k->seen = question > k->seen ? question : k->seen;
    if (is_listed(l, question)) {
        list_unlink(k);
        list_last(l, k);
    }
}

static struct known_order *order_known_new(const struct uuid *id, int32_t niche)
{
    struct known_order *k = mem_zero(1, sizeof *k);

    k->id = *id;
    k->niche = niche;
    list_first(&market.known[niche], k);
    keymap_put(&market.orders, &k->id, k);
    return k;
}

/* --- Rows ----------------------------------------------------------------------------------- */

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

    if (!book_find(market.book, id, &o))
        return;
    if (o.sleep == sleep && (sleep != ORDER_ASLEEP_CAP || o.wake_ms == wake_ms))
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

/* The book holds it as the row says, but for its rank and whether it sleeps. */
static bool same_terms(const struct known_order *k, const struct db_result *res, int row)
{
    const struct niche *niche = market_niche_by_no(k->niche);

    return niche != NULL && k->layout == niche->layout &&
           k->revision == result_int64(res, row, ORDER_COLUMN_REVISION) &&
           slice_is(k->spans, result_slice(res, row, ORDER_COLUMN_SPANS));
}

static void known_write(struct known_order *k, const struct db_result *res, int row,
                        const struct order *order)
{
    struct slice spans = result_slice(res, row, ORDER_COLUMN_SPANS);

    free((void *)k->spans.p);
    k->spans =
        (struct slice){spans.n == 0 ? NULL : memcpy(mem_alloc(spans.n), spans.p, spans.n), spans.n};
    k->revision = order->revision;
    k->returns = order->returns;
    k->layout = market.niches[order->niche]->layout;
}

static void order_enter(struct known_order *k, const struct db_result *res, int row,
                        uint64_t question, bool same)
{
    struct uuid id = result_uuid(res, row, 0);
    struct order order;

    if (!order_from_row(res, row, market.symbols, &order))
        return;
    k = k == NULL ? order_known_new(&id, order.niche) : k;
    known_write(k, res, row, &order);
    order_seen(k, question);
    alias_take(res, row, &order.org);
    market_listed_take(res, row, &order);
    book_put(market.book, &order);
    if (market.ready && !same) /* a rank buys nothing new */
        market_told(order.niche, NULL);
}

void market_order_take(const struct db_result *res, int row, uint64_t question)
{
    struct uuid id = result_uuid(res, row, 0);
    struct known_order *known = keymap_get(&market.orders, &id);
    bool same = known != NULL && same_terms(known, res, row);
    int64_t wake_ms;
    enum order_sleep sleep = order_row_sleep(res, row, &wake_ms);

    if (was_dropped(&id, question))
        return;
    if (same)
        order_sync_sleep(&id, sleep, wake_ms);
    /* the same, or read before what is known and answered after it */
    if ((same && known->returns == result_int64(res, row, ORDER_COLUMN_RETURNS)) ||
        (known != NULL && result_int64(res, row, ORDER_COLUMN_REVISION) < known->revision))
        order_seen(known, question);
    else
        order_enter(known, res, row, question, same);
}

/* --- Who is gone ---------------------------------------------------------------------------- */

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
    list_unlink(known);
    free((void *)known->spans.p);
    free(known);
}

void market_orders_drop_unlisted(int32_t niche_no, uint64_t first)
{
    struct known_list *l = &market.known[niche_no];

    while (l->first != NULL && l->first->seen < first) {
        struct uuid id = l->first->id;

        market_order_drop(&id, first);
    }
    if (first < l->due)
        return;
    l->due = 0;
    if (l->unfit) { /* what came meanwhile found nobody */
        l->unfit = false;
        market_told(niche_no, NULL);
        market_listed_told(niche_no, NULL);
    }
}
