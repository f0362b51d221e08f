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
/* The same on a unix socket, plain, mode 0600 (for /metrics). An old socket at the path is
 * replaced. */
struct listener *listen_unix(const char *path, const struct conn_events *events,
                             void *(*on_open)(struct conn *c), char *err, size_t err_size);
/* The port really bound. */
int listener_port(const struct listener *l);
/* Takes those who have connected already, then stops accepting; connections stay. */
void listener_close(struct listener *l);

#endif
