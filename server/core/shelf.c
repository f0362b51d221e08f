/* The rows of a shelf: put, taken away, looked at.
 *
 * Its rules: a row's codes change only while it stands in no group; nothing changes under a search.
 * Called by the market's browsing. */
#include "leadx/core/shelf.h"

#include <assert.h>
#include <stdlib.h>

#include "leadx/base/mem.h"
#include "shelf_room.h"

enum { ROWS_FIRST = 256 };

struct shelf *shelf_new(size_t dims, size_t personal, uint32_t k)
{
    struct shelf *s = mem_zero(1, sizeof *s);

    assert(dims <= SHELF_DIMS_MAX && personal <= dims && k >= 1);
    s->dims = dims;
    s->personal = personal;
    s->k = k;
    s->free = ROW_NONE;
    mask_init(s);
    return s;
}

void shelf_free(struct shelf *s)
{
    walks_lose(s);
    for (uint32_t row = 0; row < s->top; row++)
        free(s->terms[row]);
    for (size_t d = 0; d < s->personal; d++)
        free(s->codes[d]);
    shown_free(s);
    mask_free(s);
    idmap_free(&s->places);
    free(s->level);
    free(s->flags);
    free(s->shares);
    free(s->score);
    free(s->listed_s);
    free(s->ends_s);
    free(s->born_s);
    free(s->seller);
    free(s->family);
    free(s->next_free);
    free(s->span);
    free(s->ids);
    free(s->terms);
    free(s->ends_first);
    free(s);
}

static size_t blocks_of(uint32_t rows)
{
    return ((size_t)rows + SHELF_BLOCK - 1) / SHELF_BLOCK;
}

#define GROW(column) ((column) = mem_resize((column), room * sizeof *(column)))

static void rows_grow(struct shelf *s)
{
    uint32_t room = s->room == 0 ? ROWS_FIRST : 2 * s->room;

    for (size_t d = 0; d < s->personal; d++)
        GROW(s->codes[d]);
    GROW(s->level);
    GROW(s->flags);
    GROW(s->shares);
    GROW(s->score);
    GROW(s->listed_s);
    GROW(s->ends_s);
    GROW(s->born_s);
    GROW(s->seller);
    GROW(s->family);
    GROW(s->next_free);
    GROW(s->span);
    GROW(s->ids);
    GROW(s->terms);
    shown_grow(s, room);
    mask_grow(s, room);
    s->ends_first = mem_resize(s->ends_first, blocks_of(room) * sizeof *s->ends_first);
    for (size_t b = blocks_of(s->room); b < blocks_of(room); b++)
        s->ends_first[b] = UINT32_MAX;
    s->room = room;
}

static uint32_t row_take(struct shelf *s)
{
    uint32_t row = s->free;

    if (row != ROW_NONE) {
        s->free = s->next_free[row];
        return row;
    }
    if (s->top == s->room)
        rows_grow(s);
    s->terms[s->top] = NULL;
    return s->top++;
}

static uint32_t row_find(const struct shelf *s, const struct uuid *id)
{
    return (uint32_t)(uintptr_t)idmap_get(&s->places, id) - 1; /* 0 − 1 is ROW_NONE */
}

static uint32_t *terms_copy(const struct listing *l)
{
    uint32_t *out;

    if (l->n_only == 0 && l->n_barred == 0)
        return NULL;
    out = mem_alloc((2 + l->n_only + l->n_barred) * sizeof *out);
    out[0] = l->n_only;
    out[1] = l->n_barred;
    if (l->n_only > 0)
        memcpy(out + 2, l->only, l->n_only * sizeof *out);
    if (l->n_barred > 0)
        memcpy(out + 2 + l->n_only, l->barred, l->n_barred * sizeof *out);
    return out;
}

static bool listed_there(const uint32_t *list, uint32_t n, uint32_t family)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == family)
            return true;
    return false;
}

