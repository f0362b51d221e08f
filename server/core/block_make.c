/* Making a block from others.
 *
 * Its one rule: a block is never written after it was made, and says of each row exactly what its
 * filter says; neighbouring steps differ, so that what left leaves nothing behind. Called by
 * ladder.c for every change. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "leadx/base/mem.h"

void block_room_free(struct block_room *room)
{
    free(room->masks);
    free(room->keys);
    free(room->old_keys);
    *room = (struct block_room){0};
}

static void room_clear(struct block_room *room)
{
    room->n_columns = 0;
    room->n_masks = room->n_keys = 0;
}

/* --- Columns, one after another into the room ------------------------------------------------- */

/* Where the next step of a column goes. */
struct pen {
    uint64_t *mask;
    int64_t *key;
    uint64_t last;
};

/* Begins a column of at most so many steps: base holds below all keys. */
static struct pen column_begin(struct block_room *room, size_t steps, uint64_t base)
{
    size_t need = room->n_masks + steps + 1;
    struct pen pen;

    if (need > room->size) {
        room->size = need < 1024 ? 1024 : need * 2;
        room->masks = mem_resize(room->masks, room->size * sizeof *room->masks);
        room->keys = mem_resize(room->keys, room->size * sizeof *room->keys);
    }
    pen = (struct pen){room->masks + room->n_masks, room->keys + room->n_keys, base};
    *pen.mask++ = base;
    return pen;
}

/* From this key on; a step that changes nothing is none. */
static inline void pen_step(struct pen *pen, int64_t key, uint64_t mask)
{
    if (mask == pen->last)
        return;
    *pen->key++ = key;
    *pen->mask++ = pen->last = mask;
}

/* 0, 1, 2: two, four, eight bytes hold how far the last key is from the first. */
static uint32_t width_of(const int64_t *keys, size_t n)
{
    uint64_t span = n == 0 ? 0 : (uint64_t)keys[n - 1] - (uint64_t)keys[0];

    return span <= UINT16_MAX ? 0 : span <= UINT32_MAX ? 1 : 2;
}

/* A slot that every row accepts, whatever it is, needs no column. */
static void column_end(struct block_room *room, const struct pen *pen, uint32_t slot,
                       uint64_t absent, uint64_t rows)
{
    const int64_t *keys = room->keys + room->n_keys;
    size_t n = (size_t)(pen->key - keys);

    if (n == 0 && absent == rows && pen->last == rows)
        return;
    room->columns[room->n_columns++] = (struct column){.n = n & 0xffffff,
                                                       .slot = slot & 0xff,
                                                       .width = width_of(keys, n) & 3,
                                                       .absent = absent,
                                                       .first = n == 0 ? 0 : keys[0]};
    room->n_keys += n;
    room->n_masks += n + 1;
}

/* The column's keys in full, in one of the room's two places for them. */
static const int64_t *keys_of(struct block_room *room, const struct block *b,
                              const struct column *c, size_t place)
{
    const void *keys = column_keys(b, c);
    uint32_t n = c->n, width = c->width;
    uint64_t first = (uint64_t)c->first;
    int64_t *out = room->old_keys + place;

    assert(place + n <= room->size_old);
    for (uint32_t i = 0; width == 0 && i < n; i++)
        out[i] = (int64_t)(first + ((const uint16_t *)keys)[i]);
    for (uint32_t i = 0; width == 1 && i < n; i++)
        out[i] = (int64_t)(first + ((const uint32_t *)keys)[i]);
    for (uint32_t i = 0; width == 2 && i < n; i++)
        out[i] = (int64_t)(first + ((const uint64_t *)keys)[i]);
    return out;
}

static void room_for_keys(struct block_room *room, size_t n)
{
    if (n <= room->size_old && room->size_old > 0)
        return;
    room->size_old = n < 512 ? 512 : n * 2;
    room->old_keys = mem_resize(room->old_keys, room->size_old * sizeof *room->old_keys);
}

