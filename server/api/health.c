/* Probes, the API's description, and the test clock.
 *
 * Its one rule: alive asks nobody, ready asks everybody a lead needs. Readiness is remembered for a
 * moment, so that a flood of probes, which need no key, never fills the database's queue. */
#include "leadx/api/health.h"

#include <inttypes.h>
#include <string.h>

#include "leadx/api/common.h"
#include "leadx/api/health.sql.h"
#include "leadx/app/market.h"
#include "leadx/base/clock.h"
#include "leadx/base/workers.h"
#include "leadx/db/pool.h"
#include "leadx/http/server.h"

static void alive(struct request *r);
static void ready(struct request *r);
static void openapi(struct request *r);
static void clock_advance(struct request *r);

const struct route health_routes[] = {
    {METHOD_GET, "/healthz", ACTION_PUBLIC, alive, .summary = "The process answers"},
    {METHOD_GET, "/readyz", ACTION_PUBLIC, ready, .summary = "Leads can be sold"},
    {METHOD_GET, "/openapi.json", ACTION_PUBLIC, openapi, .summary = "What this API speaks"},
    {METHOD_POST, "/v1/test/clock", ACTION_ADMIN_WRITE, clock_advance,
     .summary = "Move a test cluster's time forward"},
    {0},
};

/* Made from admin/openapi.yaml at build. */
extern const char openapi_json[];
extern const size_t openapi_json_size;

const char *health_version = "unknown";
bool health_test_clock;

enum { REMEMBER_MS = 500, RETRY_AFTER_S = 1, YEAR_DAYS = 366 };

/* What the database last said about itself. */
static struct {
    int64_t at_ms; /* clock_mono_ms; 0 = never */
    bool up;
    char now[40];
    int64_t ahead_ms; /* -1: no test clock */
} seen;

static void alive(struct request *r)
{
    reply_json(r, 200, SLICE("{\"status\":\"alive\"}"));
}

/* ---- ready */

static void ready_reply(struct request *r)
{
    bool up = seen.up && dbpool_ready(), loaded = market_ready();
    const char *clock = "null";

    if (up && seen.ahead_ms >= 0)
        clock = pool_printf(r->pool, "{\"now\":\"%s\",\"ahead_ms\":%" PRId64 "}", seen.now,
                            seen.ahead_ms);
    if (!up || !loaded)
        reply_header(r, "Retry-After", "1");
    reply_json(
        r, up && loaded ? 200 : 503,
        slice_of(pool_printf(r->pool,
                             "{\"status\":\"%s\",\"version\":\"%s\",\"database\":\"%s\","
                             "\"market\":\"%s\","
                             "\"workers\":{\"total\":%d,\"ready\":%d},"
                             "\"llhttp\":\"%s\",\"test_clock\":%s}",
                             up && loaded ? "ready" : "not_ready", health_version,
                             up ? "up" : "down", loaded ? "loaded" : "loading", workers_total(),
                             workers_ready(), http_parser_version(), clock)));
}

static void on_now(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);
    struct slice now;

    (void)arg;
    seen.at_ms = clock_mono_ms();
    seen.up = res->status == DB_OK;
    if (seen.up) {
        now = result_slice(res, 0, 1);
        snprintf(seen.now, sizeof seen.now, "%.*s", (int)now.n, now.p);
        seen.ahead_ms = result_null(res, 0, 2) ? -1 : result_int64(res, 0, 2);
    }
    if (r != NULL)
        ready_reply(r);
}

static void ready(struct request *r)
{
    if (!dbpool_ready())
        seen.up = false;
    else if (seen.at_ms == 0 || clock_mono_ms() - seen.at_ms > REMEMBER_MS) {
        seen.at_ms = clock_mono_ms(); /* one question at a time; the others take the last answer */
        dbpool_submit(&stmt_health_now, NULL, 0, on_now, request_wait(r), NULL);
        return;
    }
    ready_reply(r);
}

/* ---- the rest */

static void openapi(struct request *r)
{
    reply_lasting(r, "application/json", (struct slice){openapi_json, openapi_json_size});
}

static void on_advanced(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);

    (void)arg;
    if (res->status == DB_OK)
        clock_learn(result_int64(res, 0, 0));
    if (r == NULL)
        return;
    if (res->status == DB_REFUSED && strcmp(res->sqlstate, "LX002") == 0)
        reply_error(r, ERROR_CONFLICT, "This cluster was not made for tests.");
    else if (res->status != DB_OK)
        db_failed(r, res);
    else
        reply_json(
            r, 200,
            slice_of(pool_printf(r->pool, "{\"now\":\"%.*s\"}", (int)result_slice(res, 0, 1).n,
                                 result_slice(res, 0, 1).p)));
}

static void clock_advance(struct request *r)
{
    static const char *const names[] = {"advance_ms", NULL};
    struct faults faults;
    struct param param;
    json_t *body;
    int64_t ms = 0;
    bool ok;

    if (!health_test_clock) {
        reply_error(r, ERROR_NOT_FOUND, NULL);
        return;
    }
    if ((body = body_read(r, false)) == NULL)
        return;
    faults_init(&faults, r->pool);
    ok = read_only(&faults, body, "", names);
    ok &= read_int(&faults, body, "", "advance_ms", true, 0,
                   (int64_t)YEAR_DAYS * 24 * 60 * 60 * 1000, &ms);
    json_decref(body);
    if (!ok) {
        reply_faults(r, &faults);
        return;
    }
    param = param_int64(ms);
    dbpool_submit(&stmt_test_clock_advance, &param, 1, on_advanced, request_wait(r), NULL);
}
