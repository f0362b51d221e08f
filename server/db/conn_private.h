/* The inside of a connection, shared by conn.c (its life) and conn_talk.c (its statements) and
 * nobody else. */
#ifndef LEADX_DB_CONN_PRIVATE_H
#define LEADX_DB_CONN_PRIVATE_H

#include <libpq-fe.h>

#include "args.h"
#include "conn.h"

enum {
    GRACE_MS = 2000, /* on top of the server's own statement_timeout, before we hang up */
};

enum dbconn_state {
    DBCONN_BROKEN,     /* no socket; waits for the pause to end */
    DBCONN_CONNECTING, /* waits for the socket as PQconnectPoll asks, or CONNECT_MS */
    DBCONN_SETUP,      /* session settings sent; waits for their answer, or CONNECT_MS */
    DBCONN_IDLE,       /* waits for the owner */
    DBCONN_PREPARING,  /* statement's first use: waits for its preparation */
    DBCONN_BUSY,       /* statement sent; waits for its answer, or the deadline */
    DBCONN_STATES,
};

struct dbconn {
    const char *name, *setup;
    char *conninfo;     /* may hold a password: never logged */
    int64_t timeout_ms; /* of a statement, as this session was told */
    const struct dbconn_owner *owner;
    void *arg;

    enum dbconn_state state;
    PGconn *pg; /* NULL when broken */
    struct watch *watch;
    struct timer *timer; /* pause, connect deadline or statement deadline, by state */
    int64_t pause_ms;
    int64_t away_since_ms;
    struct metric *losses;
    int failures; /* attempts to connect that failed since it was last up */

    const struct stmt *stmt; /* the one under way */
    const struct param *params;
    struct args args;
    PGresult *result;       /* what came of it so far */
    const char *send_fault; /* it could not even be sent; told from the loop */
    bool text_fault;        /* a parameter holds a NUL byte; told from the loop */

    const struct stmt **prepared; /* here; the index is part of the server's name for it */
    size_t n_prepared, prepared_size;
};

/* conn.c */
void dbconn_set_state(struct dbconn *c, enum dbconn_state state);
void dbconn_set_idle(struct dbconn *c);
/* The session is set up. */
void dbconn_came_up(struct dbconn *c);
/* The one way a connection ends. Whatever was under way is answered with status. */
void dbconn_break(struct dbconn *c, enum db_status status, const char *why);

/* conn_talk.c */
/* Something was sent that has not been answered. */
bool dbconn_waits(const struct dbconn *c);
void dbconn_read(struct dbconn *c);
/* Writes what the socket takes and watches for the rest. */
void dbconn_flush(struct dbconn *c);
/* The timer of a statement fired. */
void dbconn_deadline(struct dbconn *c);

#endif
