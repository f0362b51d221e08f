/* Writing CSV: for machines (RFC 4180) and for spreadsheets, which need other manners. */
#ifndef LEADX_BASE_CSV_H
#define LEADX_BASE_CSV_H

#include <stdbool.h>

#include "leadx/base/buf.h"
#include "leadx/base/slice.h"

enum csv_form {
    CSV_MACHINE,     /* commas, quotes only where needed, values untouched */
    CSV_SPREADSHEET, /* a byte order mark, semicolons, and nothing that runs as a formula */
};

/* Before the first line. */
void csv_begin(struct buf *out, enum csv_form form);
/* One field; first: of its line. */
void csv_field(struct buf *out, enum csv_form form, bool first, struct slice value);
void csv_end_line(struct buf *out);

#endif
