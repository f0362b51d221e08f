/* The columns of a shelf, for the files of core/shelf*. */
#ifndef LEADX_CORE_SHELF_ROOM_H
#define LEADX_CORE_SHELF_ROOM_H

#include "idmap.h"
#include "leadx/core/shelf.h"

enum {
    SHELF_LEVELS_MAX = 6, /* how many ways of hiding; the last hides all that is personal */
    FLAG_ALIVE = 1,
    FLAG_RESOLD = 2,
    FLAG_EXCLUSIVE = 4,
    FLAG_TERMS = 8,      /* not for everybody: look at its terms */
    SHELF_BLOCK = 2048,  /* rows that go through a search together */
    SHELF_OWNERS = 1024, /* a power of two */
};
#define ROW_NONE UINT32_MAX

/* What rows show of one dimension: bytes, and wider only once a code needs it, because a search
 * takes as long as memory takes to bring these. One of the two is there. */
struct shown {
    uint8_t *narrow;
    uint16_t *wide;
};

/* Listings that look alike at a level. */
struct group {
    uint64_t key;
    uint32_t n;     /* 0: the place is empty */
    uint32_t first; /* a row, the head of its list */
};

/* One level but the last: its groups by key, and each row's neighbours in its group. */
struct level {
    size_t shown; /* personal dimensions that are not hidden: the first ones */
    struct group *groups;
    size_t size, n; /* size: power of two */
    uint32_t *next, *prev;
};

struct shelf {
    size_t dims, personal;
    uint32_t k;
    struct level levels[SHELF_LEVELS_MAX];
    size_t n_levels;          /* the last one has no groups */
    uint32_t top, room, free; /* rows in use so far, allocated, first given back (by next_free) */
    size_t n;
    struct idmap places;            /* id → row + 1 */
    uint32_t *sums[SHELF_DIMS_MAX]; /* rows that show a code, by dimension and code */
    size_t n_sums[SHELF_DIMS_MAX];
    uint16_t *codes[SHELF_DIMS_MAX]; /* of the personal dimensions, as they are */
    struct shown shown[SHELF_DIMS_MAX];
    uint8_t *level, *flags, *shares, *score;
    uint32_t *listed_s, *ends_s, *born_s, *seller, *family, *next_free;
    struct curve_span *span;
    struct uuid *ids;
    uint32_t **terms;     /* NULL: anybody buys; or how many may alone, how many may not, and which:
                             owned */
    uint32_t *ends_first; /* by block: none of its rows ends before; too early at worst */
    uint32_t owners[SHELF_OWNERS]; /* rows by family, so many families sharing a count */
    struct shelf_walk *walks;      /* searches under way */
};

/* shelf_mask.c: keeps the groups, and each row's level. A row's codes stand in their columns. */
void mask_init(struct shelf *s);
void mask_free(struct shelf *s);
void mask_grow(struct shelf *s, uint32_t room);
void mask_add(struct shelf *s, uint32_t row);
void mask_remove(struct shelf *s, uint32_t row);
/* shelf_shown.c */
void shown_free(struct shelf *s);
void shown_grow(struct shelf *s, uint32_t room);
void shown_put(struct shelf *s, uint32_t row, size_t dim, uint16_t code);
static inline uint16_t shown_code(const struct shelf *s, uint32_t row, size_t dim)
{
    const struct shown *c = &s->shown[dim];

    return c->wide != NULL ? c->wide[row] : c->narrow[row];
}
/* shelf_walk.c: before anything changes; before the shelf goes. */
void walks_end(struct shelf *s);
void walks_lose(struct shelf *s);
/* Whether a row with terms is for that family. */
bool shelf_terms_allow(const uint32_t *terms, uint32_t family);
/* The row as the world sees it. */
void shelf_show(const struct shelf *s, uint32_t row, struct listing *out);

#endif