/* --- Out of the room -------------------------------------------------------------------------- */

static void copy_keys(void *to, const int64_t *keys, const struct column *c)
{
    uint32_t n = c->n, width = c->width;
    uint64_t first = (uint64_t)c->first;

    for (uint32_t i = 0; width == 0 && i < n; i++)
        ((uint16_t *)to)[i] = (uint16_t)((uint64_t)keys[i] - first);
    for (uint32_t i = 0; width == 1 && i < n; i++)
        ((uint32_t *)to)[i] = (uint32_t)((uint64_t)keys[i] - first);
    for (uint32_t i = 0; width == 2 && i < n; i++)
        ((uint64_t *)to)[i] = (uint64_t)keys[i] - first;
}

/* What the room holds as a block of n rows, its orders and prices still to be filled in. */
static struct block *room_block(struct block_room *room, uint32_t n)
{
    size_t words = room->n_columns * (sizeof(struct column) / sizeof(uint64_t)), at = words;
    const uint64_t *masks = room->masks;
    const int64_t *keys = room->keys;
    struct block *b;

    for (uint32_t i = 0; i < room->n_columns; i++)
        words += room->columns[i].n + 1 + column_key_words(&room->columns[i]);
    assert(words < UINT32_MAX / 4);
    b = mem_alloc(sizeof *b + (words + (n + 1) / 2) * sizeof b->words[0]);
    *b = (struct block){.n = n, .n_columns = room->n_columns};
    for (uint32_t i = 0; i < room->n_columns; i++) {
        struct column *c = &room->columns[i];

        c->at = at & 0x3fffffff;
        memcpy(b->words + at, masks, (c->n + 1) * sizeof *masks);
        at += c->n + 1;
        copy_keys(b->words + at, keys, c);
        at += column_key_words(c);
        masks += c->n + 1;
        keys += c->n;
    }
    if (room->n_columns > 0)
        memcpy(b->words, room->columns, room->n_columns * sizeof room->columns[0]);
    return b;
}

static uint32_t *orders_of(struct block *b)
{
    return (uint32_t *)(uintptr_t)block_orders(b);
}

/* --- One row more ----------------------------------------------------------------------------- */

/* The mask with one more row at `at`, those behind moved up. */
static inline uint64_t open_row(uint64_t mask, uint32_t at, bool bit)
{
    uint64_t below = mask & rows_mask(at);

    return below | (uint64_t)bit << at | (mask >> at << at << 1);
}

/* Only the new row, or nobody, had something to say of this slot before. */
static void add_row(struct pen *pen, const int64_t *keys, uint32_t n, bool bit, uint64_t others,
                    uint32_t at)
{
    for (uint32_t i = 0; i < n; i++) {
        bit = !bit;
        pen_step(pen, keys[i], open_row(others, at, bit));
    }
}

/* The column with a row's answers put in at `at`; slot NULL: it accepts everything. */
static void insert_column(struct block_room *room, const struct block *old,
                          const struct column *col, const struct block_row *row,
                          const struct profile_slot *slot, uint32_t at)
{
    const uint64_t *masks = column_masks(old, col);
    uint32_t n = col->n, n_keys = slot == NULL ? 0 : slot->n, j = 0;
    const int64_t *mine = n_keys == 0 ? NULL : row->profile->keys + slot->from, *keys;
    bool bit = slot == NULL || slot->base;
    struct pen pen = column_begin(room, n + n_keys, open_row(masks[0], at, bit));

    room_for_keys(room, n);
    keys = keys_of(room, old, col, 0);
    for (uint32_t i = 0; i < n; i++) {
        for (; j < n_keys && mine[j] < keys[i]; j++)
            pen_step(&pen, mine[j], open_row(masks[i], at, bit = !bit));
        if (j < n_keys && mine[j] == keys[i]) {
            bit = !bit;
            j++;
        }
        pen_step(&pen, keys[i], open_row(masks[i + 1], at, bit));
    }
    add_row(&pen, mine + j, n_keys - j, bit, masks[n], at);
    column_end(room, &pen, col->slot, open_row(col->absent, at, slot == NULL || slot->absent),
               rows_mask(old->n + 1));
}

