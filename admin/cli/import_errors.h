/* The rows that were refused, as a CSV that can be corrected and imported. */
#ifndef LEADX_CLI_IMPORT_ERRORS_H
#define LEADX_CLI_IMPORT_ERRORS_H

#include <stdbool.h>
#include <stdint.h>

#include "import_map.h"
#include "leadx/base/buf.h"

struct errors {
    const char *path;
    const struct import_map *map;
    char separator;
    int fd; /* -1 = nothing was refused yet */
    uint64_t n;
};

/* resumed: bytes of it that an interrupted run left behind for good; what is behind them is cut
 * off. An older file of the name is kept with a "~". false: errno. */
bool errors_open(struct errors *e, const char *path, const struct import_map *map, char separator,
                 uint64_t resumed) __attribute__((warn_unused_result));
/* The cells of a row as they stand, for errors_add. */
void errors_cells(const struct errors *e, const struct row *row, struct buf *out);
/* stored: the exchange keeps it as rejected under its id, so that its correction needs another. */
bool errors_add(struct errors *e, struct slice cells, uint64_t line, const char *code,
                const char *reason, const char *id, bool stored)
    __attribute__((warn_unused_result));
bool errors_sync(struct errors *e) __attribute__((warn_unused_result));
void errors_close(struct errors *e);

#endif
