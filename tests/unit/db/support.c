/* A database made for one test program, a second session to disturb it with, and a loop that waits
 * for conditions. */
#include "support.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/settings.h"
#include "leadx/net/loop.h"
#include "support_proxy.h"

enum { PATIENCE_MS = 10000, LOOK_MS = 5 };

void (*on_tick)(void);

static char database[64], conninfo[1024], proxied[1024];
static PGconn *admin_pg;

bool live_available(void)
{
    const char *at = getenv("LEADX_TEST_DATABASE");

    if (at != NULL && at[0] != '\0')
        return true;
    printf("skipped: LEADX_TEST_DATABASE not set\n");
    return false;
}

void set(const char *name, const char *value)
{
    char err[256];

    if (!settings_set(name, value, err, sizeof err))
        fail_msg("%s", err);
}

static PGconn *connect_to(const char *to)
{
    const char *keys[] = {"dbname", "options", NULL};
    const char *values[] = {to, "-c client_min_messages=warning", NULL};
    PGconn *pg = PQconnectdbParams(keys, values, 1);

    if (PQstatus(pg) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(pg));
    return pg;
}

static void run(PGconn *pg, const char *sql)
{
    PGresult *res = PQexec(pg, sql);

    if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(pg));
    PQclear(res);
}

void admin(const char *sql)
{
    run(admin_pg, sql);
}

long admin_long(const char *sql)
{
    PGresult *res = PQexec(admin_pg, sql);
    long v;

    if (PQresultStatus(res) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(admin_pg));
    v = atol(PQgetvalue(res, 0, 0));
    PQclear(res);
    return v;
}

int admin_kill(const char *pattern)
{
    char sql[256];

    snprintf(sql, sizeof sql,
             "select count(pg_terminate_backend(pid)) from pg_stat_activity "
             "where datname = current_database() and application_name like '%s'",
             pattern);
    return (int)admin_long(sql);
}

bool admin_waits(void)
{
    return admin_long("select count(*) from pg_locks where locktype = 'advisory' and not granted "
                      "and database = (select oid from pg_database "
                      "                where datname = current_database())") > 0;
}

const char *live_conninfo(void)
{
    return conninfo;
}

static void make_database(void)
{
    const char *at = getenv("LEADX_TEST_DATABASE");
    PGconn *pg = connect_to(at);
    char sql[128];

    snprintf(database, sizeof database, "leadx_db_test_%d", (int)getpid());
    snprintf(sql, sizeof sql, "create database %s", database);
    run(pg, sql);
    snprintf(conninfo, sizeof conninfo, "host=%s port=%s user=%s password='%s' dbname=%s",
             PQhost(pg), PQport(pg), PQuser(pg), PQpass(pg) == NULL ? "" : PQpass(pg), database);
    snprintf(proxied, sizeof proxied,
             "host=%s port=5432 user=%s password='%s' dbname=%s sslmode=disable",
             proxy_start(PQhost(pg), PQport(pg)), PQuser(pg), PQpass(pg) == NULL ? "" : PQpass(pg),
             database);
    PQfinish(pg);
}

int live_start(void **state)
{
    char err[256];

    (void)state;
    if (!settings_load(NULL, err, sizeof err))
        fail_msg("%s", err);
    log_set_level(getenv("LEADX_TEST_VERBOSE") == NULL ? LOG_ERROR : LOG_DEBUG);
    loop_init();
    make_database();
    admin_pg = connect_to(conninfo);
    set("database", proxied);
    return 0;
}

int live_stop(void **state)
{
    PGconn *pg;
    char sql[128];

    (void)state;
    PQfinish(admin_pg);
    proxy_stop();
    pg = connect_to(getenv("LEADX_TEST_DATABASE"));
    snprintf(sql, sizeof sql, "drop database %s with (force)", database);
    run(pg, sql);
    PQfinish(pg);
    loop_free();
    return 0;
}

void proxy_set(enum proxy_mode mode)
{
    proxy_mode_set(mode);
}

/* ---- the loop */

static struct {
    bool (*done)(void);
    int64_t end_ms;
    bool late;
} wait;

static void tick(void)
{
    if (on_tick != NULL)
        on_tick();
    if (wait.done != NULL && wait.done()) {
        loop_stop();
    } else if (clock_mono_ms() >= wait.end_ms) {
        wait.late = true;
        loop_stop();
    }
}

/* Makes a turn, so that the tick looks at the condition even when nothing else happens. */
static void on_look(void *arg)
{
    struct timer **timer = arg;

    timer_set(*timer, LOOK_MS);
}

static void loop_wait(bool (*done)(void), int ms)
{
    struct timer *timer = timer_new(on_look, &timer);

    clock_turn();
    wait.done = done;
    wait.late = false;
    wait.end_ms = clock_mono_ms() + ms;
    timer_set(timer, LOOK_MS);
    loop_again();
    loop_run(tick);
    timer_free(timer);
}

void loop_until(bool (*done)(void))
{
    loop_wait(done, PATIENCE_MS);
    if (wait.late)
        fail_msg("waited too long");
}

void loop_for(int ms)
{
    loop_wait(NULL, ms);
}
