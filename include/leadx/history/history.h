/* A past for the demo market: days of traffic that never happened, written by the very code and the
 * very functions that live traffic goes through, while the exchange's clock is set back. */
#ifndef LEADX_HISTORY_HISTORY_H
#define LEADX_HISTORY_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HISTORY_DAYS_MAX = 100 }; /* a new database has partitions for so long ago */

struct history_plan {
    int days;      /* 1 … HISTORY_DAYS_MAX, up to now */
    uint64_t seed; /* the same days and seed: the same market */
};

/* "90" or "90:7" (days, and a seed). false: neither. */
bool history_plan_read(const char *text, struct history_plan *out);

enum history_end {
    HISTORY_WRITTEN,
    HISTORY_KEPT = 3,   /* somebody trades here already: nothing was touched */
    HISTORY_BROKEN = 4, /* an earlier one was cut off: the database has to be made anew */
};

/* Blocks until it is written; a failure ends the program. After settings, before any loop; needs
 * the settings database_owner and secrets_dir. The values are the program's exit status. */
enum history_end history_run(const struct history_plan *plan);
/* The exchange's clock stands still in this database because a history was cut off. */
bool history_was_cut_off(const char *conninfo);

#endif
