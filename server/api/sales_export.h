/* A page of sales as a file: NDJSON, CSV for machines, CSV for spreadsheets. Of the api room. */
#ifndef LEADX_API_SALES_EXPORT_H
#define LEADX_API_SALES_EXPORT_H

#include <stdbool.h>

#include "leadx/base/buf.h"
#include "leadx/http/request.h"

enum sales_format { SALES_JSON, SALES_NDJSON, SALES_CSV, SALES_SPREADSHEET };

/* By ?format=, else by Accept. false: replied, the word is none of them. */
bool sales_export_format(struct request *r, enum sales_format *out);

struct sales_export;

/* Lives in the pool. */
struct sales_export *sales_export_begin(struct pool *pool, enum sales_format format);
/* Where the next object is written, as JSON; each call begins another row. */
struct buf *sales_export_row(struct sales_export *e);
/* Replies with all rows, and frees what is not in the pool. */
void sales_export_reply(struct request *r, struct sales_export *e);

#endif
