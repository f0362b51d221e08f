/* Rows that travel to the exchange in one request, and what came back for each. */
#ifndef LEADX_CLI_IMPORT_BATCH_H
#define LEADX_CLI_IMPORT_BATCH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "import_count.h"
#include "import_errors.h"
#include "import_lead.h"
#include "leadx/base/buf.h"
#include "leadx/base/pool.h"

enum { BATCH_ROWS_MAX = 500, BATCH_BYTES_MAX = 3 << 20 };

struct batch_row {
    uint64_t line;
    const char *id;     /* the lead's external id */
    struct slice lead;  /* the post; n = 0: refused here already */
    struct slice cells; /* as the error file wants them */
    bool settled, stored;
    int failures; /* how often the exchange had a fault with it */
    enum outcome outcome;
    const char *code, *reason; /* NULL = none */
    int64_t payout;
    char currency[4];
    uint64_t sales;
};

struct batch {
    struct pool *pool;
    struct batch_row rows[BATCH_ROWS_MAX];
    size_t n, open;            /* open: not settled */
    uint64_t rows_end, offset; /* of the file, behind the last row */
};

void batch_init(struct batch *b);
void batch_free(struct batch *b);
/* Takes the next rows, at most max; n = 0: there are none. */
void batch_fill(struct batch *b, struct rows *rows, const struct lead_frame *frame,
                const struct errors *errors, size_t max);
/* The open rows, one a line. */
void batch_body(const struct batch *b, struct buf *out);
/* Settles what {"results": […]} says of them; what was not tried stays open. false: it is not the
 * answer to these rows. */
bool batch_take(struct batch *b, json_t *answer) __attribute__((warn_unused_result));

/* What the exchange has against a row by that result; NULL: it is taken. The text is the batch's.
 */
const char *batch_refusal(struct batch *b, json_t *result, const char **code);

#endif
