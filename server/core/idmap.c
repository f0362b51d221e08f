/* UUID → object.
 *
 * Its one rule: at most half full, and no tombstones: removing closes the gap by moving back what
 * was pushed along. Ids are made by the exchange, so plain mixing will do. Called by book.c alone.
 */
#include "idmap.h"

#include <assert.h>
#include <stdlib.h>

#include "leadx/base/mem.h"

enum { SIZE_FIRST = 64 };

static size_t home_of(const struct idmap *m, const struct uuid *id)
{
    uint64_t high, low;

    memcpy(&high, id->b, sizeof high);
    memcpy(&low, id->b + sizeof high, sizeof low);
    high = (high ^ (low >> 29) ^ low) * UINT64_C(0x9e3779b97f4a7c15);
    return (high ^ (high >> 32)) & (m->size - 1);
}

/* Where id stands, or the empty place where it would. */
static size_t place_of(const struct idmap *m, const struct uuid *id)
{
    size_t i = home_of(m, id);

    while (m->entries[i].p != NULL && !uuid_equal(&m->entries[i].id, id))
        i = (i + 1) & (m->size - 1);
    return i;
}

static void grow(struct idmap *m)
{
    struct idmap_entry *old = m->entries;
    size_t old_size = m->size;

    m->size = old_size == 0 ? SIZE_FIRST : old_size * 2;
    m->entries = mem_zero(m->size, sizeof *m->entries);
    for (size_t i = 0; i < old_size; i++)
        if (old[i].p != NULL)
            m->entries[place_of(m, &old[i].id)] = old[i];
    free(old);
}

void idmap_free(struct idmap *m)
{
    free(m->entries);
    *m = (struct idmap){0};
}

void idmap_put(struct idmap *m, const struct uuid *id, void *p)
{
    struct idmap_entry *e;

    assert(p != NULL);
    if (2 * (m->n + 1) > m->size)
        grow(m);
    e = &m->entries[place_of(m, id)];
    m->n += e->p == NULL;
    *e = (struct idmap_entry){*id, p};
}

void *idmap_get(const struct idmap *m, const struct uuid *id)
{
    return m->size == 0 ? NULL : m->entries[place_of(m, id)].p;
}

void idmap_remove(struct idmap *m, const struct uuid *id)
{
    size_t hole, i;

    if (idmap_get(m, id) == NULL)
        return;
    hole = place_of(m, id);
    for (i = (hole + 1) & (m->size - 1); m->entries[i].p != NULL; i = (i + 1) & (m->size - 1)) {
        size_t home = home_of(m, &m->entries[i].id);

        /* it may fill the hole unless its home lies behind the hole */
        if (((i - home) & (m->size - 1)) >= ((i - hole) & (m->size - 1))) {
            m->entries[hole] = m->entries[i];
            hole = i;
        }
    }
    m->entries[hole].p = NULL;
    m->n--;
}
