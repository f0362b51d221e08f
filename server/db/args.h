/* Parameters as libpq wants them: parallel arrays of pointers, lengths and formats. Of the db room
 * only. */
#ifndef LEADX_DB_ARGS_H
#define LEADX_DB_ARGS_H

#include <stdbool.h>

#include "leadx/base/buf.h"
#include "leadx/db/stmt.h"

struct args {
    const char *values[PARAMS_MAX];
    int lengths[PARAMS_MAX], formats[PARAMS_MAX];
    int n;
    struct buf text; /* terminated copies: libpq takes text by strlen */
};

/* Where a parameter's bytes are: its own for the small ones. NULL for SQL null. */
const void *param_data(const struct param *p);
/* Valid while the parameters and args live. false: a text holds a NUL byte, which no PostgreSQL
 * text can. */
bool args_bind(struct args *a, const struct param *params, int n);
void args_free(struct args *a);

#endif
