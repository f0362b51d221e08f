/* A process that serves: opens the vault, joins the rooms in order, runs the loop, drains.
 *
 * Its one rule: what happens between two turns stands in tick(), and can be read aloud. Called by
 * main, in the only process or in each worker. */
#include "serve.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "leadx/api/callers.h"
#include "leadx/api/console.h"
#include "leadx/api/health.h"
#include "leadx/api/lead_batch.h"
#include "leadx/api/listings.h"
#include "leadx/api/sessions.h"
#include "leadx/api/stream.h"
#include "leadx/app/books.h"
#include "leadx/app/correction.h"
#include "leadx/app/delivery.h"
#include "leadx/app/due.h"
#include "leadx/app/intake.h"
#include "leadx/app/market.h"
#include "leadx/app/market_match.h"
#include "leadx/app/market_shelf.h"
#include "leadx/app/listed.h"
#include "leadx/app/offered.h"
#include "leadx/app/password.h"
#include "leadx/app/sale.h"
#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/metrics.h"
#include "leadx/base/notify.h"
#include "leadx/base/offload.h"
#include "leadx/base/settings.h"
#include "leadx/base/workers.h"
#include "leadx/core/normalise.h"
#include "leadx/db/elect.h"
#include "leadx/db/migrate.h"
#include "leadx/db/pool.h"
#include "leadx/history/history.h"
#include "leadx/http/server.h"
#include "leadx/net/conn.h"
#include "leadx/net/loop.h"
#include "leadx/net/tls.h"
#include "leadx/out/fetch.h"
#include "version.h"
#include "worker.h"

enum { HEARTBEAT_MS = 100, ERROR_SIZE = 1024 };

static struct {
    const struct options *options;
    struct timer *heartbeat;
    struct watch *offloaded;
    bool draining;
    int64_t drain_until_ms;
} server;

/* --- What runs between two turns
 * ------------------------------------------------------------------ */

static void drain_step(void)
{
    if (!server.draining)
        return;
    if ((http_server_idle() && sale_idle() && delivery_idle()) ||
        clock_mono_ms() >= server.drain_until_ms)
        loop_stop();
}

static void tick(void)
{
    market_tick();       /* orders whose period began wake up */
    market_shelf_tick(); /* what may be browsed is kept as it is */
    offered_tick();      /* open leads meet new appetite */
    listed_tick();       /* listed leads meet who waits for their price */
    due_tick();          /* escrow ends, leads expire */
    books_tick();        /* days close and are signed, months are billed */
    correction_tick();   /* leads sold in a wrong region are made anew */
    intake_tick();       /* who waited too long is told so */

    /* who browses the marketplace is answered, saved searches meet new listings: a slice a turn */
    if (listings_tick())
        loop_again();
    if (market_match_tick())
        loop_again();

    /* batches of leads go on, a few a turn */
    if (lead_batch_tick())
        loop_again();

    sale_flush();    /* whatever was queued goes to the database as one batch */
    delivery_tick(); /* what is due goes to the buyers' endpoints */
    stream_tick();   /* who listens hears what happened */
    conns_bury();    /* what died this turn is freed */

    /* the supervisor sees, and the service manager's watchdog hears, that turns go on */
    worker_beat(clock_mono_ms());
    notify_alive(clock_mono_ms());

    drain_step();
}

/* The loop wakes at least this often, so that the tick's clocks run without traffic. */
static void on_heartbeat(void *arg)
{
    (void)arg;
    timer_set(server.heartbeat, HEARTBEAT_MS);
}

/* --- Signals
 * --------------------------------------------------------------------------------------- */

static void stop(void)
{
    if (server.draining)
        return;
    log_info("main", "stopping: no new connections, requests in flight are finished");
    notify_stopping("finishes the requests in flight");
    server.draining = true;
    server.drain_until_ms = clock_mono_ms() + setting_int("drain_timeout_ms");
    stream_drain();
    http_server_drain();
    delivery_drain();
}

/* A second one ends it at once; a worker, who may hear it from terminal, service manager and
 * supervisor alike, is told that in words. */
static void on_stop(int signo)
{
    (void)signo;
    if (server.draining && !server.options->is_worker)
        loop_stop();
    stop();
}

void serve_log_level(void)
{
    enum log_level level;

    if (log_level_parse(setting_text("log_level"), &level))
        log_set_level(level);
}

