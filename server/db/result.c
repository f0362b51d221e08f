/* Results: what the server said, in the house's words, and typed access to its cells.
 *
 * Types are promised by our own statements, so a cell of the wrong type is a bug and asserts; only
 * what the world does (errors, lost servers) becomes a status. answer_* is for conn.c, result_* for
 * everybody. */
#include "leadx/db/result.h"

#include <assert.h>
#include <endian.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"

void constraint_strip(char *name)
{
    char *at = strrchr(name, '_');

    if (at == NULL || at == name)
        return;
    if (strcmp(at, "_default") == 0 || (strspn(at + 1, "0123456789") == 6 && at[7] == '\0'))
        *at = '\0';
}

bool answer_means_lost(const char *sqlstate)
{
    return strncmp(sqlstate, "57P", 3) == 0 || strncmp(sqlstate, "08", 2) == 0 ||
           strcmp(sqlstate, "25006") == 0;
}

bool answer_means_stale_plan(const char *sqlstate)
{
    return strcmp(sqlstate, "0A000") == 0 || strcmp(sqlstate, "26000") == 0;
}

struct db_result answer_made(enum db_status status, const char *sqlstate, const char *message)
{
    struct db_result res = {.status = status, .message = message};

    snprintf(res.sqlstate, sizeof res.sqlstate, "%s", sqlstate);
    return res;
}

static const char *field(const PGresult *pg, int code)
{
    const char *s = PQresultErrorField(pg, code);

    return s == NULL ? "" : s;
}

struct db_result answer_of(PGresult *pg)
{
    ExecStatusType kind = PQresultStatus(pg);
    struct db_result res = {.status = DB_OK, .message = "", .pg = pg};

    if (kind == PGRES_TUPLES_OK || kind == PGRES_COMMAND_OK)
        return res;
    res = answer_made(DB_REFUSED, field(pg, PG_DIAG_SQLSTATE), field(pg, PG_DIAG_MESSAGE_PRIMARY));
    snprintf(res.constraint, sizeof res.constraint, "%s", field(pg, PG_DIAG_CONSTRAINT_NAME));
    constraint_strip(res.constraint);
    if (res.sqlstate[0] == '\0' ||
        answer_means_lost(res.sqlstate)) /* without a code: libpq's own, of the socket */
        res.status = DB_DOWN;
    else if (strcmp(res.sqlstate, "57014") == 0)
        res.status = DB_TIMEOUT;
    return res;
}

int result_rows(const struct db_result *res)
{
    return res->pg == NULL ? 0 : PQntuples(res->pg);
}

static void check_cell(const struct db_result *res, int row, int column)
{
    assert(res->pg != NULL && row >= 0 && row < PQntuples(res->pg));
    assert(column >= 0 && column < PQnfields(res->pg));
}

bool result_null(const struct db_result *res, int row, int column)
{
    check_cell(res, row, column);
    return PQgetisnull(res->pg, row, column);
}

struct slice result_slice(const struct db_result *res, int row, int column)
{
    if (result_null(res, row, column))
        return SLICE_NONE;
    return (struct slice){PQgetvalue(res->pg, row, column),
                          (size_t)PQgetlength(res->pg, row, column)};
}

static bool is_binary(const struct db_result *res, int column)
{
    return PQfformat(res->pg, column) == 1;
}

/* Sign-extended from 2, 4 or 8 big-endian bytes. */
static int64_t int64_binary(struct slice s)
{
    uint64_t v = 0;

    assert(s.n == 2 || s.n == 4 || s.n == 8);
    memcpy((char *)&v, s.p, s.n);
    return (int64_t)be64toh(v) >> (64 - 8 * s.n);
}

int64_t result_int64(const struct db_result *res, int row, int column)
{
    struct slice s = result_slice(res, row, column);
    int64_t v;
    bool is_int;

    assert(s.p != NULL);
    if (is_binary(res, column))
        return int64_binary(s);
    is_int = slice_to_int64(s, &v);
    assert(is_int);
    (void)is_int;
    return v;
}

bool result_bool(const struct db_result *res, int row, int column)
{
    struct slice s = result_slice(res, row, column);

    assert(s.p != NULL && s.n == 1);
    return is_binary(res, column) ? s.p[0] == 1 : s.p[0] == 't';
}

struct uuid result_uuid(const struct db_result *res, int row, int column)
{
    struct slice s = result_slice(res, row, column);
    struct uuid u;
    bool is_uuid;

    assert(s.p != NULL);
    if (is_binary(res, column)) {
        assert(s.n == sizeof u.b);
        memcpy(u.b, s.p, sizeof u.b);
        return u;
    }
    is_uuid = uuid_parse(s, &u);
    assert(is_uuid);
    (void)is_uuid;
    return u;
}
