/* What leadxd --migrate does: hands the embedded schema/ to migrate_files, and compares versions at
 * start. */
#include "leadx/db/migrate.h"

#include <libpq-fe.h>
#include <stdlib.h>

#include "leadx/db/embedded.h"
#include "migrate_files.h"

bool migrate_run(const char *conninfo, char *err, size_t err_size)
{
    return migrate_files(embedded_files, conninfo, err, err_size);
}

int migrate_version(void)
{
    return migrate_files_version(embedded_files);
}

int migrate_database_version(const char *conninfo)
{
    PGconn *pg = PQconnectdb(conninfo);
    PGresult *res = PQexec(pg, "select max(version) from leadx.migrations");
    int version = -1;

    if (PQresultStatus(res) == PGRES_TUPLES_OK && PQntuples(res) == 1)
        version = atoi(PQgetvalue(res, 0, 0)); /* null, nothing applied: 0 */
    PQclear(res);
    PQfinish(pg);
    return version;
}
