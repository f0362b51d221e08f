/* The rows of a CSV file, one at a time, each with the line it begins in. */
#ifndef LEADX_CLI_IMPORT_ROWS_H
#define LEADX_CLI_IMPORT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "import_text.h"
#include "leadx/base/slice.h"

enum { ROW_CELLS_MAX = 256, ROW_BYTES_MAX = 65536 };

struct row {
    struct slice cells[ROW_CELLS_MAX]; /* each with a NUL behind it */
    size_t n;
    uint64_t line;     /* where it begins, from 1 */
    const char *fault; /* NULL, or a code: row_too_long, quote_open; cells then hold the line
                          parted at every separator */
};

struct rows;
/* text: borrowed. separator: 0 = found by the first line. */
struct rows *rows_open(struct text *text, char separator);
void rows_close(struct rows *rows); /* NULL is fine */
/* The next row that is not blank, valid until the call after. false: the end, or the file cannot be
 * read any more. */
bool rows_next(struct rows *rows, struct row *row) __attribute__((warn_unused_result));
bool rows_failed(const struct rows *rows);
char rows_separator(const struct rows *rows);

#endif
