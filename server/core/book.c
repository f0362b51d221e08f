/* The order book: what is in it.
 *
 * Its one rule: an order is taken off its ladders, changed, and put back; nothing changes in
 * between. It proposes and never decides. Called by the book's loader, notices and verdicts in
 * app. */
#include "leadx/core/book.h"

#include <assert.h>
#include <stdlib.h>

#include "book_room.h"
#include "leadx/base/mem.h"

enum { TIME_BITS = 47 };

struct book *book_new(void)
{
    struct book *b = mem_zero(1, sizeof *b);

    orders_init(&b->bench.orders);
    b->next_wake_ms = INT64_MAX;
    return b;
}

void book_free(struct book *b)
{
    if (b == NULL)
        return;
    for (size_t i = 0; i < b->n_markets; i++)
        market_free(b->markets[i]);
    free(b->markets);
    sleepers_free(b);
    orders_free(&b->bench.orders);
    block_room_free(&b->bench.room);
    profile_free(&b->bench.profile);
    idmap_free(&b->offers);
    free(b);
}

/* --- Markets ---------------------------------------------------------------------------------- */

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

/* --- Offers ----------------------------------------------------------------------------------- */

uint32_t book_offer_order(const struct book *b, const struct uuid *offer)
{
    uintptr_t no = (uintptr_t)idmap_get(&b->offers, offer);

    return no == 0 ? ORDER_NONE : (uint32_t)(no - 1);
}

static void offer_enter(struct book *b, uint32_t no)
{
    const struct record *r = order_at(&b->bench.orders, no);

    if (!record_is_consumer(r))
        idmap_put(&b->offers, &r->extra->offer, (void *)((uintptr_t)no + 1));
}

static void offer_leave(struct book *b, uint32_t no)
{
    const struct record *r = order_at(&b->bench.orders, no);

    if (!record_is_consumer(r) && book_offer_order(b, &r->extra->offer) == no)
        idmap_remove(&b->offers, &r->extra->offer);
}

/* --- Orders ----------------------------------------------------------------------------------- */

static int64_t time_kept(int64_t ms)
{
    const int64_t limit = (INT64_C(1) << TIME_BITS) - 1;

    return ms > limit ? limit : ms < -limit ? -limit : ms;
}

static void record_fill(struct record *r, const struct order *order)
{
    int64_t idle_ms = time_kept(order->idle_since_ms);
    bool is_offer = !uuid_is_nil(&order->offer);

    r->org = order->org;
    r->wallet = order->wallet;
    r->price[WAY_EXCLUSIVE] = order->exclusive_price;
    r->price[WAY_SHARED] = order->shared_price;
    r->idle_ms = idle_ms > r->idle_ms ? idle_ms : r->idle_ms; /* new terms do not jump the queue */
    r->priority = order->priority;
    r->returns = (uint64_t)order->returns & 0x7f;
    r->sleep = order->sleep;
    r->sleep_dear = ORDER_AWAKE;
    r->wake_ms = order->sleep == ORDER_ASLEEP_CAP ? time_kept(order->wake_ms) : 0;
    r->niche = order->niche;
    r->revision = order->revision;
    record_set_extra(r, order, is_offer ? order->filter : NULL);
}

/* Unhooks what the new terms may change. */
static void order_leave(struct book *b, uint32_t no)
{
    struct record *r = order_at(&b->bench.orders, no);

    market_leave(book_market(b, r->niche), &b->bench, no);
    offer_leave(b, no);
    sleeper_forget(b, no);
}

void book_put(struct book *b, const struct order *order)
{
    struct orders *orders = &b->bench.orders;
    uint32_t no = orders_find(orders, &order->id);

    assert(order->filter != NULL); /* no filter at all would buy everything */
    assert(order->shared_price >= 0 && order->exclusive_price >= 0);
    assert(order->returns >= 0 && order->returns < 100);
    if (no != ORDER_NONE)
        order_leave(b, no);
    else
        no = orders_add(orders, &order->id);
    profile_of(&b->bench.profile, order->filter);
    if (uuid_is_nil(&order->offer))
        free(order->filter); /* what it says stands in the blocks */
    record_fill(order_at(orders, no), order);
    market_enter(market_need(b, order->niche), &b->bench, no);
    offer_enter(b, no);
    sleeper_note(b, no);
}

bool book_remove(struct book *b, const struct uuid *id)
{
    uint32_t no = orders_find(&b->bench.orders, id);

    if (no == ORDER_NONE)
        return false;
    order_leave(b, no);
    orders_remove(&b->bench.orders, no);
    return true;
}

bool book_find(const struct book *b, const struct uuid *id, struct order *out)
{
    uint32_t no = orders_find(&b->bench.orders, id);
    const struct record *r;

    if (no == ORDER_NONE)
        return false;
    r = order_at(&b->bench.orders, no);
    *out = (struct order){
        .id = r->id,
        .org = r->org,
        .family = *record_family(r),
        .wallet = r->wallet,
        .niche = r->niche,
        .revision = r->revision,
        .shared_price = r->price[WAY_SHARED],
        .exclusive_price = r->price[WAY_EXCLUSIVE],
        .priority = (int16_t)r->priority,
        .returns = (int8_t)r->returns,
        .idle_since_ms = r->idle_ms,
        .sleep = (enum order_sleep)r->sleep,
        .wake_ms = r->sleep == ORDER_ASLEEP_CAP ? r->wake_ms : 0,
    };
    if (r->extra != NULL) {
        out->offer = r->extra->offer;
        out->spans = r->extra->spans;
        out->n_spans = r->extra->n_spans;
    }
    return true;
}

void book_sold(struct book *b, const struct uuid *id, int64_t now_ms)
{
    uint32_t no = orders_find(&b->bench.orders, id);
    struct market *m;

    if (no == ORDER_NONE)
        return;
    m = book_market(b, order_at(&b->bench.orders, no)->niche);
    market_leave(m, &b->bench, no);
    order_at(&b->bench.orders, no)->idle_ms = time_kept(now_ms);
    market_enter(m, &b->bench, no);
}

size_t book_size(const struct book *b)
{
    return b->bench.orders.n;
}

size_t book_bytes(const struct book *b)
{
    size_t total = sizeof *b + orders_bytes(&b->bench.orders) + sleepers_bytes(b) +
                   b->offers.size * sizeof(struct idmap_entry);

    for (size_t i = 0; i < b->n_markets; i++)
        total += market_bytes(b->markets[i]);
    return total;
}
