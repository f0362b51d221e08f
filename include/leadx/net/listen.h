/* The listening socket: accepts, applies the limits on connections in all and per address, hands
 * out conns. */
#ifndef LEADX_NET_LISTEN_H
#define LEADX_NET_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/net/conn.h"

struct listener;

/* A TLS listener (tls = true) or a plain one on address "host" and port (0 = any free), IPv4 or
 * IPv6 literal or "localhost". on_open is called for each accepted connection after its TLS
 * handshake (at once when plain) and returns the owner pointer stored in the conn. NULL: err says
 * why. */
struct listener *listen_tcp(const char *host, int port, bool tls, const struct conn_events *events,
                            void *(*on_open)(struct conn *c), char *err, size_t err_size);
/* Binds and listens, without accepting: for a supervisor, whose workers accept. common: several
 * such sockets share the port (SO_REUSEPORT), and the kernel spreads connections over them; the
 * first, bound without it, shows that nobody else has the port. Returns the descriptor, -1: err. */
int listen_bind(const char *host, int port, bool common, char *err, size_t err_size);
/* The port a listening descriptor is bound to. */
int listen_port(int fd);
/* As listen_tcp, on a descriptor that listens already; it becomes the listener's. */
struct listener *listen_on(int fd, bool tls, const struct conn_events *events,
                           void *(*on_open)(struct conn *c));
/* The same on a unix socket, plain, mode 0600 (for /metrics). An old socket at the path is
 * replaced. */
struct listener *listen_unix(const char *path, const struct conn_events *events,
                             void *(*on_open)(struct conn *c), char *err, size_t err_size);
/* The port really bound. */
int listener_port(const struct listener *l);
/* Takes those who have connected already, then stops accepting; connections stay. */
void listener_close(struct listener *l);

#endif
