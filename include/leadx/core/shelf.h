/* The listed leads of one niche, in memory, masked: for browsing. Like the order book it only
 * proposes; what is still there and who may buy it the database decides.
 *
 * A listing is a row of small codes, one a dimension (a region, a band of age, the temperature …);
 * what a code means is the caller's. The personal dimensions come first, the ones worth most
 * foremost. A combination of them that fewer than k listings share is generalised: the hindmost are
 * hidden, until at least k listings look alike. What is hidden is neither shown nor found by a
 * filter nor counted in a facet, so that no question gets past the mask. */
#ifndef LEADX_CORE_SHELF_H
#define LEADX_CORE_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/uuid.h"
#include "leadx/core/curve.h"

enum { SHELF_DIMS_MAX = 24, SHELF_FOUND_MAX = 200 };

struct shelf;

struct listing {
    struct uuid id;                 /* of the listing: says nothing about the lead */
    uint16_t codes[SHELF_DIMS_MAX]; /* 0: nothing known */
    struct curve_span span;         /* what a share of it began at, and never falls under */
    int64_t listed_s, ends_s;       /* seconds since 1970; not found from ends_s on */
    int64_t born_s;                 /* when the lead came, no finer than it may be told apart */
    uint32_t seller, family;        /* the caller's numbers of the seller and of its family */
    uint8_t score;                  /* no finer than it may be told apart */
    bool resold;
    bool exclusive; /* nobody has a share: may be bought alone */
    uint8_t shares; /* free ones */
    /* Families, by the caller's numbers, that alone may buy it (n = 0: any), and that may not.
     * Copied. */
    const uint32_t *only, *barred;
    uint32_t n_only, n_barred;
};

/* dims ≤ SHELF_DIMS_MAX; the first personal of them are generalised below k (≥ 1) alike. */
struct shelf *shelf_new(size_t dims, size_t personal, uint32_t k);
void shelf_free(struct shelf *s);
/* Adds it, or replaces the one of that id. */
void shelf_put(struct shelf *s, const struct listing *l);
/* false: there is none. */
bool shelf_remove(struct shelf *s, const struct uuid *id);
size_t shelf_size(const struct shelf *s);
/* As it is shown to a family: hidden codes are 0, only and barred are NULL. false: there is none,
 * or none for that family now. */
bool shelf_look(const struct shelf *s, const struct uuid *id, uint32_t family, int64_t now_s,
                struct listing *out);

/* By price, by birth, by score. Equals stand by id, which says nothing. */
enum shelf_sort { SHELF_CHEAPEST, SHELF_DEAREST, SHELF_NEWEST, SHELF_OLDEST, SHELF_BEST };

/* One dimension's condition: accept[code] for every code below n; codes from n on are refused. */
struct shelf_filter {
    size_t dim;
    const bool *accept;
    size_t n;
};

struct shelf_query {
    const struct curve *curve;
    int64_t now_s;
    uint32_t family; /* the asker's: its own leads, and what it may not buy, are not there */
    const struct shelf_filter *filters; /* at most one a dimension */
    size_t n_filters;
    int64_t price_min, price_max; /* inclusive; price_max 0: any */
    int64_t age_max_s;            /* since birth; 0: any */
    int64_t since_s; /* only what is new at now_s since then: listed between the two, or dearer
                        than price_max then; 0: all */
    bool exclusive;  /* only those that may be bought alone */
    enum shelf_sort sort;
    bool resume; /* only what stands behind (after_key, after_id) */
    int64_t after_key;
    struct uuid after_id;
    size_t limit; /* 1 to SHELF_FOUND_MAX */
    /* counts[dim][code] for code < n_codes[dim]; NULL: that dimension is not counted. A dimension's
     * counts heed every condition but its own, so that a form can show what another choice
     * would find. Cleared by the caller. */
    uint32_t *counts[SHELF_DIMS_MAX];
    size_t n_codes[SHELF_DIMS_MAX];
};

struct shelf_found {
    struct listing listing; /* as shelf_look shows it */
    int64_t price;          /* of one share, now */
    int64_t key;            /* what it is sorted by, for the next page */
};

struct shelf_result {
    struct shelf_found found[SHELF_FOUND_MAX];
    size_t n;
    size_t total; /* that fit, on all pages */
};

/* Reads every listing once: a few milliseconds a million. */
void shelf_search(struct shelf *s, const struct shelf_query *q, struct shelf_result *out);

/* The same in slices, for who has something else to do in between: begin, step until it is done,
 * read the result, free. It finds what a search at its beginning would have found: whoever changes
 * the shelf ends the searches under way first. */
struct shelf_walk;

enum shelf_walk_state {
    SHELF_WALK_UNDER_WAY, /* step again */
    SHELF_WALK_DONE,      /* the result is there, and stays though the shelf changes */
    SHELF_WALK_LOST,      /* the shelf was freed: begin anew on the one that took its place */
};

/* q is copied and its filters are read at once; its curve must stay until the walk is freed. */
struct shelf_walk *shelf_walk_begin(struct shelf *s, const struct shelf_query *q);
/* Reads so many rows more, rounded up to whole blocks of some thousand. */
enum shelf_walk_state shelf_walk_step(struct shelf_walk *w, size_t rows);
/* Of a walk that is done; owned by it. Adds to what q->counts pointed at, which nothing else
 * touches: who asked may leave before. */
const struct shelf_result *shelf_walk_result(struct shelf_walk *w);
/* At any time; NULL: nothing to do. */
void shelf_walk_free(struct shelf_walk *w);

#endif
