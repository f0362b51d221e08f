/* The worker's end of the link: does what the supervisor says, and stops when it is gone.
 *
 * Its one rule: a worker never outlives its supervisor by more than its requests in flight. main
 * starts it. */
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "leadx/base/buf.h"
#include "leadx/base/log.h"
#include "leadx/base/metrics.h"
#include "leadx/base/shared.h"
#include "leadx/base/workers.h"
#include "leadx/net/loop.h"
#include "link.h"

static struct {
    int fd;
    struct watch *watch;
    struct worker_hooks hooks;
} up;

bool worker_spec_read(const char *text, struct worker_spec *out)
{
    char end;

    return sscanf(text, "%d,%d,%d,%d,%d%c", &out->number, &out->total, &out->shared_fd,
                  &out->link_fd, &out->listen_fd, &end) == 5 &&
           out->total >= 1 && out->total <= WORKERS_MAX && out->number >= 0 &&
           out->number < out->total;
}

/* They came through an exec; none goes through another. */
static void take_over(int fd)
{
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
        log_fatal("worker", "descriptor %d: %s; workers are started by their supervisor", fd,
                  strerror(errno));
}

void worker_join(const struct worker_spec *w)
{
    static char label[24];

    take_over(w->shared_fd);
    take_over(w->link_fd);
    take_over(w->listen_fd);
    if (!shared_join(w->shared_fd))
        log_fatal("worker", "the shared memory is not this program's");
    workers_start(w->total, w->number);
    log_set_worker(w->number);
    snprintf(label, sizeof label, "worker=\"%d\"", w->number);
    metrics_set_label(label);
}

static void say(char word)
{
    /* A full socket means a supervisor that hears nothing; it will see the silence. */
    if (send(up.fd, &word, 1, MSG_NOSIGNAL) < 0)
        log_debug("worker", "the supervisor was not told: %s", strerror(errno));
}

static void render(void)
{
    struct link_metrics *all = shared_part(SHARED_METRICS, sizeof *all * WORKERS_MAX);
    struct link_metrics *mine = &all[worker_self()];
    struct slice s;
    struct buf text;

    buf_init(&text, LINK_METRICS_MAX);
    metrics_render(&text);
    s = buf_slice(&text);
    memcpy(mine->text, s.p, s.n);
    mine->n = (unsigned)s.n;
    buf_free(&text);
    say(LINK_RENDERED);
}

static void obey(char word)
{
    switch (word) {
    case LINK_STOP:
        up.hooks.stop();
        break;
    case LINK_END:
        up.hooks.end();
        break;
    case LINK_RELOAD:
        up.hooks.reload();
        say(LINK_RELOADED);
        break;
    case LINK_RENDER:
        render();
        break;
    default:
        log_error("worker", "the supervisor said what nobody knows");
    }
}

static void on_word(void *arg, bool readable, bool writable)
{
    char word;
    ssize_t n;

    (void)arg;
    (void)readable;
    (void)writable;
    while ((n = recv(up.fd, &word, 1, 0)) == 1)
        obey(word);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    log_warn("worker", "the supervisor is gone");
    watch_free(up.watch);
    up.watch = NULL;
    up.hooks.stop();
}

void worker_link_start(const struct worker_spec *w, const struct worker_hooks *hooks)
{
    up.fd = w->link_fd;
    up.hooks = *hooks;
    up.watch = watch_new(up.fd, on_word, NULL);
    watch_want(up.watch, true, false);
}

void worker_link_ready(void)
{
    worker_set_ready();
    say(LINK_READY);
}
