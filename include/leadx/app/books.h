/* The books' own chores: days that ended are closed, sealed and signed; months that ended are
 * billed. Of all processes the elected one (db/elect) does it. */
#ifndef LEADX_APP_BOOKS_H
#define LEADX_APP_BOOKS_H

#include <stdbool.h>
#include <stddef.h>

/* Reads secrets_dir/ledger.key, or makes it. false: err says what is wrong with the file. Where it
 * is missing and cannot be made, true: days are closed and wait to be signed. */
bool books_open(char *err, size_t err_size);
/* The tick: starts a round when books_interval_ms has passed and none is under way. */
void books_tick(void);
/* The exchange's clock was moved: a round begins with the next tick. */
void books_hurry(void);
/* No round is under way or asked for. */
bool books_idle(void);

#endif