/* A column for a slot that all rows before accepted. */
static void new_column(struct block_room *room, uint32_t rows, const struct block_row *row,
                       const struct profile_slot *slot, uint32_t at)
{
    uint64_t others = rows_mask(rows);
    struct pen pen = column_begin(room, slot->n, open_row(others, at, slot->base));

    add_row(&pen, row->profile->keys + slot->from, slot->n, slot->base, others, at);
    column_end(room, &pen, slot->slot, open_row(others, at, slot->absent), rows_mask(rows + 1));
}

/* Columns of both, highest slot first. */
static void insert_columns(struct block_room *room, const struct block *old,
                           const struct block_row *row, uint32_t at)
{
    const struct column *col = old == NULL ? NULL : block_columns(old);
    const struct column *col_end = old == NULL ? NULL : col + old->n_columns;
    const struct profile_slot *slot = row->profile->slots, *slot_end = slot + row->profile->n;

    while (col < col_end || slot < slot_end) {
        if (col == col_end || (slot < slot_end && slot->slot > col->slot)) {
            new_column(room, old == NULL ? 0 : old->n, row, slot++, at);
        } else {
            bool of_both = slot < slot_end && slot->slot == col->slot;

            insert_column(room, old, col++, row, of_both ? slot : NULL, at);
            slot += of_both;
        }
    }
}

struct block *block_insert(struct block_room *room, const struct block *old, uint32_t at,
                           const struct block_row *row)
{
    uint32_t n = old == NULL ? 0 : old->n, *orders;
    struct block *b;

    assert(n < BLOCK_ROWS && at <= n);
    room_clear(room);
    insert_columns(room, old, row, at);
    b = room_block(room, n + 1);
    orders = orders_of(b);
    if (n > 0) {
        memcpy(orders, block_orders(old), at * sizeof *orders);
        memcpy(orders + at + 1, block_orders(old) + at, (n - at) * sizeof *orders);
    }
    orders[at] = row->order;
    b->both = open_row(n == 0 ? 0 : old->both, at, row->other_price > 0);
    b->hours = open_row(n == 0 ? 0 : old->hours, at, row->has_hours);
    b->low = n > 0 && old->low < row->price ? old->low : row->price;
    b->other_low = n == 0 ? INT64_MAX : old->other_low;
    if (row->other_price > 0 && row->other_price < b->other_low)
        b->other_low = row->other_price;
    return b;
}

/* --- Fewer rows ------------------------------------------------------------------------------- */

struct cut {
    uint32_t from, n, from2, n2;
};

static inline uint64_t cut_mask(uint64_t mask, const struct cut *cut)
{
    uint64_t second = cut->n2 == 0 ? 0 : (mask >> cut->from2 & rows_mask(cut->n2)) << cut->n;

    return (cut->n == 0 ? 0 : mask >> cut->from & rows_mask(cut->n)) | second;
}

static void cut_column(struct block_room *room, const struct block *old, const struct column *col,
                       struct cut cut)
{
    const uint64_t *masks = column_masks(old, col);
    struct pen pen = column_begin(room, col->n, cut_mask(masks[0], &cut));
    const int64_t *keys;

    room_for_keys(room, col->n);
    keys = keys_of(room, old, col, 0);
    for (uint32_t i = 0, n = col->n; i < n; i++)
        pen_step(&pen, keys[i], cut_mask(masks[i + 1], &cut));
    column_end(room, &pen, col->slot, cut_mask(col->absent, &cut), rows_mask(cut.n + cut.n2));
}

