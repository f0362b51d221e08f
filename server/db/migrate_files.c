/* Brings a database to the state of a list of SQL files.
 *
 * Its one rule: what was applied is never applied again and must not have changed. Each migration
 * is one transaction that also records it; then, when any of them differs from what is recorded,
 * all functions and views in one transaction. One process at a time, by an advisory lock. Blocking:
 * runs before the loop, or without one. */
#include "migrate_files.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/buf.h"
#include "leadx/base/digest.h"
#include "leadx/base/mem.h"

enum { CHECKSUM_TEXT = 2 * SHA256_SIZE + 1 };

struct migrator {
    PGconn *pg;
    const struct embedded_file **files; /* sorted by name: functions, migrations, views */
    size_t n;
    char *err;
    size_t err_size;
};

static const char bootstrap_sql[] =
    "create table if not exists leadx.migrations (\n"
    "    version    integer     not null constraint migrations_pkey primary key,\n"
    "    name       text        not null,\n"
    "    checksum   text        not null,\n"
    "    applied_at timestamptz not null default now()\n"
    ");\n"
    "comment on table leadx.migrations is 'Migrations applied, with the SHA-256 of their text.';\n"
    "create table if not exists leadx.schema_code (\n"
    "    checksum   text        not null,\n"
    "    applied_at timestamptz not null default now()\n"
    ");\n"
    "comment on table leadx.schema_code is 'One row: the SHA-256 of all function and view files as "
    "last applied.';\n";

__attribute__((format(printf, 2, 3))) static bool fail(struct migrator *m, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vsnprintf(m->err, m->err_size, fmt, args);
    va_end(args);
    return false;
}

/* ---- the list */

static bool is_in(const struct embedded_file *file, const char *folder)
{
    size_t n = strlen(folder);

    return strncmp(file->name, folder, n) == 0 && file->name[n] == '/';
}

/* "migrations/0007_x.sql" → 7; 0 when the name is not like that. */
static int file_version(const struct embedded_file *file)
{
    const char *number = file->name + sizeof "migrations";

    if (!is_in(file, "migrations") || strspn(number, "0123456789") != 4 || number[4] != '_')
        return 0;
    return atoi(number);
}

