/* A search under way. Of the core room. */
#ifndef LEADX_CORE_SHELF_WALK_H
#define LEADX_CORE_SHELF_WALK_H

#include "shelf_best.h"
#include "shelf_block.h"

/* Places in the block, in the order of rows. */
struct places {
    uint16_t at[SHELF_BLOCK];
    uint32_t n;
};

struct shelf_walk {
    struct shelf *s;         /* NULL: it does not stand among the shelf's any more */
    struct shelf_walk *next; /* of the same shelf */
    enum shelf_walk_state state;
    struct shelf_query q; /* a copy; its filters are in the sieves */
    struct sieve sieves[SHELF_DIMS_MAX];
    struct curve_now now, then; /* then: at since_s */
    bool priced;                /* the price is asked for or sorted by */
    /* What the facets show. A walk counts for itself: who asked may be gone when it ends. */
    uint32_t *counts[SHELF_DIMS_MAX]; /* tables to be added up; NULL: not asked for */
    size_t n_counts[SHELF_DIMS_MAX];  /* of a table: by every code on the shelf */
    bool counted, near;               /* any is; and one that a filter stands on */
    bool summed;                      /* they began with all there is: what is out is taken off */
    uint32_t at;                      /* the next row */
    struct shelf_block block;
    struct places fits, rest; /* rest: who fails one filter; or, summed, who is out */
    int64_t price[SHELF_BLOCK];
    struct shelf_best best;
    struct shelf_result result;
};

/* shelf_facets.c */
void facets_begin(struct shelf_walk *w);
void facets_free(struct shelf_walk *w);
/* Counts the block's lists. */
void facets_take(struct shelf_walk *w);
/* Adds them to what was asked for. */
void facets_give(const struct shelf_walk *w);

#endif