struct block *block_cut(struct block_room *room, const struct block *old, uint32_t from, uint32_t n,
                        uint32_t from2, uint32_t n2)
{
    struct cut cut = {from, n, from2, n2};
    uint32_t *orders;
    struct block *b;

    assert(n + n2 > 0 && from + n <= old->n && from2 + n2 <= old->n);
    room_clear(room);
    for (uint32_t i = 0; i < old->n_columns; i++)
        cut_column(room, old, block_columns(old) + i, cut);
    b = room_block(room, n + n2);
    orders = orders_of(b);
    memcpy(orders, block_orders(old) + from, n * sizeof *orders);
    memcpy(orders + n, block_orders(old) + from2, n2 * sizeof *orders);
    b->both = cut_mask(old->both, &cut);
    b->hours = cut_mask(old->hours, &cut);
    b->low = old->low;
    b->other_low = old->other_low;
    return b;
}

/* --- Two blocks ------------------------------------------------------------------------------- */

/* One block's part in a joint column: its keys and masks, or everybody accepts everything. */
struct part {
    const int64_t *keys;
    const uint64_t *masks;
    uint64_t absent, all;
    uint32_t n, i;
};

static struct part part_of(struct block_room *room, const struct block *b, const struct column *c,
                           size_t place)
{
    uint64_t all = rows_mask(b->n);

    if (c == NULL)
        return (struct part){.absent = all, .all = all};
    return (struct part){keys_of(room, b, c, place), column_masks(b, c), c->absent, all, c->n, 0};
}

static inline uint64_t part_mask(const struct part *p)
{
    return p->masks == NULL ? p->all : p->masks[p->i];
}

static inline int64_t part_key(const struct part *p)
{
    return p->i < p->n ? p->keys[p->i] : INT64_MAX;
}

static void join_column(struct block_room *room, const struct block *first,
                        const struct column *col, const struct block *second,
                        const struct column *col2, uint32_t slot)
{
    size_t n = col == NULL ? 0 : col->n, n2 = col2 == NULL ? 0 : col2->n;
    uint32_t by = first->n;
    struct part a, b;
    struct pen pen;

    room_for_keys(room, n + n2);
    a = part_of(room, first, col, 0);
    b = part_of(room, second, col2, n);
    pen = column_begin(room, n + n2, part_mask(&a) | part_mask(&b) << by);
    while (a.i < a.n || b.i < b.n) {
        int64_t key_a = part_key(&a), key_b = part_key(&b), key = key_a < key_b ? key_a : key_b;

        a.i += a.i < a.n && key_a == key;
        b.i += b.i < b.n && key_b == key;
        pen_step(&pen, key, part_mask(&a) | part_mask(&b) << by);
    }
    column_end(room, &pen, slot, a.absent | b.absent << by, rows_mask(by + second->n));
}

struct block *block_join(struct block_room *room, const struct block *first,
                         const struct block *second)
{
    const struct column *c = block_columns(first), *end = c + first->n_columns;
    const struct column *c2 = block_columns(second), *end2 = c2 + second->n_columns;
    struct block *b;

    assert(first->n + second->n <= BLOCK_ROWS);
    room_clear(room);
    while (c < end || c2 < end2) {
        bool in_first = c < end && (c2 == end2 || c->slot >= c2->slot);
        bool in_second = c2 < end2 && (c == end || c2->slot >= c->slot);

        join_column(room, first, in_first ? c : NULL, second, in_second ? c2 : NULL,
                    in_first ? c->slot : c2->slot);
        c += in_first;
        c2 += in_second;
    }
    b = room_block(room, first->n + second->n);
    memcpy(orders_of(b), block_orders(first), first->n * sizeof(uint32_t));
    memcpy(orders_of(b) + first->n, block_orders(second), second->n * sizeof(uint32_t));
    b->both = first->both | second->both << first->n;
    b->hours = first->hours | second->hours << first->n;
    b->low = first->low < second->low ? first->low : second->low;
    b->other_low = first->other_low < second->other_low ? first->other_low : second->other_low;
    return b;
}
