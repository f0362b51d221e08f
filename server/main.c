/* leadxd: the exchange's server. Reads settings, opens the vault, joins the rooms, runs the loop.
 *
 * Its one rule: what happens between two turns stands in tick(), and can be read aloud. */
#include <getopt.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/api/alerts.h"
#include "leadx/api/audit.h"
#include "leadx/api/books.h"
#include "leadx/api/callers.h"
#include "leadx/api/checks.h"
#include "leadx/api/console.h"
#include "leadx/api/deferrals.h"
#include "leadx/api/deposits.h"
#include "leadx/api/disputes.h"
#include "leadx/api/docs.h"
#include "leadx/api/endpoints.h"
#include "leadx/api/estimates.h"
#include "leadx/api/health.h"
#include "leadx/api/invoices.h"
#include "leadx/api/keys.h"
#include "leadx/api/lead_batch.h"
#include "leadx/api/lead_post.h"
#include "leadx/api/leads.h"
#include "leadx/api/ledger.h"
#include "leadx/api/listings.h"
#include "leadx/api/looking.h"
#include "leadx/api/me.h"
#include "leadx/api/me_secrets.h"
#include "leadx/api/money_terms.h"
#include "leadx/api/niches.h"
#include "leadx/api/offers.h"
#include "leadx/api/onboarding.h"
#include "leadx/api/orders.h"
#include "leadx/api/orgs.h"
#include "leadx/api/outcomes.h"
#include "leadx/api/payments.h"
#include "leadx/api/payouts.h"
#include "leadx/api/prices.h"
#include "leadx/api/purchases.h"
#include "leadx/api/reports.h"
#include "leadx/api/reviews.h"
#include "leadx/api/sales.h"
#include "leadx/api/scores.h"
#include "leadx/api/searches.h"
#include "leadx/api/sessions.h"
#include "leadx/api/sign_in_links.h"
#include "leadx/api/sources.h"
#include "leadx/api/statements.h"
#include "leadx/api/stream.h"
#include "leadx/api/suppressions.h"
#include "leadx/api/users.h"
#include "leadx/api/work.h"
#include "leadx/app/books.h"
#include "leadx/app/correction.h"
#include "leadx/app/delivery.h"
#include "leadx/app/due.h"
#include "leadx/app/intake.h"
#include "leadx/app/key.h"
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
#include "leadx/db/once.h"
#include "leadx/db/pool.h"
#include "leadx/history/history.h"
#include "leadx/http/route.h"
#include "leadx/http/server.h"
#include "leadx/net/conn.h"
#include "leadx/net/loop.h"
#include "leadx/net/tls.h"
#include "leadx/out/fetch.h"
#include "supervisor.h"
#include "worker.h"

#define VERSION "0.1.0"

enum { HEARTBEAT_MS = 100, ERROR_SIZE = 1024 };

static struct {
    const char *config;
    bool check, migrate, bootstrap, test_clock, routes, history;
    struct history_plan past;
    bool is_worker; /* of a supervisor, which says what is inherited */
    struct worker_spec worker;
} options;

static struct {
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
    if (listings_tick() | market_match_tick())
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
    if (server.draining && !options.is_worker)
        loop_stop();
    stop();
}

static void apply_log_level(void)
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
    apply_log_level();
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

static void routes_all(void)
{
    static const struct route *const tables[] = {
        lead_post_routes,    lead_batch_routes,  leads_routes,
        sales_routes,        orders_routes,      offers_routes,
        niches_routes,       sources_routes,     orgs_routes,
        keys_routes,         me_routes,          deposits_routes,
        ledger_routes,       audit_routes,       suppressions_routes,
        reviews_routes,      health_routes,      endpoints_routes,
        docs_routes,         payouts_routes,     payout_desk_routes,
        payments_routes,     money_terms_routes, disputes_routes,
        dispute_desk_routes, books_routes,       dispute_files_routes,
        checks_routes,       statements_routes,  invoices_routes,
        outcomes_routes,     scores_routes,      alerts_routes,
        onboarding_routes,   deferrals_routes,   listings_routes,
        stream_routes,       prices_routes,      console_routes,
        purchases_routes,    sessions_routes,    users_routes,
        me_secrets_routes,   looking_routes,     sign_in_links_routes,
        reports_routes,      work_routes,        searches_routes,
        estimates_routes};

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        routes_add(tables[i]);
}

