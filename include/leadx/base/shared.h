/* Memory that the workers of one server share: limits that hold for all of them together, ticket
 * keys, who is alive. A server of one process has the same parts for itself alone.
 *
 * One segment (a memfd), made by the supervisor, inherited by the workers as a descriptor. It is
 * sparse: what nobody touches takes no memory. */
#ifndef LEADX_BASE_SHARED_H
#define LEADX_BASE_SHARED_H

#include <stdbool.h>
#include <stddef.h>

enum shared_part {
    SHARED_WORKERS, /* base/workers: who is alive, connections in all */
    SHARED_PEERS,   /* net/peers: connections by address */
    SHARED_RATE,    /* http/rate: requests by key */
    SHARED_KNOCK,   /* http/knock: failed authentications by address */
    SHARED_TICKETS, /* net/tls_tickets: keys that session tickets are sealed by */
    SHARED_CLOCK,   /* base/clock: what the database last taught */
    SHARED_SIGN_IN, /* app/sign_in_throttle: failed sign-ins by account */
    SHARED_METRICS, /* what each worker last rendered for /metrics */
    SHARED_QUOTA,   /* app/market_quota: listings shown, by organisation */
    SHARED_PARTS
};

/* Makes the segment for workers to come; returns its descriptor (close on exec), or -1: errno. */
int shared_make(void);
/* Joins the segment behind fd. false: it is none of this program's. */
bool shared_join(int fd);
/* A part's memory: zero until somebody writes, the same for all who joined, aligned for any type.
 * size: what the caller will use, asserted against the part's room. Who neither made nor joined a
 * segment gets memory of its own. */
void *shared_part(enum shared_part part, size_t size);
/* One holder at a time among all processes, for a few hundred nanoseconds. When a holder dies the
 * next one goes on with what is there: write so that it may be cut off after any store. Does
 * nothing where nothing is shared. */
void shared_lock(enum shared_part part);
void shared_unlock(enum shared_part part);

#endif
