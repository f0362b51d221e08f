/* One statement over a connection of its own, blocking.
 *
 * Its one rule: never while the loop runs. Called by main's --bootstrap. */
#include "leadx/db/once.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdio.h>

bool db_once(const char *conninfo, const char *sql, const char *const *params, int n, char *out,
             size_t size, char *err, size_t err_size)
{
    PGconn *c = PQconnectdb(conninfo);
    PGresult *res = NULL;
    bool ok = false;

    assert(n >= 0 && n <= 16);
    out[0] = '\0';
    if (PQstatus(c) != CONNECTION_OK) {
        snprintf(err, err_size, "cannot connect: %s", PQerrorMessage(c));
        goto out;
    }
    res = PQexecParams(c, sql, n, NULL, params, NULL, NULL, 0);
    if (PQresultStatus(res) != PGRES_TUPLES_OK) {
        snprintf(err, err_size, "%s", PQresultErrorMessage(res));
        goto out;
    }
    if (PQntuples(res) > 0 && !PQgetisnull(res, 0, 0))
        snprintf(out, size, "%s", PQgetvalue(res, 0, 0));
    ok = true;
out:
    PQclear(res);
    PQfinish(c);
    return ok;
}
