/* What the database answered. Valid only inside the callback that brought it. */
#ifndef LEADX_DB_RESULT_H
#define LEADX_DB_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"

enum db_status {
    DB_OK,
    DB_REFUSED, /* the server said no: sqlstate, constraint, message are set */
    DB_DOWN,    /* no connection, or lost before the answer: unknown whether it happened (plain
                   statements) */
    DB_BUSY,    /* the queue is full: nothing was sent */
    DB_TIMEOUT, /* cancelled after its time */
};

struct db_result {
    enum db_status status;
    char sqlstate[6];
    char constraint[64]; /* without a partition's _yyyymm or _default suffix */
    const char *message; /* for the log; may quote values: log sqlstate and constraint, never this
                            at info */
    void *pg;            /* PGresult; db's own */
};

int result_rows(const struct db_result *res);
bool result_null(const struct db_result *res, int row, int column);
/* The bytes as they came (text or binary by the statement's format). */
struct slice result_slice(const struct db_result *res, int row, int column);
/* Text format. NULL or not a number: asserts, since our statements promise the type. */
int64_t result_int64(const struct db_result *res, int row, int column);
bool result_bool(const struct db_result *res, int row, int column);
struct uuid result_uuid(const struct db_result *res, int row, int column);

#endif
