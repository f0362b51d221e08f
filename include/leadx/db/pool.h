/* A few connections with one bounded queue, for reads and for single-statement writes. Statements
 * are prepared on first use of each connection. Reconnects by itself with growing pauses. */
#ifndef LEADX_DB_POOL_H
#define LEADX_DB_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/db/result.h"
#include "leadx/db/stmt.h"

/* id: what the submitter gave; usually a request's wait id. Called exactly once a submit. */
typedef void (*db_done_fn)(uint64_t id, const struct db_result *res, void *arg);

/* Reads settings database, db_connections, db_queue, db_timeout_ms. Connects in the background. */
void dbpool_start(void);
/* Ends the listener too. Whatever still waits is called back with DB_DOWN; later submits do
 * nothing. After the loop. */
void dbpool_stop(void);
/* Queues one statement; parameters are copied. Always calls back, later, from the loop: with
 * DB_BUSY when the queue is full or its turn did not come within db_timeout_ms, with DB_DOWN when
 * no connection did. n must be stmt->n_params (asserted). */
void dbpool_submit(const struct stmt *stmt, const struct param *params, int n, db_done_fn done,
                   uint64_t id, void *arg);
/* At least one connection is up. */
bool dbpool_ready(void);
/* No statement waits or is under way. */
bool dbpool_idle(void);

/* LISTEN on one channel over a connection of its own: fn for every payload, and with payload NULL
 * after every (re)connect, when anything may have been missed. At most 4 channels. */
void db_listen(const char *channel, void (*fn)(const char *payload));
void db_listen_stop(void);

#endif
