/* The order book: what is in it, and who sleeps.
 *
 * Its one rule: one owner. Every entry hangs in the id map, which owns it; markets and the offers'
 * map only point. It proposes and never decides. Called by the book's loader, notices and auction
 * runs in app. */
#include "leadx/core/book.h"

#include <assert.h>
#include <stdlib.h>

#include "book_room.h"
#include "leadx/base/mem.h"

struct book *book_new(void)
{
    struct book *b = mem_zero(1, sizeof *b);

    b->next_wake_ms = INT64_MAX;
    return b;
}

static void entry_free(struct entry *e)
{
    free(e->order.filter);
    free(e->order.spans);
    free(e);
}

void book_free(struct book *b)
{
    if (b == NULL)
        return;
    for (size_t i = 0; i < b->orders.size; i++)
        if (b->orders.entries[i].p != NULL)
            entry_free(b->orders.entries[i].p);
    for (size_t i = 0; i < b->n_markets; i++) {
        market_free(b->markets[i]);
        free(b->markets[i]);
    }
    free(b->markets);
    idmap_free(&b->orders);
    idmap_free(&b->offers);
    free(b);
}

/* Index of the niche's market, or where it would stand. */
static size_t market_place(const struct book *b, int32_t niche)
{
    size_t low = 0, high = b->n_markets;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (b->markets[mid]->niche < niche)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

struct market *book_market(const struct book *b, int32_t niche)
{
    size_t at = market_place(b, niche);

    return at < b->n_markets && b->markets[at]->niche == niche ? b->markets[at] : NULL;
}

static struct market *market_need(struct book *b, int32_t niche)
{
    size_t at = market_place(b, niche);

    if (at < b->n_markets && b->markets[at]->niche == niche)
        return b->markets[at];
    if (b->n_markets == b->size_markets) {
        b->size_markets = b->size_markets == 0 ? 16 : b->size_markets * 2;
        b->markets = mem_resize(b->markets, b->size_markets * sizeof *b->markets);
    }
    memmove(&b->markets[at + 1], &b->markets[at], (b->n_markets - at) * sizeof *b->markets);
    b->markets[at] = mem_zero(1, sizeof *b->markets[at]);
    b->markets[at]->niche = niche;
    b->n_markets++;
    return b->markets[at];
}

/* Unhooks the entry everywhere but in the id map. */
static void entry_drop(struct book *b, struct entry *e)
{
    market_drop(e->market, e);
    if (!uuid_is_nil(&e->order.offer) && idmap_get(&b->offers, &e->order.offer) == e)
        idmap_remove(&b->offers, &e->order.offer);
}

static void note_wake(struct book *b, const struct order *order)
{
    if (order->sleep == ORDER_ASLEEP_CAP && order->wake_ms != 0 && order->wake_ms < b->next_wake_ms)
        b->next_wake_ms = order->wake_ms;
}

void book_put(struct book *b, const struct order *order)
{
    struct entry *old = idmap_get(&b->orders, &order->id), *e = mem_zero(1, sizeof *e);

    assert(order->filter != NULL); /* no filter at all would buy everything */
    e->order = *order;
    if (old != NULL) {
        entry_drop(b, old);
        if (old->order.idle_since_ms >
            e->order.idle_since_ms) /* changed terms do not jump the queue */
            e->order.idle_since_ms = old->order.idle_since_ms;
        if (old->order.filter == e->order.filter) /* put again with a field changed */
            old->order.filter = NULL;
        if (old->order.spans == e->order.spans)
            old->order.spans = NULL;
        entry_free(old);
    }
    idmap_put(&b->orders, &e->order.id, e);
    if (!uuid_is_nil(&e->order.offer))
        idmap_put(&b->offers, &e->order.offer, e);
    market_add(market_need(b, e->order.niche), e);
    note_wake(b, &e->order);
}

bool book_remove(struct book *b, const struct uuid *id)
{
    struct entry *e = idmap_get(&b->orders, id);

    if (e == NULL)
        return false;
    idmap_remove(&b->orders, id);
    entry_drop(b, e);
    entry_free(e);
    return true;
}

const struct order *book_find(const struct book *b, const struct uuid *id)
{
    const struct entry *e = idmap_get(&b->orders, id);

    return e == NULL ? NULL : &e->order;
}

void book_sleep(struct book *b, const struct uuid *id, enum order_sleep why, int64_t wake_ms)
{
    struct entry *e = idmap_get(&b->orders, id);

    if (e == NULL) /* left the book while the database was asked */
        return;
    market_sleep(e->market, e, why, wake_ms);
    note_wake(b, &e->order);
}

void book_wake(struct book *b, const struct uuid *id)
{
    book_sleep(b, id, ORDER_AWAKE, 0);
}

void book_sold(struct book *b, const struct uuid *id, int64_t now_ms)
{
    struct entry *e = idmap_get(&b->orders, id);

    if (e != NULL)
        market_sold(e->market, e, now_ms);
}

size_t book_size(const struct book *b)
{
    return b->orders.n;
}

size_t book_bytes(const struct book *b)
{
    size_t total = sizeof *b + (b->orders.size + b->offers.size) * sizeof(struct idmap_entry);

    for (size_t i = 0; i < b->orders.size; i++) {
        const struct entry *e = b->orders.entries[i].p;

        if (e != NULL)
            total += sizeof *e + filter_bytes(e->order.filter) +
                     2 * e->order.n_spans * sizeof *e->order.spans;
    }
    for (size_t i = 0; i < b->n_markets; i++)
        total += market_bytes(b->markets[i]);
    return total;
}

/* Wakes a market's sleepers that `due` names. Backwards, because waking fills the gap from the end.
 */
static size_t market_wake(struct market *m, bool (*due)(const struct order *order, const void *arg),
                          const void *arg)
{
    size_t woken = 0;

    for (size_t i = m->n_asleep; i-- > 0;) {
        struct entry *e = m->asleep[i].entry;

        if (due(&e->order, arg)) {
            market_sleep(m, e, ORDER_AWAKE, 0);
            woken++;
        }
    }
    return woken;
}

static size_t wake_all(struct book *b, bool (*due)(const struct order *order, const void *arg),
                       const void *due_arg, void (*fn)(int32_t niche, void *arg), void *arg)
{
    size_t total = 0;

    for (size_t i = 0; i < b->n_markets; i++) {
        size_t woken = market_wake(b->markets[i], due, due_arg);

        if (woken > 0 && fn != NULL)
            fn(b->markets[i]->niche, arg);
        total += woken;
    }
    return total;
}

static bool pays_from(const struct order *order, const void *wallet)
{
    return order->sleep == ORDER_ASLEEP_MONEY && uuid_equal(&order->wallet, wallet);
}

size_t book_wake_wallet(struct book *b, const struct uuid *wallet,
                        void (*fn)(int32_t niche, void *arg), void *arg)
{
    return wake_all(b, pays_from, wallet, fn, arg);
}

static bool wake_due(const struct order *order, const void *now_ms)
{
    return order->sleep == ORDER_ASLEEP_CAP && order->wake_ms != 0 &&
           order->wake_ms <= *(const int64_t *)now_ms;
}

size_t book_wake_due(struct book *b, int64_t now_ms, void (*fn)(int32_t niche, void *arg),
                     void *arg)
{
    size_t woken;

    if (now_ms < b->next_wake_ms)
        return 0;
    woken = wake_all(b, wake_due, &now_ms, fn, arg);
    b->next_wake_ms = INT64_MAX;
    for (size_t i = 0; i < b->n_markets; i++)
        for (size_t j = 0; j < b->markets[i]->n_asleep; j++)
            note_wake(b, &b->markets[i]->asleep[j].entry->order);
    return woken;
}
