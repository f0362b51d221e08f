/* systemd's notification protocol, without its library: "NAME=value" lines in one datagram.
 *
 * Its one rule: telling never waits and never fails the teller; a manager that does not listen
 * misses something, that is all. Called by main. */
#include "leadx/base/notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "leadx/base/log.h"

static struct {
    int fd; /* 0: nobody to tell (standard input is never ours) */
    struct sockaddr_un to;
    socklen_t to_size;
    int64_t watchdog_ms; /* 0: nobody watches */
    int64_t alive_ms;    /* when it was last told */
} notify;

/* A path, or "@name" in the abstract namespace. */
static bool address_read(const char *text)
{
    size_t n = strlen(text);

    if ((text[0] != '/' && text[0] != '@') || n < 2 || n >= sizeof notify.to.sun_path)
        return false;
    notify.to.sun_family = AF_UNIX;
    memcpy(notify.to.sun_path, text, n);
    if (text[0] == '@')
        notify.to.sun_path[0] = '\0';
    notify.to_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
    return true;
}

/* WATCHDOG_PID names whom the manager watches: after an exec or fork it may be another. */
static int64_t watchdog_read(void)
{
    const char *us = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
    long long n = us == NULL ? 0 : strtoll(us, NULL, 10);

    if (n <= 0 || (pid != NULL && strtoll(pid, NULL, 10) != getpid()))
        return 0;
    return n < 1000 ? 1 : n / 1000;
}

void notify_start(void)
{
    const char *where = getenv("NOTIFY_SOCKET");

    if (where == NULL || where[0] == '\0')
        return;
    if (!address_read(where)) {
        log_warn("notify", "NOTIFY_SOCKET is neither a path nor an abstract name; not used");
        return;
    }
    notify.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (notify.fd < 0)
        log_fatal("notify", "no socket: %s", strerror(errno));
    notify.watchdog_ms = watchdog_read();
}

static void tell(const char *text)
{
    if (notify.fd > 0 && sendto(notify.fd, text, strlen(text), MSG_NOSIGNAL,
                                (struct sockaddr *)&notify.to, notify.to_size) < 0)
        log_debug("notify", "the service manager was not told: %s", strerror(errno));
}

static void tell_state(const char *state, const char *status)
{
    char text[256];

    snprintf(text, sizeof text, "%s\nSTATUS=%s", state, status);
    tell(text);
}

void notify_ready(const char *status)
{
    tell_state("READY=1", status);
}

/* Newer managers (Type=notify-reload) want to know since when. */
void notify_reloading(void)
{
    struct timespec now;
    char text[64];

    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%lld",
             (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
    tell(text);
}

void notify_stopping(const char *status)
{
    tell_state("STOPPING=1", status);
}

void notify_alive(int64_t now_ms)
{
    if (notify.watchdog_ms == 0 || now_ms - notify.alive_ms < notify.watchdog_ms / 3)
        return;
    notify.alive_ms = now_ms;
    tell("WATCHDOG=1");
}

int64_t notify_watchdog_ms(void)
{
    return notify.watchdog_ms;
}

void notify_end(void)
{
    if (notify.fd > 0)
        close(notify.fd);
    memset(&notify, 0, sizeof notify);
}
