/* Sleep and wake: what the database refused, until it can pay again.
 *
 * Its one rule: a sleeper is found by what wakes it (its wallet's purse, its time) and never by
 * walking the market. Purses keep who woke by other means: whoever is not asleep for money when the
 * deposit comes is passed over. Called by app after verdicts and notices, and by its tick. */
#include <stdlib.h>

#include "book_room.h"
#include "leadx/base/mem.h"

/* --- Purses ----------------------------------------------------------------------------------- */

static bool sleeps_for(const struct record *r, enum order_sleep why)
{
    return r->sleep == why || (r->sleep == ORDER_AWAKE && r->sleep_dear == why);
}

static bool waits_for_time(const struct record *r)
{
    bool waits =
        r->sleep == ORDER_ASLEEP_CAP || (r->sleep == ORDER_AWAKE && r->sleep_dear != ORDER_AWAKE);

    return waits && r->wake_ms != 0;
}

static void purse_add(struct book *b, uint32_t no)
{
    struct record *r = order_at(&b->bench.orders, no);
    struct purse *p = idmap_get(&b->purses, &r->wallet);

    if (p == NULL) {
        p = mem_zero(1, sizeof *p);
        idmap_put(&b->purses, &r->wallet, p);
    }
    if (p->n == p->size) {
        p->size = p->size == 0 ? 2 : p->size * 2;
        p->orders = mem_resize(p->orders, p->size * sizeof *p->orders);
    }
    p->orders[p->n++] = no;
    r->listed = 1;
}

static void purse_free(struct book *b, const struct uuid *wallet, struct purse *p)
{
    idmap_remove(&b->purses, wallet);
    free(p->orders);
    free(p);
}

void sleeper_note(struct book *b, uint32_t no)
{
    const struct record *r = order_at(&b->bench.orders, no);

    if (waits_for_time(r) && r->wake_ms < b->next_wake_ms)
        b->next_wake_ms = r->wake_ms;
    if (sleeps_for(r, ORDER_ASLEEP_MONEY) && !r->listed)
        purse_add(b, no);
}

void sleeper_forget(struct book *b, uint32_t no)
{
    struct record *r = order_at(&b->bench.orders, no);
    struct uuid wallet = r->wallet;
    struct purse *p;

    if (!r->listed)
        return;
    p = idmap_get(&b->purses, &wallet);
    for (uint32_t i = 0; i < p->n; i++)
        if (p->orders[i] == no) {
            p->orders[i] = p->orders[--p->n];
            break;
        }
    r->listed = 0;
    if (p->n == 0)
        purse_free(b, &wallet, p);
}

void sleepers_free(struct book *b)
{
    for (size_t i = 0; i < b->purses.size; i++) {
        struct purse *p = b->purses.entries[i].p;

        if (p != NULL)
            free(p->orders);
        free(p);
    }
    idmap_free(&b->purses);
}

size_t sleepers_bytes(const struct book *b)
{
    size_t total = b->purses.size * sizeof(struct idmap_entry);

    for (size_t i = 0; i < b->purses.size; i++) {
        const struct purse *p = b->purses.entries[i].p;

        total += p == NULL ? 0 : sizeof *p + p->size * sizeof *p->orders;
    }
    return total;
}

/* --- One order -------------------------------------------------------------------------------- */

/* dear: of the dearer way alone; the other one is awake then. */
static void sleep_set(struct book *b, uint32_t no, enum order_sleep both, enum order_sleep dear,
                      int64_t wake_ms)
{
    struct record *r = order_at(&b->bench.orders, no);
    struct market *m = book_market(b, r->niche);
    const int64_t latest_ms = (INT64_C(1) << 47) - 1;
    bool moves = (r->sleep != ORDER_AWAKE) != (both != ORDER_AWAKE) ||
                 (r->sleep_dear != ORDER_AWAKE) != (dear != ORDER_AWAKE);

    if (moves)
        market_leave(m, &b->bench, no);
    r->sleep = both;
    r->sleep_dear = dear;
    r->wake_ms = wake_ms > latest_ms ? latest_ms : wake_ms;
    if (moves)
        market_enter(m, &b->bench, no);
    sleeper_note(b, no);
}

void book_sleep(struct book *b, const struct uuid *id, enum order_sleep why, int64_t wake_ms)
{
    uint32_t no = orders_find(&b->bench.orders, id);

    if (no != ORDER_NONE) /* else it left the book while the database was asked */
        sleep_set(b, no, why, ORDER_AWAKE, why == ORDER_ASLEEP_CAP ? wake_ms : 0);
}

void book_sleep_dear(struct book *b, const struct uuid *id, enum order_sleep why, int64_t wake_ms)
{
    uint32_t no = orders_find(&b->bench.orders, id);
    const struct record *r;

    if (no == ORDER_NONE)
        return;
    r = order_at(&b->bench.orders, no);
    if (r->sleep == ORDER_AWAKE && record_dear_way(r) != WAYS)
        sleep_set(b, no, ORDER_AWAKE, why, wake_ms);
}

void book_wake(struct book *b, const struct uuid *id)
{
    book_sleep(b, id, ORDER_AWAKE, 0);
}

/* --- Many ------------------------------------------------------------------------------------- */

static void wake_one(struct book *b, uint32_t no, bool tell)
{
    sleep_set(b, no, ORDER_AWAKE, ORDER_AWAKE, 0);
    if (tell)
        book_market(b, order_at(&b->bench.orders, no)->niche)->woken = true;
}

static void tell_woken(struct book *b, void (*fn)(int32_t niche, void *arg), void *arg)
{
    for (size_t i = 0; i < b->n_markets; i++) {
        if (b->markets[i]->woken && fn != NULL)
            fn(b->markets[i]->niche, arg);
        b->markets[i]->woken = false;
    }
}

size_t book_wake_wallet(struct book *b, const struct uuid *wallet,
                        void (*fn)(int32_t niche, void *arg), void *arg)
{
    struct purse *p = idmap_get(&b->purses, wallet);
    struct uuid key = *wallet;
    size_t woken = 0;

    if (p == NULL)
        return 0;
    for (uint32_t i = 0; i < p->n; i++) {
        struct record *r = order_at(&b->bench.orders, p->orders[i]);

        r->listed = 0;
        if (!sleeps_for(r, ORDER_ASLEEP_MONEY))
            continue;
        wake_one(b, p->orders[i], true);
        woken++;
    }
    purse_free(b, &key, p);
    tell_woken(b, fn, arg);
    return woken;
}

/* Reads every record, one after another: periods end together, so this is rare. */
size_t book_wake_due(struct book *b, int64_t now_ms, void (*fn)(int32_t niche, void *arg),
                     void *arg)
{
    size_t woken = 0;

    if (now_ms < b->next_wake_ms)
        return 0;
    b->next_wake_ms = INT64_MAX;
    for (uint32_t no = 0; no < b->bench.orders.top; no++) {
        const struct record *r = order_at(&b->bench.orders, no);

        if (!r->used || !waits_for_time(r))
            continue;
        if (r->wake_ms > now_ms) {
            sleeper_note(b, no);
            continue;
        }
        wake_one(b, no, r->sleep != ORDER_AWAKE);
        woken++;
    }
    tell_woken(b, fn, arg);
    return woken;
}
