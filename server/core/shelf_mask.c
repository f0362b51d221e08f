/* Which of a listing's personal dimensions may be shown.
 *
 * Its one rule: a row stands on the first level on which at least k rows look alike; when a group
 * reaches k, or falls under it, all of its rows are looked at again, which are few then. Called by
 * shelf.c. */
#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"
#include "shelf_room.h"

enum { GROUPS_FIRST = 64 };

/* The levels hide one dimension after the other, or several at once where there are many. */
void mask_init(struct shelf *s)
{
    size_t steps = s->personal < SHELF_LEVELS_MAX - 1 ? s->personal : SHELF_LEVELS_MAX - 1;

    s->n_levels = steps + 1;
    for (size_t i = 0; i <= steps; i++)
        s->levels[i].shown = steps == 0 ? 0 : s->personal * (steps - i) / steps;
}

void mask_free(struct shelf *s)
{
    for (size_t i = 0; i < s->n_levels; i++) {
        free(s->levels[i].groups);
        free(s->levels[i].next);
        free(s->levels[i].prev);
    }
    for (size_t d = 0; d < s->dims; d++)
        free(s->sums[d]);
}

void mask_grow(struct shelf *s, uint32_t room)
{
    for (size_t i = 0; i + 1 < s->n_levels; i++) {
        s->levels[i].next = mem_resize(s->levels[i].next, room * sizeof(uint32_t));
        s->levels[i].prev = mem_resize(s->levels[i].prev, room * sizeof(uint32_t));
    }
}

/* --- Groups --- */

static uint64_t key_of(const struct shelf *s, const struct level *l, uint32_t row)
{
    uint64_t key = UINT64_C(0x9e3779b97f4a7c15);

    for (size_t d = 0; d < l->shown; d++) {
        key = (key ^ s->codes[d][row]) * UINT64_C(0xff51afd7ed558ccd);
        key ^= key >> 32;
    }
    return key;
}

/* Where the key's group stands, or the empty place where it would. */
static struct group *group_at(const struct level *l, uint64_t key)
{
    size_t i = key & (l->size - 1);

    while (l->groups[i].n > 0 && l->groups[i].key != key)
        i = (i + 1) & (l->size - 1);
    return &l->groups[i];
}

static void groups_grow(struct level *l)
{
    struct group *old = l->groups;
    size_t old_size = l->size;

    l->size = old_size == 0 ? GROUPS_FIRST : 2 * old_size;
    l->groups = mem_zero(l->size, sizeof *l->groups);
    for (size_t i = 0; i < old_size; i++)
        if (old[i].n > 0)
            *group_at(l, old[i].key) = old[i];
    free(old);
}

/* Closes the gap by moving back what was pushed along. */
static void group_drop(struct level *l, struct group *gone)
{
    size_t hole = (size_t)(gone - l->groups), mask = l->size - 1;

    for (size_t i = (hole + 1) & mask; l->groups[i].n > 0; i = (i + 1) & mask) {
        size_t home = l->groups[i].key & mask;

        if (((i - home) & mask) >= ((i - hole) & mask)) {
            l->groups[hole] = l->groups[i];
            hole = i;
        }
    }
    l->groups[hole].n = 0;
    l->n--;
}

static void group_join(const struct shelf *s, struct level *l, uint32_t row)
{
    uint64_t key = key_of(s, l, row);
    struct group *g;

    if (2 * (l->n + 1) > l->size)
        groups_grow(l);
    g = group_at(l, key);
    if (g->n == 0) {
        *g = (struct group){.key = key, .first = ROW_NONE};
        l->n++;
    }
    l->prev[row] = ROW_NONE;
    l->next[row] = g->first;
    if (g->first != ROW_NONE)
        l->prev[g->first] = row;
    g->first = row;
    g->n++;
}

static void group_leave(const struct shelf *s, struct level *l, uint32_t row)
{
    struct group *g = group_at(l, key_of(s, l, row));

    if (l->prev[row] == ROW_NONE)
        g->first = l->next[row];
    else
        l->next[l->prev[row]] = l->next[row];
    if (l->next[row] != ROW_NONE)
        l->prev[l->next[row]] = l->prev[row];
    if (--g->n == 0)
        group_drop(l, g);
}

/* --- Levels --- */

static void sum_add(struct shelf *s, size_t dim, uint16_t code, uint32_t what)
{
    if (code >= s->n_sums[dim]) {
        size_t n = (size_t)code * 2 + 16;

        s->sums[dim] = mem_resize(s->sums[dim], n * sizeof **s->sums);
        memset(s->sums[dim] + s->n_sums[dim], 0, (n - s->n_sums[dim]) * sizeof **s->sums);
        s->n_sums[dim] = n;
    }
    s->sums[dim][code] += what;
}

/* what: 1, or UINT32_MAX to take it off. */
static void row_sum(struct shelf *s, uint32_t row, uint32_t what)
{
    for (size_t d = 0; d < s->dims; d++)
        sum_add(s, d, shown_code(s, row, d), what);
}

static uint8_t level_of(const struct shelf *s, uint32_t row)
{
    uint8_t i = 0;

    while (i + 1U < s->n_levels && group_at(&s->levels[i], key_of(s, &s->levels[i], row))->n < s->k)
        i++;
    return i;
}

/* Writes what the row's level shows of the personal dimensions first to end − 1. */
static void row_show(struct shelf *s, uint32_t row, size_t first, size_t end)
{
    size_t shown = s->levels[s->level[row]].shown;

    for (size_t d = first; d < end; d++)
        shown_put(s, row, d, d < shown ? s->codes[d][row] : 0);
}

static void level_find(struct shelf *s, uint32_t row)
{
    uint8_t level = level_of(s, row);
    size_t before = s->levels[s->level[row]].shown, after = s->levels[level].shown;
    size_t first = before < after ? before : after, end = before < after ? after : before;

    if (level == s->level[row])
        return;
    s->level[row] = level;
    for (size_t d = first; d < end; d++)
        sum_add(s, d, shown_code(s, row, d), UINT32_MAX);
    row_show(s, row, first, end);
    for (size_t d = first; d < end; d++)
        sum_add(s, d, shown_code(s, row, d), 1);
}

static void members_find(struct shelf *s, const struct level *l, const struct group *g)
{
    for (uint32_t row = g->first; row != ROW_NONE; row = l->next[row])
        level_find(s, row);
}

void mask_add(struct shelf *s, uint32_t row)
{
    for (size_t i = 0; i + 1 < s->n_levels; i++)
        group_join(s, &s->levels[i], row);
    s->level[row] = level_of(s, row);
    row_show(s, row, 0, s->personal);
    row_sum(s, row, 1);
    for (size_t i = 0; i + 1 < s->n_levels; i++) {
        struct group *g = group_at(&s->levels[i], key_of(s, &s->levels[i], row));

        if (g->n == s->k)
            members_find(s, &s->levels[i], g);
    }
}

void mask_remove(struct shelf *s, uint32_t row)
{
    row_sum(s, row, UINT32_MAX);
    for (size_t i = 0; i + 1 < s->n_levels; i++)
        group_leave(s, &s->levels[i], row);
    for (size_t i = 0; i + 1 < s->n_levels; i++) {
        struct level *l = &s->levels[i];
        struct group *g = group_at(l, key_of(s, l, row));

        if (g->n + 1 == s->k)
            members_find(s, l, g);
    }
}
