/* One niche's orders: awake ones on ladders, sleepers apart, so that matching never looks at an
 * order that the database would refuse.
 *
 * Its one rule: an entry stands on the ladders exactly while it is awake, and nothing that decides
 * its rank changes there. Called by book.c. */
#include "market.h"

#include <assert.h>
#include <stdlib.h>

#include "leadx/base/mem.h"

static bool is_consumer(const struct entry *e)
{
    return uuid_is_nil(&e->order.offer);
}

static void enter_ladders(struct market *m, struct entry *e)
{
    if (!is_consumer(e))
        return;
    if (e->order.exclusive_price > 0)
        ladder_insert(&m->exclusive, e->order.exclusive_price, e->order.shared_price, &e->order);
    if (e->order.shared_price > 0)
        ladder_insert(&m->shared, e->order.shared_price, e->order.exclusive_price, &e->order);
}

static void leave_ladders(struct market *m, struct entry *e)
{
    if (!is_consumer(e))
        return;
    if (e->order.exclusive_price > 0)
        ladder_remove(&m->exclusive, e->order.exclusive_price, &e->order);
    if (e->order.shared_price > 0)
        ladder_remove(&m->shared, e->order.shared_price, &e->order);
}

static void enter_asleep(struct market *m, struct entry *e)
{
    if (m->n_asleep == m->size_asleep) {
        m->size_asleep = m->size_asleep == 0 ? 16 : m->size_asleep * 2;
        m->asleep = mem_resize(m->asleep, m->size_asleep * sizeof *m->asleep);
    }
    e->asleep_at = m->n_asleep;
    m->asleep[m->n_asleep++] = (struct sleeper){
        e,
        is_consumer(e) ? e->order.exclusive_price : 0,
        is_consumer(e) ? e->order.shared_price : 0,
        gate_of(e->order.filter),
    };
}

static void leave_asleep(struct market *m, struct entry *e)
{
    struct sleeper last;

    assert(e->asleep_at < m->n_asleep && m->asleep[e->asleep_at].entry == e);
    last = m->asleep[--m->n_asleep];
    m->asleep[e->asleep_at] = last;
    last.entry->asleep_at = e->asleep_at;
}

static void enter(struct market *m, struct entry *e)
{
    if (e->order.sleep == ORDER_AWAKE)
        enter_ladders(m, e);
    else
        enter_asleep(m, e);
}

static void leave(struct market *m, struct entry *e)
{
    if (e->order.sleep == ORDER_AWAKE)
        leave_ladders(m, e);
    else
        leave_asleep(m, e);
}

void market_add(struct market *m, struct entry *e)
{
    assert(e->order.niche == m->niche);
    e->market = m;
    enter(m, e);
}

void market_drop(struct market *m, struct entry *e)
{
    leave(m, e);
}

void market_sleep(struct market *m, struct entry *e, enum order_sleep why, int64_t wake_ms)
{
    leave(m, e);
    e->order.sleep = why;
    e->order.wake_ms = why == ORDER_ASLEEP_CAP ? wake_ms : 0;
    enter(m, e);
}

void market_sold(struct market *m, struct entry *e, int64_t now_ms)
{
    leave(m, e);
    e->order.idle_since_ms = now_ms;
    enter(m, e);
}

size_t market_bytes(const struct market *m)
{
    return sizeof *m + ladder_bytes(&m->exclusive) + ladder_bytes(&m->shared) +
           m->size_asleep * sizeof *m->asleep;
}

void market_free(struct market *m)
{
    ladder_free(&m->exclusive);
    ladder_free(&m->shared);
    free(m->asleep);
}
