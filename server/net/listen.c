/* Listening sockets: bind, accept, and the limits on connections in all and per address.
 *
 * Rule: what is over a limit is accepted and closed at once, so that it does not sit in the
 * kernel's queue in front of others. http/server makes the listeners. */
#include "leadx/net/listen.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/base/workers.h"
#include "leadx/net/loop.h"

enum {
    ACCEPTS_A_WAKE = 64, /* then the connections have their turn */
    BACKLOG = 4096,      /* the kernel caps it at net.core.somaxconn */
    TIRED_MS = 100,      /* without descriptors, accept rests this long instead of spinning */
};

struct listener {
    int fd;
    int port;
    bool tls;
    const struct conn_events *events;
    void *(*on_open)(struct conn *c);
    struct watch *watch;
    struct timer *rest;
};

static struct metric *accepted, *refused_all, *refused_address, *open_now;

static void on_collect(void)
{
    metric_set(open_now, (int64_t)conns_open());
}

static void metrics_ready(void)
{
    static const char help[] = "Connections refused at accept, by the limit that was reached.";

    if (accepted != NULL)
        return;
    accepted = metric_counter("leadx_net_accepted_total", "Connections accepted.", NULL);
    refused_all = metric_counter("leadx_net_refused_total", help, "limit=\"max_connections\"");
    refused_address =
        metric_counter("leadx_net_refused_total", help, "limit=\"max_connections_per_address\"");
    open_now = metric_gauge("leadx_net_connections", "Connections open now.", NULL);
    metrics_on_collect(on_collect);
}

/* Takes the connection, or says which limit refuses it. */
static struct metric *listener_take(struct listener *l, int fd, const struct sockaddr *address)
{
    struct conn_start start = {.fd = fd, .tls = l->tls, .events = l->events, .on_open = l->on_open};
    int on = 1;

    if (!worker_connection_add((size_t)setting_int("max_connections")))
        return refused_all;
    peer_of(&start.peer, address);
    if (!peers_enter(&start.peer, (size_t)setting_int("max_connections_per_address"))) {
        worker_connection_drop();
        return refused_address;
    }
    if (address->sa_family != AF_UNIX)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    conn_begin(&start, setting_int("handshake_timeout_ms"));
    return NULL;
}

static void on_rested(void *arg)
{
    struct listener *l = arg;

    watch_want(l->watch, true, false);
}

/* False when accept has nothing more, or must rest. */
static bool listener_accept(struct listener *l)
{
    struct sockaddr_storage address = {.ss_family = AF_UNIX};
    socklen_t size = sizeof address;
    int fd = accept4(l->fd, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct metric *refusal;

    if (fd < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return false;
    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) {
        log_warn("listen", "cannot accept: no descriptors or memory; resting");
        watch_want(l->watch, false, false);
        timer_set(l->rest, TIRED_MS);
        return false;
    }
    if (fd < 0) /* the peer left while it waited in the queue */
        return true;
    metric_add(accepted, 1);
    refusal = listener_take(l, fd, (struct sockaddr *)&address);
    if (refusal != NULL) {
        metric_add(refusal, 1);
        close(fd);
    }
    return true;
}

static void on_connection(void *arg, bool readable, bool writable)
{
    struct listener *l = arg;

    (void)readable;
    (void)writable;
    for (int i = 0; i < ACCEPTS_A_WAKE && listener_accept(l); i++)
        ;
}

static struct listener *listener_new(int fd, bool tls, const struct conn_events *events,
                                     void *(*on_open)(struct conn *c))
{
    struct listener *l = mem_zero(1, sizeof *l);

    metrics_ready();
    l->fd = fd;
    l->tls = tls;
    l->events = events;
    l->on_open = on_open;
    l->rest = timer_new(on_rested, l);
    l->watch = watch_new(fd, on_connection, l);
    watch_want(l->watch, true, false);
    return l;
}

static int listen_fail(int fd, const char *what, const char *where, char *err, size_t err_size)
{
    snprintf(err, err_size, "cannot %s %s: %m", what, where);
    if (fd >= 0)
        close(fd);
    return -1;
}

static socklen_t address_parse(const char *host, int port, struct sockaddr_storage *out)
{
    struct sockaddr_in *in4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)out;

    memset(out, 0, sizeof *out);
    if (strcmp(host, "localhost") == 0)
        host = "127.0.0.1";
    if (inet_pton(AF_INET, host, &in4->sin_addr) == 1) {
        in4->sin_family = AF_INET;
        in4->sin_port = htons((uint16_t)port);
        return sizeof *in4;
    }
    if (inet_pton(AF_INET6, host, &in6->sin6_addr) == 1) {
        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons((uint16_t)port);
        return sizeof *in6;
    }
    return 0;
}

