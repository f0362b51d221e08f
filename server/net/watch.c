/* A watched descriptor: one event for each direction, so that asking for writes is one epoll_ctl.
 *
 * Rule: level triggered, and free to be changed or freed from inside its own callback (libevent
 * looks at nothing of an event once its callback runs). net/conn, net/listen, db and out use it.
 *
 * A wake is a timer of no time, not an activated event: libevent goes on as long as anything is
 * active, so that whoever wakes itself again and again would be all that ever runs. */
#include <assert.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>

#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/net/loop.h"

struct watch {
    struct event reading, writing, waking;
    watch_fn fn;
    void *arg;
    bool want_read, want_write;
};

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
    struct watch *w = arg;

    (void)fd;
    (void)what;
    loop_enter();
    w->fn(w->arg, true, false);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
    struct watch *w = arg;

    (void)fd;
    (void)what;
    loop_enter();
    w->fn(w->arg, false, true);
}

struct watch *watch_new(int fd, watch_fn fn, void *arg)
{
    struct watch *w = mem_zero(1, sizeof *w);

    assert(fd >= 0 && fn != NULL);
    w->fn = fn;
    w->arg = arg;
    event_assign(&w->reading, loop_base(), fd, EV_READ | EV_PERSIST, on_readable, w);
    event_assign(&w->writing, loop_base(), fd, EV_WRITE | EV_PERSIST, on_writable, w);
    event_assign(&w->waking, loop_base(), -1, 0, on_readable, w);
    return w;
}

static void event_turn(struct event *event, bool *is, bool want)
{
    int rc;

    if (*is == want)
        return;
    *is = want;
    rc = want ? event_add(event, NULL) : event_del(event);
    /* Only a closed descriptor, or one of a kind epoll cannot watch, comes here: a bug of ours. */
    if (rc != 0)
        log_error("loop", "cannot watch descriptor %d", event_get_fd(event));
}

void watch_want(struct watch *w, bool read, bool write)
{
    event_turn(&w->reading, &w->want_read, read);
    event_turn(&w->writing, &w->want_write, write);
}

void watch_wake(struct watch *w)
{
    static const struct timeval no_time = {0, 0};

    event_add(&w->waking, &no_time);
}

void watch_free(struct watch *w)
{
    if (w == NULL)
        return;
    event_del(&w->reading);
    event_del(&w->writing);
    event_del(&w->waking);
    free(w);
}
