/* What leadxd does to a database and ends, instead of serving. Both return the exit status and say
 * on standard error what went wrong. */
#ifndef LEADX_SETUP_H
#define LEADX_SETUP_H

#include <stdbool.h>

/* Brings the database to this program's version. */
int setup_migrate(void);
/* Makes the first administrator and prints admin_key=… once; later it changes and prints nothing.
 * test_clock: lets tests move the exchange's clock. */
int setup_bootstrap(bool test_clock);

#endif
