/* Lists that come in pages. */
#ifndef LEADX_CLI_PAGES_H
#define LEADX_CLI_PAGES_H

#include <jansson.h>

#include "call.h"

/* Every item of a list, page after page; new reference. NULL: said why. path may have a
 * query of its own. */
json_t *pages_read(struct connection *c, const char *path);
/* Lists them: as a table, or with --json as one JSON array. none: said on standard error when the
 * table would be empty. Returns what the command ends with. */
int pages_print(struct connection *c, const struct args *a, const char *path,
                const char *const *columns, const char *none);

#endif
