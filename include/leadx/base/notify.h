/* What the service manager is told (systemd's notification protocol: one datagram a state). Without
 * NOTIFY_SOCKET in the environment every call does nothing. */
#ifndef LEADX_BASE_NOTIFY_H
#define LEADX_BASE_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/* Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. */
void notify_start(void);
/* Started, or done with reloading. status: a sentence for people. */
void notify_ready(const char *status);
void notify_reloading(void);
void notify_stopping(const char *status);
/* Once a turn of the loop: says, often enough for the watchdog, that the turns go on. */
void notify_alive(int64_t now_ms);
/* 0: nobody watches. */
int64_t notify_watchdog_ms(void);
void notify_end(void);

#endif
