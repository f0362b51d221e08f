/* One process among all that face the database does what only one should: the others stand by.
 *
 * Being elected saves work twice done; it is not what keeps the work right: for a moment two
 * processes may think so, when a connection breaks, so whatever is done must bear that. */
#ifndef LEADX_DB_ELECT_H
#define LEADX_DB_ELECT_H

#include <stdbool.h>

/* Asks for the office over a connection of its own, again and again, until it is held. Holds it as
 * long as the connection lives. Before the loop. */
void db_elect_start(void);
void db_elect_stop(void);
bool db_elected(void);

#endif
