/* Migrations from any list of files: the embedded one, or a test's. Of the db room only. */
#ifndef LEADX_DB_MIGRATE_FILES_H
#define LEADX_DB_MIGRATE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/db/embedded.h"

/* As migrate_run. */
bool migrate_files(const struct embedded_file *files, const char *conninfo, char *err,
                   size_t err_size);
/* The highest number of the list, 0 without migrations. */
int migrate_files_version(const struct embedded_file *files);

#endif
