/* One niche's orders on their ladders.
 *
 * Its one rule: an order stands on exactly one ladder for each way it buys, that of its state, and
 * nothing that decides its rank or state changes there. Called by book.c. */
#include "market.h"

#include <stdlib.h>

static struct ladder *ladder_of(struct market *m, const struct record *r, enum way way)
{
    return record_sleep(r, way) == ORDER_AWAKE ? &m->awake[way] : &m->asleep[way];
}

void market_enter(struct market *m, struct bench *bench, uint32_t no)
{
    const struct record *r = order_at(&bench->orders, no);

    if (!record_is_consumer(r))
        return;
    for (enum way way = 0; way < WAYS; way++)
        if (r->price[way] > 0)
            ladder_insert(ladder_of(m, r, way), way, &bench->orders, &bench->room, no,
                          &bench->profile);
}

void market_leave(struct market *m, struct bench *bench, uint32_t no)
{
    const struct record *r = order_at(&bench->orders, no);

    profile_clear(&bench->profile);
    if (!record_is_consumer(r))
        return;
    for (enum way way = 0; way < WAYS; way++)
        if (r->price[way] > 0)
            ladder_remove(ladder_of(m, r, way), way, &bench->orders, &bench->room, no,
                          &bench->profile);
}

size_t market_bytes(const struct market *m)
{
    size_t total = sizeof *m;

    for (enum way way = 0; way < WAYS; way++)
        total += ladder_bytes(&m->awake[way]) + ladder_bytes(&m->asleep[way]);
    return total;
}

void market_free(struct market *m)
{
    for (enum way way = 0; way < WAYS; way++) {
        ladder_free(&m->awake[way]);
        ladder_free(&m->asleep[way]);
    }
    free(m);
}
