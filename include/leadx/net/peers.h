/* How many connections each address has, so that one cannot take them all. IPv6 counts by /64: that
 * is what one customer gets. */
#ifndef LEADX_NET_PEERS_H
#define LEADX_NET_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr;

enum { PEER_TEXT = 46 };

struct peer {
    uint8_t key[16];      /* what is counted by; all zero: not counted (a unix socket) */
    char text[PEER_TEXT]; /* "203.0.113.7" */
};

void peer_of(struct peer *peer, const struct sockaddr *address);
/* Counts one more of this worker's; false (and nothing counted) when the address has max already,
 * all workers of the server together. */
bool peers_enter(const struct peer *peer, size_t max);
void peers_leave(const struct peer *peer);
/* The worker is dead: its connections count no longer. */
void peers_forget(int worker);

#endif
