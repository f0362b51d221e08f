/* The event loop: file descriptors, timers, and one tick between turns. The one door to libevent's
 * loop, so that db and out share it without seeing sockets of ours. One loop a process. */
#ifndef LEADX_NET_LOOP_H
#define LEADX_NET_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct event_base;

void loop_init(void);
void loop_free(void);
/* For net's own files (bufferevents). */
struct event_base *loop_base(void);
/* Runs until loop_stop; tick is called after every turn's events. */
void loop_run(void (*tick)(void));
void loop_stop(void);
/* The next turn does not wait for events: something was queued during the tick. */
void loop_again(void);
/* How many turns have begun: what was put aside in one turn may be used again in a later one. */
uint64_t loop_turn(void);
/* net's own callbacks call it first: reads the clock once a turn, after the wait and before any
 * work. */
void loop_enter(void);

/* A watched descriptor (not owned). fn may free the watch. readable and writable say what is now
 * possible. */
struct watch;
typedef void (*watch_fn)(void *arg, bool readable, bool writable);
struct watch *watch_new(int fd, watch_fn fn, void *arg);
/* Level triggered; both false = asleep. Cheap when nothing changes. */
void watch_want(struct watch *w, bool read, bool write);
/* fn is called as if readable once more, in the next turn, though the kernel may have nothing:
 * bytes wait above it. */
void watch_wake(struct watch *w);
void watch_free(struct watch *w); /* NULL is fine */

/* A one-shot timer. Setting it again moves it. fn may set or free it. */
struct timer;
typedef void (*timer_fn)(void *arg);
struct timer *timer_new(timer_fn fn, void *arg);
void timer_set(struct timer *t, int64_t after_ms); /* ≥ 0 */
void timer_stop(struct timer *t);
void timer_free(struct timer *t); /* NULL is fine */

/* fn runs on the loop when the signal arrives; at most 8 of them; never removed. */
void loop_on_signal(int signo, void (*fn)(int signo));

#endif
