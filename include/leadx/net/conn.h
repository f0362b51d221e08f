/* One accepted connection, plain or TLS: bytes in, bytes out, deadlines, a reason when it ends.
 *
 * Events arrive on the loop; none arrives after on_closed. Nothing is freed inside a callback:
 * conn_close marks and unhooks, conns_bury (the tick) frees. */
#ifndef LEADX_NET_CONN_H
#define LEADX_NET_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/net/peers.h"

struct conn;

enum conn_deadline {
    CONN_DEADLINE_NONE,
    CONN_DEADLINE_HANDSHAKE, /* TLS handshake, absolute */
    CONN_DEADLINE_HEAD,      /* request head, absolute from its first byte */
    CONN_DEADLINE_BODY,      /* body: renewed by http as long as the minimum rate is met */
    CONN_DEADLINE_IDLE,      /* between requests */
    CONN_DEADLINE_WRITE,     /* peer must take bytes */
    CONN_DEADLINE_LINGER,    /* after the last reply: draining what the peer still sends */
};

struct conn_events {
    /* New bytes stand in conn_input. */
    void (*on_data)(struct conn *c);
    /* What conn_write had to leave behind (always, from inside on_data) has left for the kernel. */
    void (*on_drained)(struct conn *c);
    /* The peer finished sending (FIN or close_notify); writing is still possible. */
    void (*on_eof)(struct conn *c);
    /* The deadline set last has passed; the owner decides (reply 408, close). */
    void (*on_deadline)(struct conn *c, enum conn_deadline which);
    /* Gone, for the reason given; c is valid until the callback returns. Called from the tick,
     * never from inside another call on c. */
    void (*on_closed)(struct conn *c, const char *reason);
};

/* Unread bytes; conn_consume drops the first n. Valid until the next call on c. */
struct slice conn_input(struct conn *c);
void conn_consume(struct conn *c, size_t n);
/* Copies. One call = one TLS record where it fits; call once a reply. */
void conn_write(struct conn *c, struct slice head, struct slice body);
/* The same with a body that lives as long as the process: it is not copied, so that many peers who
 * do not read cost nothing. */
void conn_write_lasting(struct conn *c, struct slice head, struct slice body);
/* Bytes not yet taken by the peer. */
size_t conn_pending(const struct conn *c);
/* Stops and starts reading: back-pressure. */
void conn_pause(struct conn *c);
void conn_resume(struct conn *c);
/* One deadline at a time; 0 ms with CONN_DEADLINE_NONE takes it away. */
void conn_set_deadline(struct conn *c, enum conn_deadline which, int64_t after_ms);
/* Ends it at once. reason: a literal, for log and metrics. */
void conn_close(struct conn *c, const char *reason);
/* Ends it after everything written was taken: close_notify, half close, short linger. */
void conn_finish(struct conn *c, const char *reason);
/* "203.0.113.7", terminated, of the peer. */
const char *conn_peer(const struct conn *c);
/* The owner's pointer. */
void *conn_owner(const struct conn *c);
void conn_set_owner(struct conn *c, void *owner);
/* The tick's graveyard. */
void conns_bury(void);
size_t conns_open(void);

/* For net/listen: fd is a connected, non-blocking socket and becomes the connection's. */
struct conn_start {
    int fd;
    bool tls;
    const struct conn_events *events;
    void *(*on_open)(struct conn *c);
    struct peer peer; /* entered already, here and at its worker; left when buried */
};
void conn_begin(const struct conn_start *start, int64_t handshake_ms);

#endif
