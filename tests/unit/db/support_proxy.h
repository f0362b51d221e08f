/* A proxy of its own thread between the program and PostgreSQL, on a unix socket. */
#ifndef TESTS_UNIT_DB_SUPPORT_PROXY_H
#define TESTS_UNIT_DB_SUPPORT_PROXY_H

#include "support.h"

/* The folder to connect to, as host of a connection string, port 5432. */
const char *proxy_start(const char *host, const char *port);
/* Returns when the thread has taken it over. */
void proxy_mode_set(enum proxy_mode mode);
void proxy_stop(void);

#endif
