/* The life of one connection to PostgreSQL: connects, sets the session up, and comes back by
 * itself.
 *
 * Its one rule: a connection ends only through dbconn_break, which answers whatever was under way
 * and sets the pause to the next attempt. An answer that never came is DB_DOWN, "unknown";
 * repeating is the owner's business. Owners: pool.c, writer.c, listen.c.
 *
 * Not everything libpq does is non-blocking: a host name in the setting database is resolved on the
 * loop. */
#include "conn_private.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/net/loop.h"

enum {
    CONNECT_MS = 5000,    /* connecting and setting up */
    PAUSE_FIRST_MS = 100, /* between attempts to connect: doubles … */
    PAUSE_LAST_MS = 5000, /* … up to this; plus up to a quarter, so that a crowd spreads */
    APPLICATION_NAME = 64,
};

static const char *const state_names[DBCONN_STATES] = {"broken", "connecting", "setup",
                                                       "idle",   "preparing",  "busy"};

static const bool state_moves[DBCONN_STATES][DBCONN_STATES] = {
    [DBCONN_BROKEN] = {[DBCONN_CONNECTING] = true},
    [DBCONN_CONNECTING] = {[DBCONN_SETUP] = true, [DBCONN_BROKEN] = true},
    [DBCONN_SETUP] = {[DBCONN_IDLE] = true, [DBCONN_BROKEN] = true},
    [DBCONN_IDLE] = {[DBCONN_PREPARING] = true, [DBCONN_BUSY] = true, [DBCONN_BROKEN] = true},
    [DBCONN_PREPARING] = {[DBCONN_BUSY] = true, [DBCONN_IDLE] = true, [DBCONN_BROKEN] = true},
    [DBCONN_BUSY] = {[DBCONN_IDLE] = true, [DBCONN_BROKEN] = true},
};

void dbconn_set_state(struct dbconn *c, enum dbconn_state state)
{
    assert(state_moves[c->state][state]);
    log_debug("db", "%s: %s -> %s", c->name, state_names[c->state], state_names[state]);
    c->state = state;
}

/* ---- the end of a connection */

static int64_t pause_next(struct dbconn *c)
{
    int64_t pause_ms = c->pause_ms;
    uint16_t chance;

    random_bytes(&chance, sizeof chance);
    c->pause_ms = pause_ms * 2 > PAUSE_LAST_MS ? PAUSE_LAST_MS : pause_ms * 2;
    return pause_ms + pause_ms / 4 * chance / UINT16_MAX;
}

static void conn_log_break(struct dbconn *c, const char *why)
{
    int n = (int)strcspn(why, "\n");

    if (dbconn_up(c))
        log_warn("db", "%s: connection lost: %.*s", c->name, n, why);
    else if (c->failures++ == 0)
        log_warn("db", "%s: cannot connect, will go on trying: %.*s", c->name, n, why);
    else
        log_debug("db", "%s: cannot connect: %.*s", c->name, n, why);
}

static void conn_drop_pg(struct dbconn *c)
{
    watch_free(c->watch); /* before libpq closes the descriptor under it */
    c->watch = NULL;
    PQclear(c->result);
    c->result = NULL;
    PQfinish(c->pg);
    c->pg = NULL;
    c->n_prepared = 0;
}

void dbconn_break(struct dbconn *c, enum db_status status, const char *why)
{
    bool under_way = c->stmt != NULL;
    struct db_result res = answer_made(status, "", "connection lost");

    conn_log_break(c, why);
    if (dbconn_up(c)) {
        c->away_since_ms = clock_mono_ms();
        metric_add(c->losses, 1);
    }
    dbconn_set_state(c, DBCONN_BROKEN);
    conn_drop_pg(c);
    c->stmt = NULL;
    c->send_fault = NULL;
    c->text_fault = false;
    timer_set(c->timer, pause_next(c));
    if (under_way)
        c->owner->on_answer(c->arg, &res);
}

/* ---- connecting */

void dbconn_set_idle(struct dbconn *c)
{
    dbconn_set_state(c, DBCONN_IDLE);
    timer_stop(c->timer);
}

void dbconn_came_up(struct dbconn *c)
{
    if (c->failures > 0)
        log_info("db", "%s: connected after %d failed attempts", c->name, c->failures);
    c->failures = 0;
    c->pause_ms = PAUSE_FIRST_MS;
    dbconn_set_idle(c);
    if (c->owner->on_up != NULL)
        c->owner->on_up(c->arg);
}

static void conn_setup(struct dbconn *c)
{
    char sql[512];
    int n;

    dbconn_set_state(c, DBCONN_SETUP);
    PQsetnonblocking(c->pg, 1);
    c->timeout_ms = setting_int("db_timeout_ms");
    n = snprintf(sql, sizeof sql, "set statement_timeout = %lld; set timezone = 'UTC'; %s",
                 (long long)c->timeout_ms, c->setup);
    assert(n > 0 && n < (int)sizeof sql);
    if (PQsendQuery(c->pg, sql))
        dbconn_flush(c);
    else
        dbconn_break(c, DB_DOWN, "the session could not be set up");
}

