/* The orders of the book by number and by id, for this room only: fixed places in large slabs, so
 * that four bytes name an order and nothing moves when more come. */
#ifndef LEADX_CORE_ORDERS_H
#define LEADX_CORE_ORDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/core/book.h"

/* What few orders have; NULL where all of it is empty. */
struct extra {
    struct uuid family; /* where it is not the org itself */
    struct uuid offer;
    struct filter *filter; /* of an offer's order only: the others' stand in the blocks */
    int64_t *spans;        /* as in struct order */
    uint32_t n_spans;
};

/* An order as the book keeps it; every byte counts, there are millions. Its conditions stand in the
 * blocks that list it. */
struct record {
    struct uuid id, org, wallet;
    int64_t price[WAYS]; /* 0: not that way */
    int64_t idle_ms : 48;
    int64_t priority : 16;
    int64_t wake_ms : 48;
    uint64_t used : 1;
    uint64_t sleep : 2;      /* enum order_sleep, of both ways */
    uint64_t sleep_dear : 2; /* of the dearer way alone */
    uint64_t listed : 1;     /* among its wallet's */
    uint64_t returns : 7;    /* per cent, as in struct order */
    struct extra *extra;     /* owned */
    int32_t niche, revision;
};

enum { SLAB_ORDERS = 1024 };
#define ORDER_NONE UINT32_MAX

struct orders {
    struct record **slabs;
    uint32_t n_slabs, top; /* top: numbers given so far */
    uint32_t free;         /* a number given back, or ORDER_NONE; the next one in its niche */
    uint32_t *places;      /* numbers by hash of the id */
    size_t size, n;        /* size of places: power of two, or 0 */
};

void orders_init(struct orders *o);
void orders_free(struct orders *o); /* extras too */
static inline struct record *order_at(const struct orders *o, uint32_t no)
{
    return &o->slabs[no / SLAB_ORDERS][no % SLAB_ORDERS];
}
/* ORDER_NONE: not there. */
uint32_t orders_find(const struct orders *o, const struct uuid *id);
/* A new record, all zero but the id, which is not there yet. */
uint32_t orders_add(struct orders *o, const struct uuid *id);
void orders_remove(struct orders *o, uint32_t no); /* its extra too */
/* Fields that are rarely there; the record's extra is replaced. Takes over filter and spans. */
void record_set_extra(struct record *r, const struct order *order, struct filter *filter);
void record_drop_extra(struct record *r);
size_t orders_bytes(const struct orders *o);

static inline const struct uuid *record_family(const struct record *r)
{
    return r->extra == NULL ? &r->org : &r->extra->family;
}
static inline bool record_has_hours(const struct record *r)
{
    return r->extra != NULL && r->extra->spans != NULL;
}
static inline bool record_is_consumer(const struct record *r)
{
    return r->extra == NULL || uuid_is_nil(&r->extra->offer);
}

/* The way that costs more, where there are two prices that differ; else WAYS. */
static inline enum way record_dear_way(const struct record *r)
{
    if (r->price[0] == r->price[1] || r->price[0] == 0 || r->price[1] == 0)
        return WAYS;
    return r->price[0] > r->price[1] ? 0 : 1;
}
static inline enum order_sleep record_sleep(const struct record *r, enum way way)
{
    return (enum order_sleep)(r->sleep == ORDER_AWAKE && way == record_dear_way(r) ? r->sleep_dear
                                                                                   : r->sleep);
}

/* What its place is decided by, first of all. */
static inline int64_t record_effective(const struct record *r, enum way way)
{
    return effective_price(r->price[way], r->returns);
}

/* Rank: higher effective price this way, then idle longest, then lowest id. < 0: a before b. */
int rank_compare(enum way way_a, const struct record *a, enum way way_b, const struct record *b);

#endif
