/* From libpq's results to ours. Of the db room only. */
#ifndef LEADX_DB_ANSWER_H
#define LEADX_DB_ANSWER_H

#include <libpq-fe.h>

#include "leadx/db/result.h"

/* pg stays the caller's and must outlive the result. */
struct db_result answer_of(PGresult *pg);
/* An answer without a server: DB_DOWN, DB_BUSY, DB_TIMEOUT, or our own DB_REFUSED. message must
 * outlive it. */
struct db_result answer_made(enum db_status status, const char *sqlstate, const char *message);
/* The errors that speak of the server or the connection, not of the statement: shutdown and crash
 * (57P), connection (08), a primary that became a standby (25006). */
bool answer_means_lost(const char *sqlstate);
/* The server-side plan no longer fits (0A000 after a migration) or is gone (26000): a new
 * connection heals it. */
bool answer_means_stale_plan(const char *sqlstate);
/* "leads_pkey_202611", "leads_pkey_default" → "leads_pkey", in place. */
void constraint_strip(char *name);

#endif
