/* Wait by id: open addressing with linear probing over ids that are never used twice.
 *
 * Its one rule: an id is the only way to an object that somebody else may have ended meanwhile. An
 * entry is empty (id 0), alive (p set) or a tombstone (p NULL). Called by whoever sends something
 * away and waits. */
#include "leadx/base/waitmap.h"

#include <assert.h>
#include <stdlib.h>

#include "leadx/base/mem.h"

enum { WAITMAP_FIRST = 16 };

struct waitmap_entry {
    uint64_t id;
    void *p;
};

void waitmap_init(struct waitmap *m)
{
    *m = (struct waitmap){0};
}

void waitmap_free(struct waitmap *m)
{
    free(m->entries);
    *m = (struct waitmap){.next_id = m->next_id};
}

/* Ids are consecutive; the multiplication spreads them, so that long-lived neighbours form no
 * cluster. */
static size_t waitmap_slot(const struct waitmap *m, uint64_t id)
{
    return (size_t)((id * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (m->size - 1);
}

static struct waitmap_entry *waitmap_find(const struct waitmap *m, uint64_t id)
{
    if (m->size == 0 || id == 0)
        return NULL;
    for (size_t i = waitmap_slot(m, id);; i = (i + 1) & (m->size - 1)) {
        if (m->entries[i].id == id)
            return m->entries[i].p == NULL ? NULL : &m->entries[i];
        if (m->entries[i].id == 0)
            return NULL;
    }
}

static void waitmap_store(struct waitmap *m, uint64_t id, void *p)
{
    size_t i = waitmap_slot(m, id);

    while (m->entries[i].id != 0)
        i = (i + 1) & (m->size - 1);
    m->entries[i] = (struct waitmap_entry){id, p};
    m->used++;
    m->filled++;
}

/* A new table for what is alive: larger, equal or smaller; drops the tombstones. */
static void waitmap_rebuild(struct waitmap *m)
{
    struct waitmap old = *m;

    m->size = WAITMAP_FIRST;
    while (m->size < (old.used + 1) * 3)
        m->size *= 2;
    m->entries = mem_zero(m->size, sizeof *m->entries);
    m->used = m->filled = 0;
    for (size_t i = 0; i < old.size; i++)
        if (old.entries[i].p != NULL)
            waitmap_store(m, old.entries[i].id, old.entries[i].p);
    free(old.entries);
}

uint64_t waitmap_put(struct waitmap *m, void *p)
{
    assert(p != NULL);
    if ((m->filled + 1) * 4 > m->size * 3)
        waitmap_rebuild(m);
    waitmap_store(m, ++m->next_id, p);
    return m->next_id;
}

void *waitmap_get(const struct waitmap *m, uint64_t id)
{
    struct waitmap_entry *e = waitmap_find(m, id);

    return e == NULL ? NULL : e->p;
}

/* Where no chain runs on past the end of the tombstones, they are empty again. */
static void waitmap_tidy(struct waitmap *m, size_t i)
{
    if (m->entries[(i + 1) & (m->size - 1)].id != 0)
        return;
    for (; m->entries[i].id != 0 && m->entries[i].p == NULL; i = (i - 1) & (m->size - 1)) {
        m->entries[i].id = 0;
        m->filled--;
    }
}

void *waitmap_take(struct waitmap *m, uint64_t id)
{
    struct waitmap_entry *e = waitmap_find(m, id);
    void *p;

    if (e == NULL)
        return NULL;
    p = e->p;
    e->p = NULL;
    m->used--;
    waitmap_tidy(m, (size_t)(e - m->entries));
    return p;
}

size_t waitmap_count(const struct waitmap *m)
{
    return m->used;
}
