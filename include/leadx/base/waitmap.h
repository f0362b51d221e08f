/* Wait by id, not by pointer: an answer finds its waiting object through a map; one that died is
 * not found. */
#ifndef LEADX_BASE_WAITMAP_H
#define LEADX_BASE_WAITMAP_H

#include <stddef.h>
#include <stdint.h>

struct waitmap {
    struct waitmap_entry *entries;
    size_t size, used, filled; /* open addressing, power of two; filled counts tombstones too */
    uint64_t next_id;
};

void waitmap_init(struct waitmap *m);
void waitmap_free(struct waitmap *m);
/* Stores p (not NULL) under a new id, never 0, never used again. */
uint64_t waitmap_put(struct waitmap *m, void *p);
/* The object, or NULL when it is gone. waitmap_take also forgets it. */
void *waitmap_get(const struct waitmap *m, uint64_t id);
void *waitmap_take(struct waitmap *m, uint64_t id);
size_t waitmap_count(const struct waitmap *m);

#endif
