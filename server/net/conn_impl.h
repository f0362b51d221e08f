/* The inside of a connection, for conn.c (its life) and conn_io.c (its bytes) alone. */
#ifndef LEADX_NET_CONN_IMPL_H
#define LEADX_NET_CONN_IMPL_H

#include "leadx/net/conn.h"
#include "leadx/net/loop.h"

enum conn_state {
    CONN_HANDSHAKE, /* TLS is being agreed; waits for the peer's flights, under the handshake
                       deadline */
    CONN_OPEN,      /* its owner has it; waits for bytes either way */
    CONN_FINISHING, /* the last reply is queued; waits for the peer to take it */
    CONN_LINGERING, /* our side is closed; reads and drops until the peer's end, so that no reset
                       eats the reply */
    CONN_DEAD,      /* unhooked, in the graveyard; waits for the tick */
};

enum {
    CONN_INPUT_MAX = 64 * 1024, /* unread bytes kept; a full buffer stops reading */
    CONN_WRITE_MS = 30 * 1000,  /* for the last reply to be taken */
    CONN_LINGER_MS = 2 * 1000,
    CONN_LINGER_MAX = 8 * 1024 * 1024, /* bytes dropped while lingering */
};

struct conn {
    enum conn_state state;
    int fd;
    struct ssl_st *tls; /* NULL when plain */
    struct watch *watch;
    struct timer *timer;
    enum conn_deadline deadline;
    const struct conn_events *events;
    void *(*on_open)(struct conn *c);
    void *owner;
    struct peer peer;
    const char *reason; /* why it ends; NULL while it does not */
    bool opened;        /* on_open was called, so on_closed will be */
    bool paused;        /* by the owner */
    bool eof;           /* the peer finished sending */
    bool delivering;    /* inside on_data: replies gather in out and leave together after it */
    bool read_blocked;  /* TLS must write before it can read on */
    bool starved;       /* TLS has at most a part of a record: the kernel must bring the rest */
    bool write_blocked; /* the kernel took less than we had */
    /* Unread input. Points into the process-wide scratch while on_data runs, else into held. */
    const char *in;
    size_t in_n;
    char *held; /* NULL unless bytes had to be kept: an idle connection has no buffers */
    size_t held_size;
    /* Output not yet taken: out_n bytes from out + out_at. out is NULL when there are none. */
    char *out;
    size_t out_at, out_n, out_size;
    struct slice lasting; /* output behind out, not copied: it outlives the connection */
    size_t dropped;       /* while lingering */
    struct conn *next_dead;
};

/* conn.c */
void conn_die(struct conn *c, const char *reason);
/* Tells the loop what c waits for now. */
void conn_rearm(struct conn *c);
/* The last reply left: says so to the peer and lingers. */
void conn_half_close(struct conn *c);
void conn_set_state(struct conn *c, enum conn_state state);

/* conn_io.c */
void conn_read(struct conn *c);
void conn_flush(struct conn *c);
void conn_discard(struct conn *c);
void conn_buffers_free(struct conn *c);

#endif
