/* One statement over a connection: prepared at its first use, sent, answered.
 *
 * Its one rule: DB_OK means committed. With the extended protocol the rows come before the commit,
 * so an answer is given only when the server says it is ready again, and a later error beats
 * earlier rows. Called by conn.c when the socket or the timer speaks, and by owners through
 * dbconn_send. */
#include "conn_private.h"

#include <assert.h>
#include <stdio.h>

#include "answer.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/net/loop.h"

enum { STATEMENT_NAME = 64 };

static void conn_answer(struct dbconn *c, const struct db_result *res)
{
    c->stmt = NULL;
    c->text_fault = false;
    dbconn_set_idle(c);
    c->owner->on_answer(c->arg, res);
}

void dbconn_flush(struct dbconn *c)
{
    int rc = PQflush(c->pg);

    /* A failed write is not the end yet: the server's last words may still be readable. */
    watch_want(c->watch, true, rc == 1);
}

static void statement_name(char out[STATEMENT_NAME], const struct stmt *stmt, size_t index)
{
    snprintf(out, STATEMENT_NAME, "%.40s_%zu", stmt->name, index);
}

static size_t prepared_index(const struct dbconn *c, const struct stmt *stmt)
{
    size_t i = 0;

    while (i < c->n_prepared && c->prepared[i] != stmt)
        i++;
    return i;
}

static void prepared_add(struct dbconn *c, const struct stmt *stmt)
{
    if (c->n_prepared == c->prepared_size) {
        c->prepared_size = c->prepared_size == 0 ? 32 : c->prepared_size * 2;
        c->prepared = mem_resize(c->prepared, c->prepared_size * sizeof *c->prepared);
    }
    c->prepared[c->n_prepared++] = stmt;
}

static void conn_execute(struct dbconn *c)
{
    const struct args *a = &c->args;
    char name[STATEMENT_NAME];

    statement_name(name, c->stmt, prepared_index(c, c->stmt));
    dbconn_set_state(c, DBCONN_BUSY);
    if (!args_bind(&c->args, c->params, c->stmt->n_params))
        c->text_fault = true;
    else if (!PQsendQueryPrepared(c->pg, name, a->n, a->values, a->lengths, a->formats,
                                  c->stmt->binary_result))
        c->send_fault = "statement could not be sent";
    if (c->text_fault || c->send_fault != NULL)
        timer_set(c->timer, 0);
    else
        dbconn_flush(c);
}

static void conn_prepare(struct dbconn *c)
{
    char name[STATEMENT_NAME];

    statement_name(name, c->stmt, c->n_prepared);
    dbconn_set_state(c, DBCONN_PREPARING);
    if (PQsendPrepare(c->pg, name, c->stmt->sql, 0, NULL)) {
        dbconn_flush(c);
        return;
    }
    c->send_fault = "statement could not be prepared";
    timer_set(c->timer, 0);
}

static void on_setup_done(struct dbconn *c, PGresult *pg)
{
    struct db_result res = answer_of(pg);

    if (res.status == DB_OK)
        dbconn_came_up(c);
    else
        dbconn_break(c, DB_DOWN, res.message);
}

static void on_prepared(struct dbconn *c, PGresult *pg)
{
    struct db_result res = answer_of(pg);

    if (res.status == DB_OK) {
        prepared_add(c, c->stmt);
        conn_execute(c);
    } else if (res.status == DB_DOWN) {
        dbconn_break(c, DB_DOWN, "the server is shutting down");
    } else {
        log_error("db", "%s: statement %s cannot be prepared: %s %s", c->name, c->stmt->name,
                  res.sqlstate, res.message);
        conn_answer(c, &res);
    }
}

static void on_executed(struct dbconn *c, PGresult *pg)
{
    struct db_result res = answer_of(pg);
    bool stale = answer_means_stale_plan(res.sqlstate);

    if (res.status == DB_DOWN) {
        dbconn_break(c, DB_DOWN, "the server is going away");
    } else if (stale) { /* broken before the owner can send the next one into the same error */
        c->stmt = NULL;
        dbconn_break(c, DB_DOWN, "prepared statements are stale");
        c->owner->on_answer(c->arg, &res);
    } else {
        conn_answer(c, &res);
    }
}

/* The server is ready again: result holds the outcome. */
static void conn_ready(struct dbconn *c)
{
    PGresult *pg = c->result;
    enum dbconn_state was = c->state;

    c->result = NULL;
    if (PQstatus(c->pg) != CONNECTION_OK || pg == NULL)
        dbconn_break(c, DB_DOWN, "the server closed the connection");
    else if (PQtransactionStatus(c->pg) != PQTRANS_IDLE)
        dbconn_break(c, DB_DOWN, "a statement left a transaction open");
    else if (was == DBCONN_SETUP)
        on_setup_done(c, pg);
    else if (was == DBCONN_PREPARING)
        on_prepared(c, pg);
    else
        on_executed(c, pg);
    PQclear(pg);
}

static bool is_error(const PGresult *pg)
{
    ExecStatusType kind = PQresultStatus(pg);

    return kind != PGRES_TUPLES_OK && kind != PGRES_COMMAND_OK;
}

/* Keeps the first result, or the first error. */
static void conn_keep(struct dbconn *c, PGresult *pg)
{
    ExecStatusType kind = PQresultStatus(pg);
    bool copy = kind == PGRES_COPY_IN || kind == PGRES_COPY_OUT || kind == PGRES_COPY_BOTH;

    if (c->result == NULL || (is_error(pg) && !is_error(c->result))) {
        PQclear(c->result);
        c->result = pg;
    } else {
        PQclear(pg);
    }
    if (copy) /* would be handed out for ever; no statement of ours copies */
        dbconn_break(c, DB_DOWN, "a statement started a copy");
}

bool dbconn_waits(const struct dbconn *c)
{
    return c->state == DBCONN_SETUP || c->state == DBCONN_PREPARING || c->state == DBCONN_BUSY;
}

static void conn_notifies(struct dbconn *c)
{
    PGnotify *n;

    while ((n = PQnotifies(c->pg)) != NULL) {
        if (c->owner->on_notify != NULL)
            c->owner->on_notify(c->arg, n->relname, n->extra);
        PQfreemem(n);
    }
}

void dbconn_read(struct dbconn *c)
{
    /* Never libpq's message here: it may still quote the values of an earlier error. */
    if (!PQconsumeInput(c->pg)) {
        dbconn_break(c, DB_DOWN, "the server closed the connection");
        return;
    }
    conn_notifies(c);
    while (dbconn_waits(c) && c->send_fault == NULL && !c->text_fault && !PQisBusy(c->pg)) {
        PGresult *pg = PQgetResult(c->pg);

        if (pg != NULL)
            conn_keep(c, pg);
        else
            conn_ready(c);
    }
}

void dbconn_deadline(struct dbconn *c)
{
    struct db_result refused =
        answer_made(DB_REFUSED, "22021", "a text parameter holds a NUL byte");

    if (c->text_fault)
        conn_answer(c, &refused);
    else if (c->send_fault != NULL)
        dbconn_break(c, DB_DOWN, c->send_fault);
    else
        dbconn_break(c, DB_TIMEOUT, "no answer in time");
}

void dbconn_send(struct dbconn *c, const struct stmt *stmt, const struct param *params)
{
    assert(c->state == DBCONN_IDLE);
    c->stmt = stmt;
    c->params = params;
    timer_set(c->timer, c->timeout_ms + GRACE_MS);
    if (prepared_index(c, stmt) < c->n_prepared)
        conn_execute(c);
    else
        conn_prepare(c);
}