static void route_print(const struct route *route, void *arg)
{
    static const char *const names[] = {"GET",   "HEAD",   "POST",    "PUT",
                                        "PATCH", "DELETE", "OPTIONS", "OTHER"};

    (void)arg;
    printf("%s %s\n", names[route->method], route->path);
}

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

    if (options.is_worker) {
        worker_link_start(&options.worker, &hooks);
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

static void serve(void)
{
    static const struct market_hooks hooks = {offered_niche, offered_lead, listed_niche,
                                              listed_lead, on_party};
    char err[ERROR_SIZE];

    if (!options.is_worker)
        notify_start();
    schema_check();
    if (!vault_open(err, sizeof err) || !books_open(err, sizeof err))
        log_fatal("main", "%s", err);
    loop_init();
    health_version = VERSION;
    health_test_clock = options.test_clock;
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
    if (!(options.is_worker ? http_server_start_on(options.worker.listen_fd, err, sizeof err)
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

static int migrate(void)
{
    char err[ERROR_SIZE * 4];

    if (migrate_run(setting_text("database_owner"), err, sizeof err))
        return 0;
    fprintf(stderr, "leadxd: %s\n", err);
    return 1;
}

/* Prints admin_key=… the first time, nothing later. */
static int bootstrap(void)
{
    char key[KEY_LENGTH + 1], hint[KEY_HINT + 1], hex[2 + 2 * SHA256_SIZE + 1] = "\\x", made[8],
                                                                            err[ERROR_SIZE];
    const char *params[3] = {hex, hint, options.test_clock ? "true" : "false"};
    uint8_t hash[SHA256_SIZE];

    key_make(key);
    key_hash(slice_of(key), hash);
    key_hint(slice_of(key), hint);
    hex_encode(hash, sizeof hash, hex + 2);
    if (!db_once(setting_text("database_owner"),
                 "select leadx.bootstrap($1::bytea, $2, $3::boolean)", params, 3, made, sizeof made,
                 err, sizeof err)) {
        fprintf(stderr, "leadxd: %s\n", err);
        return 1;
    }
    if (strcmp(made, "t") == 0)
        printf("admin_key=%s\n", key);
    return 0;
}

/* --- Command line
 * ------------------------------------------------------------------------------------ */

static void usage(FILE *out)
{
    fputs(
        "leadxd, the server of the leadx lead exchange\n\n"
        "  leadxd --config FILE                serve until SIGTERM; SIGHUP loads settings and "
        "certificate again\n"
        "  leadxd --config FILE --check        say what is wrong with the settings, and end\n"
        "  leadxd --config FILE --migrate      bring the database to this program's version\n"
        "  leadxd --config FILE --bootstrap    make the first administrator; prints its key once\n"
        "  leadxd --config FILE --history DAYS[:SEED]\n"
        "                                      write a demo market's past into an empty exchange\n"
        "  leadxd --routes                     list what the API answers\n"
        "  leadxd --help-settings              describe every setting\n"
        "  leadxd --version\n\n"
        "Settings stand in FILE as \"name = value\" and in the environment as LEADX_NAME.\n",
        out);
}

static void options_read(int argc, char **argv)
{
    static const struct option known[] = {
        {"config", required_argument, NULL, 'c'},  {"worker", required_argument, NULL, 'w'},
        {"check", no_argument, NULL, 'k'},         {"migrate", no_argument, NULL, 'm'},
        {"bootstrap", no_argument, NULL, 'b'},     {"test-clock", no_argument, NULL, 't'},
        {"history", required_argument, NULL, 'y'}, {"routes", no_argument, NULL, 'r'},
        {"help-settings", no_argument, NULL, 's'}, {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},       {0}};
    int c;

    while ((c = getopt_long(argc, argv, "c:h", known, NULL)) != -1)
        switch (c) {
        case 'c':
            options.config = optarg;
            break;
        case 'w':
            options.is_worker = worker_spec_read(optarg, &options.worker);
            if (options.is_worker)
                break;
            usage(stderr);
            exit(2);
        case 'k':
            options.check = true;
            break;
        case 'm':
            options.migrate = true;
            break;
        case 'b':
            options.bootstrap = true;
            break;
        case 't':
            options.test_clock = true;
            break;
        case 'y':
            options.history = history_plan_read(optarg, &options.past);
            if (options.history)
                break;
            fprintf(stderr, "leadxd: --history takes 1 to %d days, and a seed: 90 or 90:7\n",
                    HISTORY_DAYS_MAX);
            exit(2);
        case 'r':
            options.routes = true;
            break;
        case 's':
            settings_print_help(stdout);
            exit(0);
        case 'h':
            usage(stdout);
            exit(0);
        case 'v':
            puts("leadxd " VERSION);
            exit(0);
        default:
            usage(stderr);
            exit(2);
        }
    if (optind < argc) {
        usage(stderr);
        exit(2);
    }
}

/* Who gave none at all hears that first, not which of them is missed first. */
static void settings_open(void)
{
    char err[ERROR_SIZE];

    if (!settings_load(options.config, err, sizeof err)) {
        if (!options.check)
            log_fatal("main", "%s", err);
        fprintf(stderr, "leadxd: %s\n", err);
        exit(1);
    }
    if (options.config != NULL || setting_text("database")[0] != '\0' ||
        setting_text("database_owner")[0] != '\0')
        return;
    fputs("leadxd: --config FILE is needed, or the settings as environment LEADX_NAME.\n"
          "        leadxd --help says more.\n",
          stderr);
    exit(2);
}

static int workers_wanted(void)
{
    int n = (int)setting_int("workers");
    cpu_set_t mine;

    if (n > 0)
        return n;
    n = sched_getaffinity(0, sizeof mine, &mine) == 0 ? CPU_COUNT(&mine) : 1;
    return n < WORKERS_MAX ? n : WORKERS_MAX;
}

int main(int argc, char **argv)
{
    options_read(argc, argv);
    routes_all();
    if (options.routes) {
        routes_each(route_print, NULL);
        return 0;
    }
    settings_open();
    if (options.check)
        return 0;
    apply_log_level();
    clock_turn();
    if (options.migrate)
        return migrate();
    if (options.bootstrap)
        return bootstrap();
    if (options.history)
        return (int)history_run(&options.past);
    if (options.is_worker)
        worker_join(&options.worker);
    else if (workers_wanted() > 1)
        return supervise(workers_wanted(), argv);
    serve();
    return 0;
}
