/* The one event loop of the process, over libevent: turns, ticks and signals.
 *
 * Rule: the clock is read once a turn, after the wait and before the first callback, so that every
 * callback of the turn sees the same now. main runs it; db, out and http see only loop.h. */
#include "leadx/net/loop.h"

#include <assert.h>
#include <event2/event.h>
#include <signal.h>
#include <stddef.h>

#include "leadx/base/clock.h"
#include "leadx/base/log.h"

enum { SIGNALS_MAX = 8 };

static struct event_base *base;
static uint64_t turn;
static bool stopping, again, clock_read;

static struct {
    struct event *event;
    void (*fn)(int signo);
} signals[SIGNALS_MAX];
static size_t n_signals;

void loop_init(void)
{
    struct event_config *config = event_config_new();

    assert(base == NULL && config != NULL);
    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    base = event_base_new_with_config(config);
    event_config_free(config);
    if (base == NULL)
        log_fatal("loop", "no event loop: epoll is not available");
    /* A peer that leaves while we write is an error value, not a signal. */
    signal(SIGPIPE, SIG_IGN);
    clock_turn();
}

void loop_free(void)
{
    for (size_t i = 0; i < n_signals; i++)
        event_free(signals[i].event);
    n_signals = 0;
    event_base_free(base);
    base = NULL;
}

struct event_base *loop_base(void)
{
    assert(base != NULL);
    return base;
}

void loop_run(void (*tick)(void))
{
    stopping = false;
    while (!stopping) {
        int flags = EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY | (again ? EVLOOP_NONBLOCK : 0);

        again = false;
        clock_read = false;
        turn++;
        if (event_base_loop(base, flags) < 0)
            log_fatal("loop", "the event loop failed");
        loop_enter(); /* a turn without events has a time too */
        tick();
    }
}

void loop_stop(void)
{
    stopping = true;
    again = true;
}

void loop_again(void)
{
    again = true;
}

uint64_t loop_turn(void)
{
    return turn;
}

void loop_enter(void)
{
    if (clock_read)
        return;
    clock_read = true;
    clock_turn();
}

static void on_signal(evutil_socket_t signo, short what, void *arg)
{
    size_t i = (size_t)(uintptr_t)arg;

    (void)what;
    loop_enter();
    signals[i].fn((int)signo);
}

void loop_on_signal(int signo, void (*fn)(int signo))
{
    size_t i = n_signals++;

    assert(i < SIGNALS_MAX);
    signals[i].fn = fn;
    signals[i].event = evsignal_new(loop_base(), signo, on_signal, (void *)(uintptr_t)i);
    if (signals[i].event == NULL || event_add(signals[i].event, NULL) != 0)
        log_fatal("loop", "cannot watch signal %d", signo);
}
