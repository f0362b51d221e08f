/* A row as the body of a post. */
#ifndef LEADX_CLI_IMPORT_LEAD_H
#define LEADX_CLI_IMPORT_LEAD_H

#include <jansson.h>

#include "import_map.h"

struct lead_frame {
    const struct import_map *map;
    const struct value_customs *customs;
    const char *niche, *source;
    const char *file_id; /* of ids for rows that bring none: "<file_id>-<line>" */
};

enum { EXTERNAL_ID_SIZE = 160 };

/* New reference; NULL: the row cannot be a lead, fault is a code and reason a sentence. id: the
 * lead's external id, in either case. */
json_t *lead_make(const struct lead_frame *frame, const struct row *row, char id[EXTERNAL_ID_SIZE],
                  const char **fault, const char **reason);

#endif
