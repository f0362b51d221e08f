/* The other book: standing orders that also take listed leads, at what they pay for these.
 *
 * Its one rule: an order stands here with its most for a listed lead as its price and its own
 * filter, narrowed by the age it allows; whether it stands in the first book, asleep or awake, says
 * nothing here, since what it cannot pay there it may pay here. Called by market_orders as it keeps
 * the first book; app/listed asks. */
#include <string.h>

#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "market_room.h"
#include "market_rows.h"

enum { QUARTER_MS = 15 * 60 * 1000 };

struct book *market_listed_book(void)
{
    return market.listed;
}

void market_listed_told(int32_t niche, void *arg)
{
    (void)arg;
    if (market.hooks.listed_appetite != NULL)
        market.hooks.listed_appetite(niche);
}

static int64_t *spans_copy(const struct order *from)
{
    size_t size = from->n_spans * 2 * sizeof *from->spans;

    if (from->spans == NULL)
        return NULL;
    return size == 0 ? mem_alloc(sizeof *from->spans) : memcpy(mem_alloc(size), from->spans, size);
}

void market_listed_take(const struct db_result *res, int row, const struct order *order)
{
    struct order o = *order;

    if (!order_row_listed(res, row, market.symbols, &o)) {
        book_remove(market.listed, &order->id);
        return;
    }
    o.spans = spans_copy(order);
    o.sleep = ORDER_AWAKE;
    o.wake_ms = 0;
    book_put(market.listed, &o);
    market_listed_told(o.niche, NULL);
}

void market_listed_refused(const struct uuid *order, enum order_sleep why)
{
    int64_t now_ms = clock_exchange_ms();

    /* no cap's period ends but on a quarter of an hour, whatever the zone */
    book_sleep(market.listed, order, why,
               why == ORDER_ASLEEP_CAP ? now_ms - now_ms % QUARTER_MS + QUARTER_MS : 0);
}
