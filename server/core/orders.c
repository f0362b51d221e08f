/* Orders by number and id.
 *
 * Its one rule: a number stays with its order until that is removed, and places are at most three
 * quarters full, without tombstones: removing closes the gap. Ids are made by the exchange, so
 * plain mixing will do. Called by the book's own files. */
#include "orders.h"

#include <assert.h>
#include <stdlib.h>

#include "leadx/base/mem.h"

enum { PLACES_FIRST = 64 };

int rank_compare(enum way way_a, const struct record *a, enum way way_b, const struct record *b)
{
    int64_t worth_a = record_effective(a, way_a), worth_b = record_effective(b, way_b);

    if (worth_a != worth_b)
        return worth_a > worth_b ? -1 : 1;
    if (a->idle_ms != b->idle_ms)
        return a->idle_ms < b->idle_ms ? -1 : 1;
    return uuid_compare(&a->id, &b->id);
}

void orders_init(struct orders *o)
{
    *o = (struct orders){.free = ORDER_NONE};
}

void orders_free(struct orders *o)
{
    for (uint32_t no = 0; no < o->top; no++)
        record_drop_extra(order_at(o, no));
    for (uint32_t i = 0; i < o->n_slabs; i++)
        free(o->slabs[i]);
    free(o->slabs);
    free(o->places);
    orders_init(o);
}

/* --- By id ---------------------------------------------------------------------------------- */

static size_t home_of(const struct orders *o, const struct uuid *id)
{
    uint64_t high, low;

    memcpy(&high, id->b, sizeof high);
    memcpy(&low, id->b + sizeof high, sizeof low);
    high = (high ^ (low >> 29) ^ low) * UINT64_C(0x9e3779b97f4a7c15);
    return (high ^ (high >> 32)) & (o->size - 1);
}

/* Where id stands, or the empty place where it would. */
static size_t place_of(const struct orders *o, const struct uuid *id)
{
    size_t i = home_of(o, id);

    while (o->places[i] != ORDER_NONE && !uuid_equal(&order_at(o, o->places[i])->id, id))
        i = (i + 1) & (o->size - 1);
    return i;
}

static void places_grow(struct orders *o)
{
    uint32_t *old = o->places;
    size_t old_size = o->size;

    o->size = old_size == 0 ? PLACES_FIRST : old_size * 2;
    o->places = mem_alloc(o->size * sizeof *o->places);
    memset(o->places, 0xff, o->size * sizeof *o->places);
    for (size_t i = 0; i < old_size; i++)
        if (old[i] != ORDER_NONE)
            o->places[place_of(o, &order_at(o, old[i])->id)] = old[i];
    free(old);
}

uint32_t orders_find(const struct orders *o, const struct uuid *id)
{
    return o->size == 0 ? ORDER_NONE : o->places[place_of(o, id)];
}

static void places_remove(struct orders *o, const struct uuid *id)
{
    size_t mask = o->size - 1, hole = place_of(o, id);

    for (size_t i = (hole + 1) & mask; o->places[i] != ORDER_NONE; i = (i + 1) & mask) {
        size_t home = home_of(o, &order_at(o, o->places[i])->id);

        /* it may fill the hole unless its home lies behind the hole */
        if (((i - home) & mask) >= ((i - hole) & mask)) {
            o->places[hole] = o->places[i];
            hole = i;
        }
    }
    o->places[hole] = ORDER_NONE;
}

/* --- Records -------------------------------------------------------------------------------- */

static uint32_t number_new(struct orders *o)
{
    uint32_t no = o->free;

    if (no != ORDER_NONE) {
        o->free = (uint32_t)order_at(o, no)->niche;
        return no;
    }
    assert(o->top < ORDER_NONE);
    if (o->top == o->n_slabs * SLAB_ORDERS) {
        o->slabs = mem_resize(o->slabs, (o->n_slabs + 1) * sizeof *o->slabs);
        o->slabs[o->n_slabs++] = mem_zero(SLAB_ORDERS, sizeof **o->slabs);
    }
    return o->top++;
}

uint32_t orders_add(struct orders *o, const struct uuid *id)
{
    uint32_t no;

    if (4 * (o->n + 1) > 3 * o->size)
        places_grow(o);
    no = number_new(o);
    *order_at(o, no) = (struct record){.id = *id, .used = 1};
    o->places[place_of(o, id)] = no;
    o->n++;
    return no;
}

void orders_remove(struct orders *o, uint32_t no)
{
    struct record *r = order_at(o, no);

    places_remove(o, &r->id);
    record_drop_extra(r);
    *r = (struct record){.niche = (int32_t)o->free};
    o->free = no;
    o->n--;
}

void record_drop_extra(struct record *r)
{
    if (r->extra == NULL)
        return;
    free(r->extra->filter);
    free(r->extra->spans);
    free(r->extra);
    r->extra = NULL;
}

void record_set_extra(struct record *r, const struct order *order, struct filter *filter)
{
    record_drop_extra(r);
    if (uuid_equal(&order->family, &order->org) && uuid_is_nil(&order->offer) &&
        order->spans == NULL && filter == NULL)
        return;
    r->extra = mem_alloc(sizeof *r->extra);
    *r->extra = (struct extra){order->family, order->offer, filter, order->spans, order->n_spans};
}

static size_t extra_bytes(const struct extra *e)
{
    size_t filter = e->filter == NULL ? 0 : filter_bytes(e->filter);

    return sizeof *e + filter + 2 * e->n_spans * sizeof *e->spans;
}

size_t orders_bytes(const struct orders *o)
{
    size_t total = o->size * sizeof *o->places +
                   o->n_slabs * (sizeof *o->slabs + SLAB_ORDERS * sizeof **o->slabs);

    for (uint32_t no = 0; no < o->top; no++)
        if (order_at(o, no)->extra != NULL)
            total += extra_bytes(order_at(o, no)->extra);
    return total;
}
