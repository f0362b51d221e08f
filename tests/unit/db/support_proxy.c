/* The proxy: one thread that polls. The mode decides which descriptors it looks at, so a frozen
 * connection is one that nobody reads. */
#include "support_proxy.h"

#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { PAIRS_MAX = 32, STOP = -1 };

struct pair {
    int client, server;
};

static struct {
    char folder[32], path[64], real_host[108], real_port[16];
    pthread_t thread;
    int orders[2], answers[2]; /* pipes: a mode each way */
    int listener;              /* -1 when down */
    int mode;
    struct pair pairs[PAIRS_MAX];
    int n;
} proxy = {.folder = "/tmp/leadx-proxy-XXXXXX"};

static int unix_socket(const char *path, struct sockaddr_un *to)
{
    *to = (struct sockaddr_un){.sun_family = AF_UNIX};
    snprintf(to->sun_path, sizeof to->sun_path, "%s", path);
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int connect_unix(void)
{
    char path[140];
    struct sockaddr_un to;
    int fd;

    snprintf(path, sizeof path, "%s/.s.PGSQL.%s", proxy.real_host, proxy.real_port);
    fd = unix_socket(path, &to);
    return connect(fd, (struct sockaddr *)&to, sizeof to) == 0 ? fd : (close(fd), -1);
}

static int connect_tcp(void)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    int fd;

    if (getaddrinfo(proxy.real_host, proxy.real_port, &hints, &found) != 0)
        return -1;
    fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
        close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

static void open_door(void)
{
    struct sockaddr_un at;

    unlink(proxy.path);
    proxy.listener = unix_socket(proxy.path, &at);
    if (bind(proxy.listener, (struct sockaddr *)&at, sizeof at) != 0 ||
        listen(proxy.listener, 16) != 0)
        abort();
}

static void pair_close(int i)
{
    close(proxy.pairs[i].client);
    close(proxy.pairs[i].server);
    proxy.pairs[i] = proxy.pairs[--proxy.n];
}

static void take_order(void)
{
    if (read(proxy.orders[0], &proxy.mode, sizeof proxy.mode) != sizeof proxy.mode)
        abort();
    if (proxy.mode == PROXY_DOWN || proxy.mode == STOP) {
        while (proxy.n > 0)
            pair_close(0);
        if (proxy.listener >= 0)
            close(proxy.listener);
        unlink(proxy.path);
        proxy.listener = -1;
    } else if (proxy.listener < 0) {
        open_door();
    }
    if (write(proxy.answers[1], &proxy.mode, sizeof proxy.mode) != sizeof proxy.mode)
        abort();
}

static void take_client(void)
{
    int client = accept(proxy.listener, NULL, NULL);
    int server = proxy.real_host[0] == '/' ? connect_unix() : connect_tcp();

    if (client < 0 || server < 0 || proxy.n == PAIRS_MAX) {
        close(client);
        close(server);
        return;
    }
    proxy.pairs[proxy.n++] = (struct pair){client, server};
}

/* false: one side has ended. */
static bool move_bytes(int from, int to)
{
    char bytes[65536];
    ssize_t n = read(from, bytes, sizeof bytes);

    for (ssize_t at = 0, sent; at < n; at += sent)
        if ((sent = send(to, bytes + at, (size_t)(n - at), MSG_NOSIGNAL)) <= 0)
            return false;
    return n > 0;
}

static void serve_pairs(const struct pollfd *polls)
{
    for (int i = proxy.n - 1; i >= 0; i--) { /* backwards: a closed one is replaced by the last */
        struct pair *p = &proxy.pairs[i];
        bool alive = true;

        if (polls[2 * i].revents != 0)
            alive = move_bytes(p->client, p->server);
        if (alive && polls[2 * i + 1].revents != 0)
            alive = move_bytes(p->server, p->client);
        if (!alive)
            pair_close(i);
    }
}

static void *serve(void *arg)
{
    struct pollfd polls[2 + 2 * PAIRS_MAX];

    (void)arg;
    while (proxy.mode != STOP) {
        short up = proxy.mode == PROXY_FREEZE ? 0 : POLLIN;
        short down = proxy.mode == PROXY_PASS ? POLLIN : 0;

        polls[0] = (struct pollfd){.fd = proxy.orders[0], .events = POLLIN};
        polls[1] = (struct pollfd){.fd = proxy.listener, .events = POLLIN};
        for (int i = 0; i < proxy.n; i++) { /* a negative descriptor is not looked at */
            polls[2 + 2 * i] = (struct pollfd){.fd = up ? proxy.pairs[i].client : -1, .events = up};
            polls[3 + 2 * i] =
                (struct pollfd){.fd = down ? proxy.pairs[i].server : -1, .events = down};
        }
        if (poll(polls, (nfds_t)(2 + 2 * proxy.n), -1) < 0)
            abort();
        serve_pairs(polls + 2);
        if (polls[1].revents != 0)
            take_client();
        if (polls[0].revents != 0)
            take_order();
    }
    return NULL;
}

const char *proxy_start(const char *host, const char *port)
{
    if (mkdtemp(proxy.folder) == NULL || pipe(proxy.orders) != 0 || pipe(proxy.answers) != 0)
        abort();
    chmod(proxy.folder, 0755);
    snprintf(proxy.path, sizeof proxy.path, "%s/.s.PGSQL.5432", proxy.folder);
    snprintf(proxy.real_host, sizeof proxy.real_host, "%s", host);
    snprintf(proxy.real_port, sizeof proxy.real_port, "%s", port);
    open_door();
    if (pthread_create(&proxy.thread, NULL, serve, NULL) != 0)
        abort();
    return proxy.folder;
}

static void order(int mode)
{
    int answer;

    if (write(proxy.orders[1], &mode, sizeof mode) != sizeof mode ||
        read(proxy.answers[0], &answer, sizeof answer) != sizeof answer)
        abort();
}

void proxy_mode_set(enum proxy_mode mode)
{
    order((int)mode);
}

void proxy_stop(void)
{
    order(STOP);
    pthread_join(proxy.thread, NULL);
    for (int i = 0; i < 2; i++) {
        close(proxy.orders[i]);
        close(proxy.answers[i]);
    }
    rmdir(proxy.folder);
}
