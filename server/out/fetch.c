/* Calls to the outside: takes a slot, has the name looked up, judges the addresses, lets libcurl
 * work, and answers once.
 *
 * Its one rule: record, then advance. Resolver and timer only note what they know and put the call
 * into the ready queue; on_ready and on_transferred, which nobody calls but the loop, go on with
 * it. Called by delivery and by auctions with live bidders. */
#include "leadx/out/fetch.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "call.h"
#include "leadx/base/clock.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/base/waitmap.h"
#include "leadx/net/loop.h"
#include "leadx/out/guard.h"
#include "multi.h"
#include "resolve.h"
#include "slots.h"

static const bool state_moves[CALL_STATES][CALL_STATES] = {
    [CALL_NEW] = {[CALL_RESOLVING] = true, [CALL_READY] = true},
    [CALL_RESOLVING] = {[CALL_READY] = true, [CALL_ORPHANED] = true},
    [CALL_READY] = {[CALL_RUNNING] = true, [CALL_DONE] = true},
    [CALL_RUNNING] = {[CALL_DONE] = true},
    [CALL_ORPHANED] = {[CALL_DONE] = true},
};

static const char *const status_names[] = {
    [FETCH_ANSWERED] = "result=\"answered\"",
    [FETCH_REFUSED] = "result=\"refused\"",
    [FETCH_DNS] = "result=\"dns\"",
    [FETCH_CONNECT] = "result=\"connect\"",
    [FETCH_TLS] = "result=\"tls\"",
    [FETCH_TIMEOUT] = "result=\"timeout\"",
    [FETCH_TOO_LARGE] = "result=\"too_large\"",
    [FETCH_BROKEN] = "result=\"broken\"",
    [FETCH_REJECTED] = "result=\"rejected\"",
};

static struct {
    struct call *all;
    struct call *ready, **ready_end;
    struct timer *timer; /* runs the ready queue */
    struct waitmap lookups;
    struct metric *results[FETCH_REJECTED + 1], *took;
} room;

static void call_set_state(struct call *c, enum call_state state)
{
    assert(state_moves[c->state][state]);
    c->state = state;
}

/* --- All calls --- */

static void call_link(struct call *c)
{
    c->next = room.all;
    if (room.all != NULL)
        room.all->prev = c;
    room.all = c;
}

static void call_unlink(struct call *c)
{
    if (c->prev == NULL)
        room.all = c->next;
    else
        c->prev->next = c->next;
    if (c->next != NULL)
        c->next->prev = c->prev;
}

static void call_bury(struct call *c)
{
    call_set_state(c, CALL_DONE);
    call_unlink(c);
    slot_give(&c->peer);
}

static void call_answer(struct call *c)
{
    metric_add(room.results[c->result.status], 1);
    metric_observe_us(room.took, clock_measure_us() - c->started_us);
    c->done(c->id, &c->result, c->arg);
}

/* The slot is free before the callback, so that it may start the peer's next call. */
static void call_finish(struct call *c)
{
    call_bury(c);
    call_answer(c);
    call_free(c);
}

/* --- Going on --- */

static void call_ready(struct call *c)
{
    call_set_state(c, CALL_READY);
    timer_stop(c->timer);
    *room.ready_end = c;
    room.ready_end = &c->ready_next;
    timer_set(room.timer, 0);
}

static void call_run(struct call *c)
{
    if (c->result.status != FETCH_ANSWERED) {
        call_finish(c);
        return;
    }
    call_set_state(c, CALL_RUNNING);
    transfer_new(c);
    multi_add(c->easy);
}

static void on_ready(void *arg)
{
    struct call *c = room.ready, *next;

    (void)arg;
    /* Callbacks may queue more: those wait for the next turn. */
    room.ready = NULL;
    room.ready_end = &room.ready;
    for (; c != NULL; c = next) {
        next = c->ready_next;
        call_run(c);
    }
}

static void on_transferred(CURL *easy, CURLcode code)
{
    char *private = NULL;
    struct call *c;

    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
    c = (struct call *)(void *)private;
    outcome_read(c, code);
    call_finish(c);
}

/* --- Names --- */

