/* Group commit: whatever is queued when the connection falls idle goes out as one call with arrays
 * and one commit; the next batch gathers meanwhile. No timer. An aborted batch runs again once
 * whole, then in halves, down to one item. A connection lost after the send: the batch is sent
 * again on the next connection, so the statement must recognise what it already did (request keys).
 */
#ifndef LEADX_DB_WRITER_H
#define LEADX_DB_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/db/result.h"
#include "leadx/db/stmt.h"

struct writer_kind {
    const struct stmt *stmt;
    size_t batch_max; /* 256 */
    size_t queue_max; /* refusing above it */
    /* Puts n items into the statement's parameters, which must live until the next pack or until
     * done. */
    void (*pack)(void *const *items, size_t n, struct param *params);
    /* The batch is committed (res->status DB_OK), or a batch of one was refused (DB_REFUSED), or
     * the database stayed away longer than writer_down_ms for items that surely did not happen
     * (DB_DOWN). Items lost after the send are told nothing until the database is back: a request
     * that cannot wait must be answered by its own clock. Items may be submitted again or freed.
     * Not to be called from here: writer_flush (does nothing), writer_free. */
    void (*done)(void *const *items, size_t n, const struct db_result *res);
    /* NULL, or called after an answer was told, when writer_flush may send again: sooner than the
     * tick, so that the database does not wait while what it answered is passed on. */
    void (*after)(void);
};

struct writer;

/* A connection of its own from the setting database; kind must outlive it. */
struct writer *writer_new(const struct writer_kind *kind, const char *name);
/* Items that are not done hear DB_DOWN, though those sent may have happened: wait for writer_idle
 * first. */
void writer_free(struct writer *w);
/* false: the queue is full; nothing was taken. */
bool writer_submit(struct writer *w, void *item) __attribute__((warn_unused_result));
/* The tick calls it: sends when idle and something is queued. */
void writer_flush(struct writer *w);
size_t writer_queued(const struct writer *w);
/* Items of the batch under way; 0 = none. */
size_t writer_under_way(const struct writer *w);
/* Items of the batch under way or, when there is none, of the last one. */
size_t writer_batch_n(const struct writer *w);
/* Connected. */
bool writer_up(const struct writer *w);
bool writer_idle(const struct writer *w);

#endif
