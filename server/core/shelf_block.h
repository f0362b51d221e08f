/* A block of rows on its way through the conditions of a search. Of the core room. */
#ifndef LEADX_CORE_SHELF_BLOCK_H
#define LEADX_CORE_SHELF_BLOCK_H

#include "shelf_room.h"

/* A filter made ready for a shelf: runs of codes next to each other where a few are accepted, which
 * is what ranges are; else a table. */
enum { SIEVE_RUNS_MAX = 8 };
struct sieve {
    size_t dim;
    size_t n_runs;                                       /* 0: by the table */
    uint8_t first[SIEVE_RUNS_MAX], more[SIEVE_RUNS_MAX]; /* codes first to first + more */
    bool *refuse; /* by code, for every code on the shelf; owned */
};

enum {
    STATE_FITS = 0, /* f + 1: it fails filter f and nothing else */
    STATE_OUT = UINT8_MAX,
};

struct shelf_block {
    uint32_t from, n;
    uint8_t flags; /* of all its rows together */
    uint8_t state[SHELF_BLOCK];
    uint8_t refused[SHELF_BLOCK]; /* by the filter at hand: 0, or all bits */
};

void sieve_make(struct sieve *v, const struct shelf *s, const struct shelf_filter *filter);
void sieve_free(struct sieve *v);
/* Whether a row is there at all, for this asker, now; but for its terms. */
void block_gate(struct shelf_block *b, struct shelf *s, const struct shelf_query *q);
/* Filter number no, from 0. */
void block_filter(struct shelf_block *b, const struct shelf *s, const struct sieve *v, size_t no);
/* The places in the block whose state is first to last, into list; returns how many. */
uint32_t block_pick(const struct shelf_block *b, uint8_t first, uint8_t last,
                    uint16_t list[SHELF_BLOCK]);

#endif
