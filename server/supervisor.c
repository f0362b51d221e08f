/* The supervisor: takes no request and knows no database. It starts workers, passes on what it is
 * told by signals, speaks with the service manager for all of them, and serves /metrics.
 *
 * Its one rule: it does so little that nothing is left to fail. Called by main when the setting
 * workers is more than one. */
#include "supervisor.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "gather.h"
#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/metrics.h"
#include "leadx/base/notify.h"
#include "leadx/base/settings.h"
#include "leadx/base/workers.h"
#include "leadx/net/conn.h"
#include "leadx/net/loop.h"
#include "slots.h"

enum {
    HEARTBEAT_MS = 100,
    ERROR_SIZE = 1024,
    DRAIN_MARGIN_MS = 2000, /* workers end by themselves first */
};

static struct {
    struct timer *heartbeat;
    bool was_ready; /* all workers have served at once */
    bool stopping;
    int status; /* what to exit with */
    int64_t kill_at_ms;
    bool reloading, owes_reload[WORKERS_MAX];
} sup;

static void on_heartbeat(void *arg)
{
    (void)arg;
    timer_set(sup.heartbeat, HEARTBEAT_MS);
}

/* ---- stopping */

static void stop(const char *why)
{
    if (sup.stopping)
        return;
    sup.stopping = true;
    sup.kill_at_ms = clock_mono_ms() + setting_int("drain_timeout_ms") + DRAIN_MARGIN_MS;
    log_info("supervisor", "stopping: %s", why);
    notify_stopping("finishes the requests in flight");
    slots_shut();
    slots_say(LINK_STOP, true, NULL);
}

static void on_stop(int signo)
{
    (void)signo;
    if (sup.stopping)
        slots_say(LINK_END, true, NULL);
    else
        stop("requests in flight are finished");
}

static void stop_step(void)
{
    if (!sup.stopping)
        return;
    if (slots_empty())
        loop_stop();
    else if (clock_mono_ms() >= sup.kill_at_ms)
        slots_kill();
}

/* ---- reloading */

static void reload_step(void)
{
    if (!sup.reloading)
        return;
    for (int i = 0; i < slots_count(); i++)
        if (sup.owes_reload[i])
            return;
    sup.reloading = false;
    notify_ready("listens");
}

static void owes_reload(int slot)
{
    sup.owes_reload[slot] = true;
}

static void on_reload(int signo)
{
    enum log_level level;
    char err[ERROR_SIZE];

    (void)signo;
    notify_reloading();
    if (!settings_reload(err, sizeof err))
        log_error("supervisor", "settings kept as they were: %s", err);
    if (log_level_parse(setting_text("log_level"), &level))
        log_set_level(level);
    sup.reloading = true;
    slots_say(LINK_RELOAD, true, owes_reload);
}

/* ---- workers */

static void on_word(int slot, char word)
{
    switch (word) {
    case LINK_READY:
        log_info("supervisor", "worker %d serves", slot);
        break;
    case LINK_RELOADED:
        sup.owes_reload[slot] = false;
        break;
    case LINK_RENDERED:
        gather_rendered(slot);
        break;
    default:
        log_error("supervisor", "worker %d says what nobody knows", slot);
    }
}

/* Before all have served once, a worker that cannot is a server that cannot. */
static void on_ended(int slot, const char *how, bool was_ready)
{
    sup.owes_reload[slot] = false;
    gather_lost(slot);
    if (sup.stopping)
        return;
    if (!sup.was_ready && !was_ready) {
        log_error("supervisor", "worker %d %s before it served", slot, how);
        sup.status = 1;
        stop("the server cannot start");
        return;
    }
    log_error("supervisor", "worker %d %s; another is started", slot, how);
    metric_add(metric_counter("leadx_worker_restarts_total",
                              "Workers that ended without being told, and were started again.",
                              NULL),
               1);
}

static void ready_step(void)
{
    if (sup.was_ready || sup.stopping || slots_ready() < slots_count())
        return;
    sup.was_ready = true;
    log_info("supervisor", "%d workers listen on port %d", slots_count(), slots_port());
    notify_ready("listens");
}

/* A worker that is being started again is looked after already; one that serves and is silent
 * is not, until it is killed for it. */
static void alive_step(void)
{
    int64_t patience_ms = notify_watchdog_ms() / 2;

    if (patience_ms == 0 || slots_silent_ms() <= (patience_ms > 200 ? patience_ms : 200))
        notify_alive(clock_mono_ms());
}

static void tick(void)
{
    slots_tick(); /* who ended, who is due, who hangs */
    ready_step();
    reload_step();
    alive_step();
    stop_step();
    conns_bury(); /* scrapes that are over */
}

static void on_child(int signo)
{
    (void)signo; /* the tick looks */
}

static void collect(void)
{
    metric_set(metric_gauge("leadx_workers", "Workers there should be.", NULL), slots_count());
    metric_set(metric_gauge("leadx_workers_ready", "Workers that serve.", NULL), slots_ready());
}

int supervise(int n, char **argv)
{
    static const struct slots_hooks hooks = {on_word, on_ended};
    char err[ERROR_SIZE];

    notify_start();
    loop_init();
    if (!slots_open(n, argv, &hooks, err, sizeof err) || !gather_start(err, sizeof err))
        log_fatal("supervisor", "%s", err);
    metric_counter("leadx_worker_restarts_total",
                   "Workers that ended without being told, and were started again.", NULL);
    metrics_on_collect(collect);
    loop_on_signal(SIGTERM, on_stop);
    loop_on_signal(SIGINT, on_stop);
    loop_on_signal(SIGHUP, on_reload);
    loop_on_signal(SIGCHLD, on_child);
    sup.heartbeat = timer_new(on_heartbeat, NULL);
    timer_set(sup.heartbeat, HEARTBEAT_MS);
    slots_tick();
    loop_run(tick);
    timer_free(sup.heartbeat);
    log_info("supervisor", "stopped");
    return sup.status;
}
