/* A hash map from 16 random-looking bytes (an id, a keyed hash) to a pointer. Grows; never shrinks.
 */
#ifndef LEADX_APP_KEYMAP_H
#define LEADX_APP_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEYMAP_KEY = 16 };

struct keymap {
    struct keymap_entry *entries; /* open addressing, power of two */
    size_t size, used, filled;    /* filled counts tombstones too */
};

void keymap_init(struct keymap *m);
void keymap_free(struct keymap *m);
/* Forgets all keys but keeps the memory. */
void keymap_clear(struct keymap *m);
/* The pointer stored under key, or NULL. */
void *keymap_get(const struct keymap *m, const void *key);
/* Stores p (not NULL) under key; returns what stood there before, or NULL. */
void *keymap_put(struct keymap *m, const void *key, void *p);
/* Forgets key; returns what stood there, or NULL. */
void *keymap_take(struct keymap *m, const void *key);
static inline size_t keymap_count(const struct keymap *m)
{
    return m->used;
}
/* Calls fn for every pointer; fn must not change the map. */
void keymap_each(const struct keymap *m, void (*fn)(void *p, void *arg), void *arg);

#endif