static int socket_listen(const struct sockaddr_storage *address, socklen_t size, bool common,
                         const char *where, char *err, size_t err_size)
{
    int on = 1, fd = socket(address->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return listen_fail(fd, "make a socket for", where, err, err_size);
    if (address->ss_family != AF_UNIX)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (common && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
        return listen_fail(fd, "share", where, err, err_size);
    if (bind(fd, (const struct sockaddr *)address, size) != 0)
        return listen_fail(fd, "bind", where, err, err_size);
    if (listen(fd, BACKLOG) != 0)
        return listen_fail(fd, "listen on", where, err, err_size);
    return fd;
}

int listen_port(int fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;

    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        return 0;
    if (address.ss_family == AF_INET)
        return ntohs(((struct sockaddr_in *)&address)->sin_port);
    return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
}

int listen_bind(const char *host, int port, bool common, char *err, size_t err_size)
{
    struct sockaddr_storage address;
    socklen_t size = address_parse(host, port, &address);
    char where[128];

    if (size == 0) {
        snprintf(err, err_size, "cannot listen on %s: not an IPv4 or IPv6 address", host);
        return -1;
    }
    snprintf(where, sizeof where, "%s port %d", host, port);
    return socket_listen(&address, size, common, where, err, err_size);
}

struct listener *listen_on(int fd, bool tls, const struct conn_events *events,
                           void *(*on_open)(struct conn *c))
{
    struct listener *l = listener_new(fd, tls, events, on_open);

    l->port = listen_port(fd);
    return l;
}

struct listener *listen_tcp(const char *host, int port, bool tls, const struct conn_events *events,
                            void *(*on_open)(struct conn *c), char *err, size_t err_size)
{
    int fd = listen_bind(host, port, false, err, err_size);

    return fd < 0 ? NULL : listen_on(fd, tls, events, on_open);
}

struct listener *listen_unix(const char *path, const struct conn_events *events,
                             void *(*on_open)(struct conn *c), char *err, size_t err_size)
{
    struct sockaddr_storage address = {.ss_family = AF_UNIX};
    struct sockaddr_un *un = (struct sockaddr_un *)&address;
    struct stat old;
    mode_t mask;
    int fd;

    if (strlen(path) >= sizeof un->sun_path) {
        snprintf(err, err_size, "cannot listen on %s: longer than %zu bytes", path,
                 sizeof un->sun_path - 1);
        return NULL;
    }
    strcpy(un->sun_path, path);
    /* Only a socket is replaced: a mistyped path must not cost a file. */
    if (lstat(path, &old) == 0 && S_ISSOCK(old.st_mode))
        unlink(path);
    mask = umask(0177);
    fd = socket_listen(&address, sizeof *un, false, path, err, err_size);
    umask(mask);
    return fd < 0 ? NULL : listener_new(fd, false, events, on_open);
}

int listener_port(const struct listener *l)
{
    return l->port;
}

/* Who waits in the kernel's queue has connected already: closing would reset it. */
void listener_close(struct listener *l)
{
    if (l == NULL)
        return;
    for (int i = 0; i < BACKLOG && listener_accept(l); i++)
        ;
    watch_free(l->watch);
    timer_free(l->rest);
    close(l->fd);
    free(l);
}