static void call_judge(struct call *c, const union address *found, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c->own_relay || guard_allows(&found[i].any))
            c->addresses[c->n_addresses++] = found[i];
    if (n == 0)
        outcome_set(c, FETCH_DNS);
    else if (c->n_addresses == 0)
        outcome_set(c, FETCH_REFUSED);
}

static void on_resolved(uint64_t wait_id, const union address *found, size_t n)
{
    struct call *c = waitmap_take(&room.lookups, wait_id);

    assert(c != NULL);
    if (c->state == CALL_ORPHANED) {
        call_bury(c);
        call_free(c);
        return;
    }
    call_judge(c, found, n);
    call_ready(c);
}

/* The name took all the time there was: answered now, but the slot stays taken while the resolver
 * still asks, so that a peer's dead name servers cannot pile up lookups. */
static void on_lookup_late(void *arg)
{
    struct call *c = arg;

    call_set_state(c, CALL_ORPHANED);
    outcome_set(c, FETCH_DNS);
    call_answer(c);
}

static void call_resolve(struct call *c)
{
    call_set_state(c, CALL_RESOLVING);
    timer_set(c->timer, c->deadline_ms - clock_mono_ms());
    c->wait_id = waitmap_put(&room.lookups, c);
    resolve_name(c->url.host, on_resolved, c->wait_id);
}

/* --- The room's door --- */

static void call_begin(struct call *c)
{
    if (c->refused || (c->url.scheme == URL_HTTP && !setting_bool("outbound_plain"))) {
        outcome_set(c, FETCH_REFUSED);
        call_ready(c);
    } else if (c->url.literal) {
        call_judge(c, &c->url.address, 1);
        call_ready(c);
    } else {
        call_resolve(c);
    }
}

bool fetch(const struct fetch_request *request, fetch_done_fn done, uint64_t id, void *arg)
{
    int64_t most_ms = setting_int("outbound_timeout_ms"), timeout_ms = request->timeout_ms;
    struct call *c;

    if (!slot_take(&request->peer))
        return false;
    c = call_new(request);
    c->done = done;
    c->id = id;
    c->arg = arg;
    c->started_us = clock_measure_us();
    c->deadline_ms =
        clock_mono_ms() + (timeout_ms <= 0 || timeout_ms > most_ms ? most_ms : timeout_ms);
    c->timer = timer_new(on_lookup_late, c);
    call_link(c);
    call_begin(c);
    return true;
}

size_t fetch_running(void)
{
    return slots_taken();
}

size_t fetch_running_to(const struct uuid *peer)
{
    return slots_taken_by(peer);
}

/* --- Start and stop --- */

static void metrics_make(void)
{
    for (size_t i = 0; i < sizeof status_names / sizeof *status_names; i++)
        room.results[i] = metric_counter("leadx_outbound_calls_total",
                                         "Outbound calls by what came of them.", status_names[i]);
    room.took =
        metric_histogram_us("leadx_outbound_call_seconds", "Time an outbound call took.", NULL);
}

bool fetch_start_up(char *err, size_t err_size)
{
    size_t connections = (size_t)setting_int("outbound_connections");
    const char *ca_file = setting_text("outbound_ca_file");

    if (!guard_configure(setting_text("outbound_allow"), err, err_size))
        return false;
    if (access(ca_file, R_OK) != 0) {
        snprintf(err, err_size, "outbound_ca_file: \"%.200s\" cannot be read", ca_file);
        return false;
    }
    if (!resolve_start(err, err_size))
        return false;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    metrics_make();
    slots_start(connections, (size_t)setting_int("outbound_per_peer"));
    waitmap_init(&room.lookups);
    room.all = room.ready = NULL;
    room.ready_end = &room.ready;
    room.timer = timer_new(on_ready, NULL);
    multi_start(connections, on_transferred);
    return true;
}

static void call_drop(struct call *c)
{
    if (c->state == CALL_RUNNING)
        multi_remove(c->easy);
    call_unlink(c);
    slot_give(&c->peer);
    call_free(c);
}

void fetch_stop(void)
{
    resolve_stop();
    while (room.all != NULL)
        call_drop(room.all);
    multi_stop();
    slots_stop();
    waitmap_free(&room.lookups);
    timer_free(room.timer);
    curl_global_cleanup();
}
