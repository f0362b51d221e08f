/* What a side of a dispute shows: sealed before it is stored, like a contact, each piece under a
 * key of its own; files told by their content, not by what they say they are. */
#ifndef LEADX_APP_EVIDENCE_H
#define LEADX_APP_EVIDENCE_H

#include <jansson.h>

#include "leadx/base/pool.h"
#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"

enum {
    EVIDENCE_HEAD = 512,          /* bytes of a file that tell what it is */
    EVIDENCE_CHUNK = 256 * 1024,  /* a file is stored in pieces of this size */
    EVIDENCE_FILE_MAX = 10 << 20, /* bytes */
};

/* {"id", "sealed", "key"}: a new id, and content under it, in hex. New reference. */
json_t *evidence_seal(json_t *content);
/* The content, or NULL: its key is destroyed, or it is damaged. New reference. */
json_t *evidence_open(struct pool *pool, const struct uuid *id, struct slice sealed_hex,
                      struct slice key_hex);
/* The media type of a file that begins so, or NULL: none that is taken. Pictures, PDF, sound,
 * mail and plain text are; nothing that a browser would run. */
const char *evidence_type(struct slice head);

#endif
