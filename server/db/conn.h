/* One connection to PostgreSQL on the loop, one statement at a time, that comes back by itself. Of
 * the db room only. */
#ifndef LEADX_DB_CONN_H
#define LEADX_DB_CONN_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/db/result.h"
#include "leadx/db/stmt.h"

/* What the owner is told. Every call comes from the loop, never from inside dbconn_send. The owner
 * may send from them, but not free the connection. */
struct dbconn_owner {
    /* Connected, set up, idle. May be NULL. */
    void (*on_up)(void *arg);
    /* Exactly once for each dbconn_send. The commit is done when status is DB_OK. After it the
     * connection is idle, or gone and on its way back. */
    void (*on_answer)(void *arg, const struct db_result *res);
    /* May be NULL. */
    void (*on_notify)(void *arg, const char *channel, const char *payload);
};

struct dbconn;

/* name: in logs and as application_name; setup: statements for every new connection, read at each
 * connect; both, like owner, must outlive it. Connects in the background to the setting database.
 * The server ends a statement after db_timeout_ms; an answer that is still missing a grace later
 * ends the connection. */
struct dbconn *dbconn_new(const char *name, const char *setup, const struct dbconn_owner *owner,
                          void *arg);
/* Without a word to the owner. NULL is fine. */
void dbconn_free(struct dbconn *c);
/* Only when idle. params, and what they point to, must live until the answer. */
void dbconn_send(struct dbconn *c, const struct stmt *stmt, const struct param *params);
bool dbconn_idle(const struct dbconn *c);
/* Connected: idle or at work. */
bool dbconn_up(const struct dbconn *c);
/* Milliseconds since it was last up, 0 when it is. */
int64_t dbconn_away_ms(const struct dbconn *c);
/* Drops the connection and connects anew, after a pause. Not from inside a call to the owner. */
void dbconn_restart(struct dbconn *c, const char *why);

#endif