static int by_name(const void *a, const void *b)
{
    const struct embedded_file *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

static bool files_check(struct migrator *m)
{
    int last = 0;

    for (size_t i = 0; i < m->n; i++) {
        const struct embedded_file *file = m->files[i];

        if (!is_in(file, "migrations"))
            continue;
        if (file_version(file) == 0)
            return fail(m, "%s: a migration is named NNNN_what.sql", file->name);
        if (file_version(file) == last)
            return fail(m, "%s: a second migration with the number %04d", file->name, last);
        last = file_version(file);
    }
    return true;
}

static void files_sort(struct migrator *m, const struct embedded_file *files)
{
    while (files[m->n].name != NULL)
        m->n++;
    m->files = mem_alloc((m->n + 1) * sizeof *m->files);
    for (size_t i = 0; i < m->n; i++)
        m->files[i] = &files[i];
    qsort(m->files, m->n, sizeof *m->files, by_name);
}

int migrate_files_version(const struct embedded_file *files)
{
    int newest = 0;

    for (; files->name != NULL; files++)
        if (file_version(files) > newest)
            newest = file_version(files);
    return newest;
}

static void text_checksum(struct slice text, char out[CHECKSUM_TEXT])
{
    uint8_t digest[SHA256_SIZE];

    digest_sha256(text, digest);
    hex_encode(digest, sizeof digest, out);
}

/* ---- talking to the database */

/* The line of a position that counts characters, from 1. */
static int line_of(const char *sql, int position)
{
    int line = 1;

    for (; *sql != '\0' && position > 1; sql++) {
        line += *sql == '\n';
        if ((sql[1] & 0xc0) != 0x80) /* not inside a character */
            position--;
    }
    return line;
}

static const char *field(const PGresult *res, int code, const char *none)
{
    const char *s = PQresultErrorField(res, code);

    return s == NULL ? none : s;
}

static bool fail_sql(struct migrator *m, const char *name, const char *sql, int statement,
                     const PGresult *res)
{
    const char *position = field(res, PG_DIAG_STATEMENT_POSITION, NULL);
    char where[64];

    if (res == NULL || PQresultErrorField(res, PG_DIAG_SQLSTATE) == NULL)
        return fail(m, "%s: %s", name, PQerrorMessage(m->pg));
    if (position != NULL)
        snprintf(where, sizeof where, "line %d", line_of(sql, atoi(position)));
    else
        snprintf(where, sizeof where, "statement %d", statement);
    return fail(m, "%s, %s: %s (%s)%s%s%s%s", name, where, field(res, PG_DIAG_MESSAGE_PRIMARY, ""),
                field(res, PG_DIAG_SQLSTATE, ""),
                PQresultErrorField(res, PG_DIAG_MESSAGE_DETAIL) ? "; " : "",
                field(res, PG_DIAG_MESSAGE_DETAIL, ""),
                PQresultErrorField(res, PG_DIAG_CONTEXT) ? "; in " : "",
                field(res, PG_DIAG_CONTEXT, ""));
}

/* Many statements; on an error says which one. name stands for the text in messages. */
static bool run_text(struct migrator *m, const char *name, const char *sql)
{
    bool ok = true;
    int statement = 0;
    PGresult *res;

    if (!PQsendQuery(m->pg, sql))
        return fail_sql(m, name, sql, 0, NULL);
    while ((res = PQgetResult(m->pg)) != NULL) {
        ExecStatusType status = PQresultStatus(res);

        statement++;
        if (ok && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
            status != PGRES_EMPTY_QUERY)
            ok = fail_sql(m, name, sql, statement, res);
        PQclear(res);
        if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
            return fail(m, "%s: a migration cannot copy", name);
    }
    return ok;
}

/* One statement with text parameters; the result is the caller's, NULL on failure. */
static PGresult *run_params(struct migrator *m, const char *sql, int n, const char *const *params)
{
    PGresult *res = PQexecParams(m->pg, sql, n, NULL, params, NULL, NULL, 0);

    if (PQresultStatus(res) == PGRES_COMMAND_OK || PQresultStatus(res) == PGRES_TUPLES_OK)
        return res;
    fail_sql(m, "recording migrations", sql, 1, res);
    PQclear(res);
    return NULL;
}

static bool run_record(struct migrator *m, const char *sql, int n, const char *const *params)
{
    PGresult *res = run_params(m, sql, n, params);

    PQclear(res);
    return res != NULL;
}

/* ---- steps */

static bool migrator_connect(struct migrator *m, const char *conninfo)
{
    const char *keys[] = {"dbname", "application_name", "client_encoding", NULL};
    const char *values[] = {conninfo, "leadx migrate", "UTF8", NULL};

    m->pg = PQconnectdbParams(keys, values, 1);
    if (PQstatus(m->pg) != CONNECTION_OK)
        return fail(m, "cannot connect: %s", PQerrorMessage(m->pg));
    return true;
}

/* The schema is looked for first: creating it asks for a right on the database that an owner may
 * have lost since. */
static bool migrator_bootstrap(struct migrator *m)
{
    return run_text(m, "preparing",
                    "set client_min_messages = warning; set statement_timeout = 0") &&
           run_text(m, "locking",
                    "select pg_advisory_lock(hashtextextended('leadx migrations', 0))") &&
           run_text(m, "preparing",
                    "do $$ begin if to_regnamespace('leadx') is null then create schema leadx; "
                    "end if; end $$; set search_path = leadx, public") &&
           run_text(m, "preparing", bootstrap_sql);
}

static const struct embedded_file *file_of(struct migrator *m, int version)
{
    for (size_t i = 0; i < m->n; i++)
        if (file_version(m->files[i]) == version)
            return m->files[i];
    return NULL;
}

static bool applied_check(struct migrator *m, int version, const char *name, const char *checksum,
                          int newest)
{
    const struct embedded_file *file = file_of(m, version);
    char now[CHECKSUM_TEXT];

    if (version > newest)
        return fail(m,
                    "the database is newer than this program: it has migration %04d (%s), the "
                    "program ends at %04d",
                    version, name, newest);
    if (file == NULL)
        return fail(m, "the database has migration %04d (%s), which this program does not know",
                    version, name);
    text_checksum(slice_of(file->sql), now);
    if (strcmp(now, checksum) != 0)
        return fail(m, "%s was changed after it was applied; put it back and add a new migration",
                    file->name);
    return true;
}

/* Checks all that is recorded; done[i] says that files[i] is. */
static bool migrator_compare(struct migrator *m, const struct embedded_file *files, bool *done)
{
    PGresult *res = run_params(
        m, "select version, name, checksum from leadx.migrations order by version desc", 0, NULL);
    bool ok = res != NULL;

    for (int row = 0; ok && row < PQntuples(res); row++) {
        int version = atoi(PQgetvalue(res, row, 0));

        ok = applied_check(m, version, PQgetvalue(res, row, 1), PQgetvalue(res, row, 2),
                           migrate_files_version(files));
        for (size_t i = 0; ok && i < m->n; i++)
            done[i] |= file_version(m->files[i]) == version;
    }
    PQclear(res);
    return ok;
}

static bool migration_apply(struct migrator *m, const struct embedded_file *file)
{
    const char *name = file->name + sizeof "migrations";
    char version[16], checksum[CHECKSUM_TEXT];
    const char *params[] = {version, name, checksum};

    snprintf(version, sizeof version, "%d", file_version(file));
    text_checksum(slice_of(file->sql), checksum);
    if (!run_text(m, file->name, "begin") || !run_text(m, file->name, file->sql))
        return false;
    if (PQtransactionStatus(m->pg) != PQTRANS_INTRANS)
        return fail(m, "%s ends the transaction it runs in", file->name);
    if (!run_record(
            m, "insert into leadx.migrations (version, name, checksum) values ($1::int, $2, $3)", 3,
            params) ||
        !run_text(m, file->name, "commit"))
        return false;
    printf("migrated %s\n", name);
    return true;
}

/* Backwards through the list: a missing one below an applied one was never meant to run after it.
 */
static bool migrator_gaps(struct migrator *m, const bool *done)
{
    bool later = false;

    for (size_t i = m->n; i > 0; i--) {
        if (!is_in(m->files[i - 1], "migrations"))
            continue;
        if (later && !done[i - 1])
            return fail(m, "%s was not applied, but a later migration was; give it a new number",
                        m->files[i - 1]->name);
        later |= done[i - 1];
    }
    return true;
}

static bool migrator_apply(struct migrator *m, const bool *done)
{
    for (size_t i = 0; i < m->n; i++)
        if (is_in(m->files[i], "migrations") && !done[i] && !migration_apply(m, m->files[i]))
            return false;
    return true;
}

static size_t code_checksum(struct migrator *m, char out[CHECKSUM_TEXT])
{
    struct buf all;
    size_t n = 0;

    buf_init(&all, 0);
    for (size_t i = 0; i < m->n; i++) {
        if (is_in(m->files[i], "migrations"))
            continue;
        buf_printf(&all, "%s\n", m->files[i]->name);
        buf_add_str(&all, m->files[i]->sql);
        n++;
    }
    assert(!all.overflow);
    text_checksum(buf_slice(&all), out);
    buf_free(&all);
    return n;
}

static bool code_is_current(struct migrator *m, const char *checksum, bool *current)
{
    const char *params[] = {checksum};
    PGresult *res = run_params(m, "select 1 from leadx.schema_code where checksum = $1", 1, params);

    *current = res != NULL && PQntuples(res) == 1;
    PQclear(res);
    return res != NULL;
}

/* Twice: the first time without looking into bodies, so that functions may use each other in any
 * order; the second time with, so that a body that does not fit the tables is an error here and not
 * in the middle of a sale. */
static bool code_run(struct migrator *m)
{
    static const char *const passes[] = {"set local check_function_bodies = off",
                                         "set local check_function_bodies = on"};

    for (size_t pass = 0; pass < 2; pass++) {
        if (!run_text(m, "functions", passes[pass]))
            return false;
        for (size_t i = 0; i < m->n; i++)
            if (!is_in(m->files[i], "migrations") &&
                !run_text(m, m->files[i]->name, m->files[i]->sql))
                return false;
    }
    return true;
}

static bool migrator_code(struct migrator *m)
{
    char checksum[CHECKSUM_TEXT];
    const char *params[] = {checksum};
    size_t n = code_checksum(m, checksum);
    bool current;

    if (!code_is_current(m, checksum, &current))
        return false;
    if (current)
        return true;
    if (!run_text(m, "functions", "begin") || !code_run(m))
        return false;
    if (PQtransactionStatus(m->pg) != PQTRANS_INTRANS)
        return fail(m, "a function or view file ends the transaction it runs in");
    if (!run_text(m, "functions", "delete from leadx.schema_code") ||
        !run_record(m, "insert into leadx.schema_code (checksum) values ($1)", 1, params) ||
        !run_text(m, "functions", "commit"))
        return false;
    printf("applied %zu function and view files\n", n);
    return true;
}

bool migrate_files(const struct embedded_file *files, const char *conninfo, char *err,
                   size_t err_size)
{
    struct migrator m = {.err = err, .err_size = err_size};
    bool *done, ok;

    files_sort(&m, files);
    done = mem_zero(m.n + 1, sizeof *done);
    ok = files_check(&m) && migrator_connect(&m, conninfo) && migrator_bootstrap(&m) &&
         migrator_compare(&m, files, done) && migrator_gaps(&m, done) && migrator_apply(&m, done) &&
         migrator_code(&m);
    fflush(stdout);
    PQfinish(m.pg); /* an open transaction and the lock end with it */
    free(done);
    free(m.files);
    return ok;
}
