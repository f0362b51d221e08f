/* The SQL files of schema/, embedded at build by server/db/embed.awk. */
#ifndef LEADX_DB_EMBEDDED_H
#define LEADX_DB_EMBEDDED_H

struct embedded_file {
    const char *name; /* "migrations/0001_base.sql", "functions/leads_sell.sql" */
    const char *sql;
};

/* Ends with a name of NULL. Defined in the generated file. */
extern const struct embedded_file embedded_files[];

#endif
