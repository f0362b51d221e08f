/* Up to 64 orders in rank order with their conditions turned inside out, for this room only: of
 * each slot, for which values which orders accept, as bits. One search a slot asks all of them. */
#ifndef LEADX_CORE_BLOCK_H
#define LEADX_CORE_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "profile.h"

enum { BLOCK_ROWS = 64 };

/* The orders' answers for one slot: n + 1 masks, the first for values below all keys, the others
 * from their key on; then the n keys less the first one, as narrow as the largest allows. */
struct column {
    uint32_t n : 24, slot : 8;
    uint32_t at : 30, width : 2; /* where the masks begin, in words; keys of 2 << width bytes */
    uint64_t absent;             /* when the fact is missing */
    int64_t first;               /* key */
};

/* One allocation, written once: a change makes another. Row 0, the lowest bit, ranks first. */
struct block {
    int64_t low;        /* no row's price is less; may be lower than needed */
    uint64_t both;      /* rows that have a price in the other way too */
    uint64_t hours;     /* rows that are not always open */
    int64_t other_low;  /* likewise of these rows' price in the other way */
    uint32_t n;         /* rows, never 0 */
    uint32_t n_columns; /* slots that all rows accept have none */
    uint64_t words[];   /* columns; masks and keys; numbers of the orders */
};

/* Where blocks are made; used again and again. All zero is ready. */
struct block_room {
    struct column columns[FACT_SLOTS];
    uint32_t n_columns;
    uint64_t *masks; /* of one column after another, as the keys */
    int64_t *keys;
    size_t n_masks, n_keys, size;
    int64_t *old_keys; /* of the column that is read, widened; and of a second one */
    size_t size_old;
};

/* An order as a block takes it. */
struct block_row {
    uint32_t order;
    int64_t price;
    int64_t other_price; /* 0: has none */
    bool has_hours;
    const struct profile *profile;
};

void block_room_free(struct block_room *room);

static inline uint64_t rows_mask(uint32_t n)
{
    return n >= BLOCK_ROWS ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}
static inline const struct column *block_columns(const struct block *b)
{
    return (const struct column *)(const void *)b->words;
}
static inline const uint64_t *column_masks(const struct block *b, const struct column *c)
{
    return b->words + c->at;
}

/* n of them. */
static inline const void *column_keys(const struct block *b, const struct column *c)
{
    return b->words + c->at + c->n + 1;
}

static inline int64_t column_key(const struct block *b, const struct column *c, uint32_t i)
{
    const void *keys = column_keys(b, c);
    uint64_t above = c->width == 0   ? ((const uint16_t *)keys)[i]
                     : c->width == 1 ? ((const uint32_t *)keys)[i]
                                     : ((const uint64_t *)keys)[i];

    return (int64_t)((uint64_t)c->first + above);
}

static inline size_t column_key_words(const struct column *c)
{
    return (((size_t)c->n << (c->width + 1)) + 7) / 8;
}

/* n numbers of orders. */
const uint32_t *block_orders(const struct block *b);
/* The rows that accept a lead of these facts. */
uint64_t block_accepts(const struct block *b, const struct facts *facts);

/* Each returns a new block, freed with free(), and leaves the old one to the caller. Old may be
 * NULL where rows are put in. */
struct block *block_insert(struct block_room *room, const struct block *old, uint32_t at,
                           const struct block_row *row);
/* Rows [from, from + n), then [from2, from2 + n2); not none at all. */
struct block *block_cut(struct block_room *room, const struct block *old, uint32_t from, uint32_t n,
                        uint32_t from2, uint32_t n2);
/* Both blocks' rows, the second's last; together no more than fit. */
struct block *block_join(struct block_room *room, const struct block *first,
                         const struct block *second);
/* A row's conditions, as they were put in. */
void block_profile(const struct block *b, uint32_t at, struct profile *out);
size_t block_bytes(const struct block *b);

#endif
