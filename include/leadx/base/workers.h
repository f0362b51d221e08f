/* The workers of one server: how many there are, which of them are alive, and the connections they
 * have together. A server of one process is its own only worker, number 0. */
#ifndef LEADX_BASE_WORKERS_H
#define LEADX_BASE_WORKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORKERS_MAX = 64, WORKER_SUPERVISOR = -1 };

/* total: 1 to WORKERS_MAX; self: this one's number, or WORKER_SUPERVISOR. After the shared segment
 * was made or joined; who never calls it is worker 0 of 1. */
void workers_start(int total, int self);
int workers_total(void);
int worker_self(void);
/* Of the workers, those that serve. */
int workers_ready(void);
/* This one serves from now on. */
void worker_set_ready(void);
/* Once a turn: this one is alive. now_ms: clock_mono_ms. */
void worker_beat(int64_t now_ms);
/* For the supervisor: when worker i was last alive (0: not yet), and that i is no more: whatever
 * it held counts no longer. */
int64_t worker_alive_ms(int i);
void worker_forget(int i);

/* One more connection of this worker; false (and nothing counted) when all of them together have
 * max already. */
bool worker_connection_add(size_t max);
void worker_connection_drop(void);

#endif
