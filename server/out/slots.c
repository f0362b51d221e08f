/* Slots: a peer that hangs holds its own few and nobody else's.
 *
 * Its one rule: a peer is remembered only while it holds a slot, so the table is never larger than
 * the limit in all. Called by fetch.c alone. */
#include "slots.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"

enum { BUCKETS = 1024 }; /* a power of two */

struct holder {
    struct holder *next;
    struct uuid peer;
    size_t taken;
};

static struct {
    struct holder *buckets[BUCKETS];
    size_t taken, in_all, per_peer;
} slots;

void slots_start(size_t in_all, size_t per_peer)
{
    assert(slots.taken == 0);
    slots.in_all = in_all;
    slots.per_peer = per_peer;
}

void slots_stop(void)
{
    assert(slots.taken == 0);
}

/* The place that points to the peer's holder, or the end of its chain. */
static struct holder **holder_place(const struct uuid *peer)
{
    uint64_t random_part;
    struct holder **place;

    memcpy(&random_part, peer->b + 8, sizeof random_part);
    place = &slots.buckets[(random_part * 0x9e3779b97f4a7c15u) >> 54 & (BUCKETS - 1)];
    while (*place != NULL && !uuid_equal(&(*place)->peer, peer))
        place = &(*place)->next;
    return place;
}

bool slot_take(const struct uuid *peer)
{
    struct holder **place = holder_place(peer);

    if (slots.taken >= slots.in_all || (*place != NULL && (*place)->taken >= slots.per_peer))
        return false;
    if (*place == NULL) {
        *place = mem_zero(1, sizeof **place);
        (*place)->peer = *peer;
    }
    (*place)->taken++;
    slots.taken++;
    return true;
}

void slot_give(const struct uuid *peer)
{
    struct holder **place = holder_place(peer), *holder = *place;

    assert(holder != NULL && holder->taken > 0 && slots.taken > 0);
    slots.taken--;
    if (--holder->taken > 0)
        return;
    *place = holder->next;
    free(holder);
}

size_t slots_taken(void)
{
    return slots.taken;
}

size_t slots_taken_by(const struct uuid *peer)
{
    struct holder *holder = *holder_place(peer);

    return holder == NULL ? 0 : holder->taken;
}
