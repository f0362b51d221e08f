/* One-shot timers that are cheap to move: a connection moves its deadline several times a request.
 *
 * Rule: moving one later only notes the new time; the armed event finds out when it fires and arms
 * itself again. Only moving one earlier touches libevent's heap. Used by every room that waits. */
#include <assert.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>

#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/net/loop.h"

enum { NEVER = -1 };

struct timer {
    struct event event;
    timer_fn fn;
    void *arg;
    int64_t due_ms;   /* clock_mono_ms it is for; NEVER when stopped */
    int64_t armed_ms; /* what libevent waits for, at or before due_ms; NEVER when not armed */
};

static void timer_arm(struct timer *t)
{
    int64_t after_ms = t->due_ms - clock_mono_ms();
    struct timeval tv;

    if (after_ms < 0)
        after_ms = 0;
    tv.tv_sec = after_ms / 1000;
    tv.tv_usec = (after_ms % 1000) * 1000;
    t->armed_ms = t->due_ms;
    evtimer_add(&t->event, &tv);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct timer *t = arg;

    (void)fd;
    (void)what;
    loop_enter();
    t->armed_ms = NEVER;
    if (t->due_ms == NEVER)
        return;
    if (t->due_ms > clock_mono_ms()) {
        timer_arm(t);
        return;
    }
    t->due_ms = NEVER;
    t->fn(t->arg);
}

struct timer *timer_new(timer_fn fn, void *arg)
{
    struct timer *t = mem_zero(1, sizeof *t);

    assert(fn != NULL);
    t->fn = fn;
    t->arg = arg;
    t->due_ms = t->armed_ms = NEVER;
    evtimer_assign(&t->event, loop_base(), on_timer, t);
    return t;
}

void timer_set(struct timer *t, int64_t after_ms)
{
    assert(after_ms >= 0);
    t->due_ms = clock_mono_ms() + after_ms;
    if (t->armed_ms == NEVER || t->armed_ms > t->due_ms)
        timer_arm(t);
}

void timer_stop(struct timer *t)
{
    t->due_ms = NEVER;
}

void timer_free(struct timer *t)
{
    if (t == NULL)
        return;
    event_del(&t->event);
    free(t);
}
