/* UUID → object, for this room only: open addressing, grows, forgets. */
#ifndef LEADX_CORE_IDMAP_H
#define LEADX_CORE_IDMAP_H

#include <stddef.h>

#include "leadx/base/uuid.h"

struct idmap_entry {
    struct uuid id;
    void *p; /* NULL: empty */
};

struct idmap {
    struct idmap_entry *entries;
    size_t size, n; /* size: power of two, or 0 */
};

void idmap_free(struct idmap *m);
/* Stores or replaces; p is not NULL. */
void idmap_put(struct idmap *m, const struct uuid *id, void *p);
/* NULL: not there. */
void *idmap_get(const struct idmap *m, const struct uuid *id);
void idmap_remove(struct idmap *m, const struct uuid *id);

#endif