static void on_socket(void *arg, bool readable, bool writable);

/* While connecting, libpq may go on with another socket under the same number: the watch is made
 * anew each time. */
static void conn_poll(struct dbconn *c)
{
    PostgresPollingStatusType want;

    watch_free(c->watch);
    c->watch = NULL;
    want = PQconnectPoll(c->pg);
    if (want == PGRES_POLLING_FAILED) {
        dbconn_break(c, DB_DOWN, PQerrorMessage(c->pg));
        return;
    }
    c->watch = watch_new(PQsocket(c->pg), on_socket, c);
    if (want == PGRES_POLLING_OK)
        conn_setup(c);
    else
        watch_want(c->watch, want == PGRES_POLLING_READING, want == PGRES_POLLING_WRITING);
}

static void on_socket(void *arg, bool readable, bool writable)
{
    struct dbconn *c = arg;

    if (c->state == DBCONN_CONNECTING) {
        conn_poll(c);
        return;
    }
    /* Both ways, always: a server that waits for us to read will not read what we have left to
     * write. */
    if (readable)
        dbconn_read(c);
    if (c->pg != NULL && (writable || dbconn_waits(c)))
        dbconn_flush(c);
}

/* Severity and code only: the text may quote values. */
static void on_notice(void *arg, const PGresult *pg)
{
    struct dbconn *c = arg;
    const char *severity = PQresultErrorField(pg, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *sqlstate = PQresultErrorField(pg, PG_DIAG_SQLSTATE);

    log_debug("db", "%s: server says %s %s", c->name, severity == NULL ? "" : severity,
              sqlstate == NULL ? "" : sqlstate);
}

static void conn_connect(struct dbconn *c)
{
    char application[APPLICATION_NAME];
    /* Before dbname: defaults that the setting may overrule. After it: ours. */
    const char *keys[] = {
        "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
        "dbname",          "application_name",    "client_encoding",  NULL};
    const char *values[] = {"20", "5", "3", "30000", c->conninfo, application, "UTF8", NULL};

    snprintf(application, sizeof application, "leadx %s", c->name);
    dbconn_set_state(c, DBCONN_CONNECTING);
    timer_set(c->timer, CONNECT_MS);
    c->pg = PQconnectStartParams(keys, values, 1);
    assert(c->pg != NULL); /* out of memory */
    if (PQstatus(c->pg) == CONNECTION_BAD) {
        dbconn_break(c, DB_DOWN, PQerrorMessage(c->pg));
        return;
    }
    PQsetNoticeReceiver(c->pg, on_notice, c);
    c->watch = watch_new(PQsocket(c->pg), on_socket, c);
    watch_want(c->watch, false, true); /* begin as if PQconnectPoll had asked to write */
}

static void on_timer(void *arg)
{
    struct dbconn *c = arg;

    if (c->state == DBCONN_BROKEN)
        conn_connect(c);
    else if (c->state == DBCONN_CONNECTING || c->state == DBCONN_SETUP)
        dbconn_break(c, DB_DOWN, "connecting took too long");
    else
        dbconn_deadline(c);
}

/* ---- for the owner */

struct dbconn *dbconn_new(const char *name, const char *setup, const struct dbconn_owner *owner,
                          void *arg)
{
    struct dbconn *c = mem_zero(1, sizeof *c);

    c->name = name;
    c->setup = setup;
    c->owner = owner;
    c->arg = arg;
    c->conninfo = mem_strdup(setting_text("database"));
    c->pause_ms = PAUSE_FIRST_MS;
    c->away_since_ms = clock_mono_ms();
    c->losses = metric_counter("leadx_db_connection_losses_total",
                               "Connections that broke after they had been up.", NULL);
    c->timer = timer_new(on_timer, c);
    timer_set(c->timer, 0);
    return c;
}

void dbconn_free(struct dbconn *c)
{
    if (c == NULL)
        return;
    conn_drop_pg(c);
    timer_free(c->timer);
    args_free(&c->args);
    mem_wipe(c->conninfo, strlen(c->conninfo));
    free(c->conninfo);
    free(c->prepared);
    free(c);
}

bool dbconn_idle(const struct dbconn *c)
{
    return c->state == DBCONN_IDLE;
}

bool dbconn_up(const struct dbconn *c)
{
    return c->state == DBCONN_IDLE || c->state == DBCONN_PREPARING || c->state == DBCONN_BUSY;
}

int64_t dbconn_away_ms(const struct dbconn *c)
{
    return dbconn_up(c) ? 0 : clock_mono_ms() - c->away_since_ms;
}

void dbconn_restart(struct dbconn *c, const char *why)
{
    if (c->state != DBCONN_BROKEN)
        dbconn_break(c, DB_DOWN, why);
}