bool shelf_terms_allow(const uint32_t *terms, uint32_t family)
{
    const uint32_t *only = terms + 2, *barred = only + terms[0];

    return (terms[0] == 0 || listed_there(only, terms[0], family)) &&
           !listed_there(barred, terms[1], family);
}

static uint32_t *owners_of(struct shelf *s, uint32_t family)
{
    return &s->owners[family % SHELF_OWNERS];
}

static void ends_learn(struct shelf *s, uint32_t row)
{
    uint32_t *first = &s->ends_first[row / SHELF_BLOCK];

    if (s->ends_s[row] < *first)
        *first = s->ends_s[row];
}

static void row_write(struct shelf *s, uint32_t row, const struct listing *l)
{
    for (size_t d = 0; d < s->personal; d++)
        s->codes[d][row] = l->codes[d];
    for (size_t d = s->personal; d < s->dims; d++)
        shown_put(s, row, d, l->codes[d]);
    s->flags[row] =
        (uint8_t)(FLAG_ALIVE | (l->resold ? FLAG_RESOLD : 0) | (l->exclusive ? FLAG_EXCLUSIVE : 0) |
                  (l->n_only + l->n_barred > 0 ? FLAG_TERMS : 0));
    s->shares[row] = l->shares;
    s->score[row] = l->score;
    s->listed_s[row] = (uint32_t)l->listed_s;
    s->ends_s[row] = (uint32_t)l->ends_s;
    s->born_s[row] = (uint32_t)l->born_s;
    s->seller[row] = l->seller;
    s->family[row] = l->family;
    s->span[row] = l->span;
    s->ids[row] = l->id;
    s->terms[row] = terms_copy(l);
    ends_learn(s, row);
    ++*owners_of(s, l->family);
}

bool shelf_remove(struct shelf *s, const struct uuid *id)
{
    uint32_t row = row_find(s, id);

    if (row == ROW_NONE)
        return false;
    walks_end(s);
    mask_remove(s, row);
    idmap_remove(&s->places, id);
    free(s->terms[row]);
    s->terms[row] = NULL;
    s->flags[row] = 0;
    s->ends_s[row] = UINT32_MAX; /* ends_first is found again by the next search that looks */
    --*owners_of(s, s->family[row]);
    s->next_free[row] = s->free;
    s->free = row;
    s->n--;
    return true;
}

void shelf_put(struct shelf *s, const struct listing *l)
{
    uint32_t row;

    walks_end(s);
    shelf_remove(s, &l->id);
    row = row_take(s);
    row_write(s, row, l);
    idmap_put(&s->places, &l->id, (void *)(uintptr_t)(row + 1));
    s->n++;
    mask_add(s, row);
}

size_t shelf_size(const struct shelf *s)
{
    return s->n;
}

void shelf_show(const struct shelf *s, uint32_t row, struct listing *out)
{
    *out = (struct listing){.id = s->ids[row],
                            .span = s->span[row],
                            .listed_s = s->listed_s[row],
                            .ends_s = s->ends_s[row],
                            .born_s = s->born_s[row],
                            .seller = s->seller[row],
                            .family = s->family[row],
                            .score = s->score[row],
                            .resold = (s->flags[row] & FLAG_RESOLD) != 0,
                            .exclusive = (s->flags[row] & FLAG_EXCLUSIVE) != 0,
                            .shares = s->shares[row]};
    for (size_t d = 0; d < s->dims; d++)
        out->codes[d] = shown_code(s, row, d);
}

bool shelf_look(const struct shelf *s, const struct uuid *id, uint32_t family, int64_t now_s,
                struct listing *out)
{
    uint32_t row = row_find(s, id);

    if (row == ROW_NONE || s->family[row] == family || s->ends_s[row] <= now_s ||
        (s->terms[row] != NULL && !shelf_terms_allow(s->terms[row], family)))
        return false;
    shelf_show(s, row, out);
    return true;
}
