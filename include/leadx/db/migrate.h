/* Migrations: numbered, embedded, checksummed, forward only, each in a transaction under an
 * advisory lock; then every function and view file, whole. The same path for a fresh database and
 * an upgrade. Blocking: only before the loop. */
#ifndef LEADX_DB_MIGRATE_H
#define LEADX_DB_MIGRATE_H

#include <stdbool.h>
#include <stddef.h>

/* conninfo: as leadx_owner. Prints a line a migration to standard output. false: err says which
 * file failed and why, or that an applied migration was edited, or that the database is newer than
 * this program. */
bool migrate_run(const char *conninfo, char *err, size_t err_size);
/* The number of the newest embedded migration; the server refuses to start on another. */
int migrate_version(void);
/* Blocking: the database's version, -1 when it cannot be read. */
int migrate_database_version(const char *conninfo);

#endif
