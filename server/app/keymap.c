/* Open addressing over keys that are random already (ids, keyed hashes), so that eight of their
 * bytes serve as the hash. Those of a UUIDv7 that vary stand at its end: the last eight are used.
 *
 * Its one rule: it owns nothing but its table. Used by the caches and by what is in flight. */
#include "leadx/app/keymap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"

struct keymap_entry {
    uint8_t key[KEYMAP_KEY];
    void *p; /* NULL: empty, or a tombstone when gone is set */
    bool gone;
};

static size_t keymap_hash(const void *key)
{
    uint64_t h;

    memcpy(&h, (const uint8_t *)key + KEYMAP_KEY - sizeof h, sizeof h);
    return (size_t)(h * UINT64_C(0x9e3779b97f4a7c15) >> 20);
}

void keymap_init(struct keymap *m)
{
    *m = (struct keymap){.size = 64, .entries = mem_zero(64, sizeof(struct keymap_entry))};
}

void keymap_free(struct keymap *m)
{
    free(m->entries);
    *m = (struct keymap){0};
}

void keymap_clear(struct keymap *m)
{
    memset(m->entries, 0, m->size * sizeof *m->entries);
    m->used = m->filled = 0;
}

/* The key's entry, or the one to put it in. */
static struct keymap_entry *keymap_find(const struct keymap *m, const void *key)
{
    struct keymap_entry *spare = NULL;

    for (size_t i = keymap_hash(key);; i++) {
        struct keymap_entry *e = &m->entries[i & (m->size - 1)];

        if (e->p != NULL && memcmp(e->key, key, KEYMAP_KEY) == 0)
            return e;
        if (e->p == NULL && spare == NULL)
            spare = e;
        if (e->p == NULL && !e->gone)
            return spare;
    }
}

static void keymap_grow(struct keymap *m)
{
    struct keymap old = *m;

    /* mostly tombstones: the same size, swept */
    m->size = old.used * 4 > old.size ? old.size * 2 : old.size;
    m->entries = mem_zero(m->size, sizeof(struct keymap_entry));
    m->filled = m->used;
    for (size_t i = 0; i < old.size; i++)
        if (old.entries[i].p != NULL)
            *keymap_find(m, old.entries[i].key) = old.entries[i];
    free(old.entries);
}

void *keymap_get(const struct keymap *m, const void *key)
{
    return keymap_find(m, key)->p;
}

void *keymap_put(struct keymap *m, const void *key, void *p)
{
    struct keymap_entry *e = keymap_find(m, key);
    void *before = e->p;

    assert(p != NULL);
    if (before == NULL) {
        m->used++;
        m->filled += !e->gone;
    }
    memcpy(e->key, key, KEYMAP_KEY);
    e->p = p;
    e->gone = false;
    if (m->filled * 2 > m->size)
        keymap_grow(m);
    return before;
}

void *keymap_take(struct keymap *m, const void *key)
{
    struct keymap_entry *e = keymap_find(m, key);
    void *p = e->p;

    if (p != NULL) {
        e->p = NULL;
        e->gone = true;
        m->used--;
    }
    return p;
}

void keymap_each(const struct keymap *m, void (*fn)(void *p, void *arg), void *arg)
{
    for (size_t i = 0; i < m->size; i++)
        if (m->entries[i].p != NULL)
            fn(m->entries[i].p, arg);
}
