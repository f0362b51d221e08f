/* The resolver: c-ares driven by the loop's watches and one timer.
 *
 * Its one rule: names are looked up as they are written (no search domains), each time anew, and
 * what is found is judged by others. Called by fetch.c. */
#include "resolve.h"

#include <ares.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/net/loop.h"

/* A server gets 2 s, then every server once more with 4 s. */
enum { ANSWER_MS = 2000, TRIES = 2 };

struct lookup {
    resolve_fn fn;
    uint64_t id;
};

struct socket_watch {
    struct socket_watch *next;
    int fd;
    struct watch *watch;
};

static struct {
    ares_channel channel;
    struct timer *timer;
    struct socket_watch *sockets;
    size_t under_way;
    bool doubtful; /* no server answered: perhaps resolv.conf has changed since it was read */
    bool stopping;
} resolver;

/* --- Descriptors and time --- */

static void timer_arm(void)
{
    struct timeval room, *next = ares_timeout(resolver.channel, NULL, &room);

    if (next == NULL)
        timer_stop(resolver.timer);
    else
        timer_set(resolver.timer, (int64_t)next->tv_sec * 1000 + next->tv_usec / 1000 + 1);
}

static void on_socket(void *arg, bool readable, bool writable)
{
    struct socket_watch *s = arg;
    int fd = s->fd;

    /* s may be gone afterwards */
    ares_process_fd(resolver.channel, readable ? fd : ARES_SOCKET_BAD,
                    writable ? fd : ARES_SOCKET_BAD);
    timer_arm();
}

static void on_time(void *arg)
{
    (void)arg;
    ares_process_fd(resolver.channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    timer_arm();
}

static void socket_forget(struct socket_watch **place)
{
    struct socket_watch *s = *place;

    *place = s->next;
    watch_free(s->watch);
    free(s);
}

/* c-ares says what it waits for; neither: it is about to close the socket. */
static void on_socket_state(void *data, ares_socket_t fd, int readable, int writable)
{
    struct socket_watch **place = &resolver.sockets;

    (void)data;
    while (*place != NULL && (*place)->fd != fd)
        place = &(*place)->next;
    if (!readable && !writable) {
        if (*place != NULL)
            socket_forget(place);
        return;
    }
    if (*place == NULL) {
        *place = mem_zero(1, sizeof **place);
        (*place)->fd = fd;
        (*place)->watch = watch_new(fd, on_socket, *place);
    }
    watch_want((*place)->watch, readable, writable);
}

/* --- The channel --- */

static bool channel_open(char *err, size_t err_size)
{
    struct ares_options options = {.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES,
                                   .timeout = ANSWER_MS,
                                   .tries = TRIES,
                                   .sock_state_cb = on_socket_state};
    const char *servers = setting_text("outbound_dns");
    int rc = ares_init_options(&resolver.channel, &options,
                               ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
                                   ARES_OPT_SOCK_STATE_CB);

    if (rc != ARES_SUCCESS) {
        snprintf(err, err_size, "the resolver does not start: %s", ares_strerror(rc));
        return false;
    }
    rc = *servers == '\0' ? ARES_SUCCESS : ares_set_servers_ports_csv(resolver.channel, servers);
    if (rc == ARES_SUCCESS)
        return true;
    ares_destroy(resolver.channel);
    snprintf(err, err_size, "outbound_dns: \"%.100s\" is not a list of address:port", servers);
    return false;
}

/* c-ares reads resolv.conf once; a machine that moved to another network needs it read again. */
static void channel_renew(void)
{
    ares_channel old = resolver.channel;
    char err[256];

    if (!resolver.doubtful || resolver.under_way > 0)
        return;
    resolver.doubtful = false;
    if (channel_open(err, sizeof err)) {
        ares_destroy(old);
        return;
    }
    resolver.channel = old;
    log_warn("resolve", "%s", err);
}

bool resolve_start(char *err, size_t err_size)
{
    int rc = ares_library_init(ARES_LIB_INIT_ALL);

    if (rc != ARES_SUCCESS) {
        snprintf(err, err_size, "the resolver does not start: %s", ares_strerror(rc));
        return false;
    }
    memset(&resolver, 0, sizeof resolver);
    if (!channel_open(err, err_size)) {
        ares_library_cleanup();
        return false;
    }
    resolver.timer = timer_new(on_time, NULL);
    return true;
}

void resolve_stop(void)
{
    resolver.stopping = true;
    ares_destroy(resolver.channel);
    while (resolver.sockets != NULL)
        socket_forget(&resolver.sockets);
    timer_free(resolver.timer);
    ares_library_cleanup();
}

/* --- A lookup --- */

static size_t addresses_copy(const struct ares_addrinfo *found, union address *out)
{
    size_t n = 0;

    for (const struct ares_addrinfo_node *node = found == NULL ? NULL : found->nodes;
         node != NULL && n < ADDRESSES_MAX; node = node->ai_next) {
        if (node->ai_addrlen > sizeof *out)
            continue;
        memset(&out[n], 0, sizeof *out);
        memcpy(&out[n++], node->ai_addr, node->ai_addrlen);
    }
    return n;
}

static void on_found(void *arg, int status, int timeouts, struct ares_addrinfo *found)
{
    struct lookup *lookup = arg;
    union address addresses[ADDRESSES_MAX];
    size_t n = addresses_copy(status == ARES_SUCCESS ? found : NULL, addresses);

    (void)timeouts;
    resolver.under_way--;
    if (status == ARES_ETIMEOUT || status == ARES_ECONNREFUSED)
        resolver.doubtful = true;
    if (found != NULL)
        ares_freeaddrinfo(found);
    if (!resolver.stopping)
        lookup->fn(lookup->id, addresses, n);
    free(lookup);
}

void resolve_name(const char *host, resolve_fn fn, uint64_t id)
{
    /* NOSORT: c-ares would sort by connecting a socket to each address. */
    static const struct ares_addrinfo_hints hints = {
        .ai_flags = ARES_AI_NOSORT, .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct lookup *lookup = mem_zero(1, sizeof *lookup);

    lookup->fn = fn;
    lookup->id = id;
    channel_renew();
    resolver.under_way++;
    ares_getaddrinfo(resolver.channel, host, NULL, &hints, on_found, lookup);
    timer_arm();
}
