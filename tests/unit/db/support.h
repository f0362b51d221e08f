/* For the tests that need a PostgreSQL: a database of their own, made and dropped here, and a proxy
 * in front of it that can go away, freeze, or lose answers. */
#ifndef TESTS_UNIT_DB_SUPPORT_H
#define TESTS_UNIT_DB_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum proxy_mode {
    PROXY_PASS,
    PROXY_DOWN,   /* nobody listens, every connection is cut: a stopped server */
    PROXY_FREEZE, /* connections stand, no byte moves: a dead network */
    PROXY_MUTE,   /* the server hears, its answers are lost */
};

/* False, after saying so, when LEADX_TEST_DATABASE is not set: the test is skipped. */
bool live_available(void);
/* Group fixtures: makes the database and the proxy, points the settings at it, starts the loop. The
 * role of LEADX_TEST_DATABASE must be allowed to create databases. */
int live_start(void **state);
int live_stop(void **state);
/* Connection string straight to the test's database, past the proxy. */
const char *live_conninfo(void);

void set(const char *name, const char *value);
/* In effect when it returns. */
void proxy_set(enum proxy_mode mode);

/* A second session, synchronous, straight to the database. Fails the test on an error. */
void admin(const char *sql);
/* The first cell as a number. */
long admin_long(const char *sql);
/* Ends every connection of ours whose application name is like pattern; returns how many. */
int admin_kill(const char *pattern);
/* Somebody in this database waits for an advisory lock. */
bool admin_waits(void);

/* Runs the loop until done says so; fails the test after ten seconds. */
void loop_until(bool (*done)(void));
/* For ms milliseconds of loop time: to see that something does not happen. */
void loop_for(int ms);
/* What the tick calls, may be NULL. */
extern void (*on_tick)(void);

#endif