static void reload(void)
{
    char err[ERROR_SIZE];

    if (!settings_reload(err, sizeof err))
        log_error("main", "settings kept as they were: %s", err);
    else
        log_info("main", "settings loaded again");
    serve_log_level();
    if (!tls_load(setting_text("tls_cert"), setting_text("tls_key"), err, sizeof err))
        log_error("main", "certificate kept as it was: %s", err);
    else
        log_info("main", "certificate loaded again; new connections get it");
}

static void on_reload(int signo)
{
    (void)signo;
    notify_reloading();
    reload();
    notify_ready("listens");
}

/* --- Start
 * ------------------------------------------------------------------------------------------ */

static void collect_metrics(void)
{
    metric_set(metric_gauge("leadx_book_orders", "Orders in the book.", NULL),
               (int64_t)book_size(market_book()));
    metric_set(metric_gauge("leadx_market_ready", "1 when the market is loaded.", NULL),
               market_ready());
    metric_set(metric_gauge("leadx_market_listings", "Listings in memory, for browsing.", NULL),
               (int64_t)market_shelf_size());
}

/* A thread has hashed a password; what follows belongs to the loop. */
static void on_offloaded(void *arg, bool readable, bool writable)
{
    (void)arg;
    (void)readable;
    (void)writable;
    offload_collect();
}

/* Threads, so nothing is started by fork or exec after this. */
static void passwords_start(void)
{
    password_start();
    server.offloaded = watch_new(offload_fd(), on_offloaded, NULL);
    watch_want(server.offloaded, true, false);
}

static void passwords_stop(void)
{
    watch_free(server.offloaded);
    password_stop();
}

static void schema_check(void)
{
    int have = migrate_database_version(setting_text("database"));

    if (have >= 0 && have != migrate_version())
        log_fatal("main",
                  "the database is at version %d, this program needs %d: run leadxd --migrate",
                  have, migrate_version());
    if (history_was_cut_off(setting_text("database")))
        log_fatal("main", "a history was not written to its end: the database has to be made anew");
    if (have < 0)
        log_warn("main",
                 "the database does not answer yet; requests are answered 503 until it does");
}

/* To the supervisor, or to the service manager where there is none. */
static void announce(void)
{
    static const struct worker_hooks hooks = {stop, loop_stop, reload};

    if (server.options->is_worker) {
        worker_link_start(&server.options->worker, &hooks);
        worker_link_ready();
    } else {
        worker_set_ready();
        notify_ready("listens");
    }
}

/* A key or a company changed: nobody is believed without asking again. */
static void on_party(void)
{
    callers_forget();
    stream_recheck();
}

void serve(const struct options *o)
{
    static const struct market_hooks hooks = {offered_niche, offered_lead, listed_niche,
                                              listed_lead, on_party};
    char err[ERROR_SIZE];

    server.options = o;
    if (!o->is_worker)
        notify_start();
    schema_check();
    if (!vault_open(err, sizeof err) || !books_open(err, sizeof err))
        log_fatal("main", "%s", err);
    loop_init();
    health_version = VERSION;
    health_test_clock = server.options->test_clock;
    callers_start();
    console_start();
    sessions_start();
    passwords_start();
    market_set_hooks(&hooks);
    dbpool_start();
    phone_warm_up();
    db_elect_start();
    offered_start();
    listed_start();
    market_start(NULL);
    sale_start();
    if (!fetch_start_up(err, sizeof err) || !delivery_start(err, sizeof err))
        log_fatal("main", "%s", err);
    metrics_on_collect(collect_metrics);
    if (!(server.options->is_worker
              ? http_server_start_on(server.options->worker.listen_fd, err, sizeof err)
              : http_server_start(err, sizeof err)))
        log_fatal("main", "%s", err);
    log_info("main", "leadxd %s listens on port %d", VERSION, http_server_port());
    loop_on_signal(SIGTERM, on_stop);
    loop_on_signal(SIGINT, on_stop);
    loop_on_signal(SIGHUP, on_reload);
    server.heartbeat = timer_new(on_heartbeat, NULL);
    timer_set(server.heartbeat, HEARTBEAT_MS);
    announce();
    loop_run(tick);
    timer_free(server.heartbeat);
    passwords_stop();
    fetch_stop();
    delivery_stop();
    sale_stop();
    db_elect_stop();
    dbpool_stop();
    log_info("main", "stopped");
}
