/* leadxd's command line and what it opens: which of its modes is wanted, and the settings. */
#ifndef LEADX_OPTIONS_H
#define LEADX_OPTIONS_H

#include <stdbool.h>

#include "leadx/history/history.h"
#include "worker.h"

struct options {
    const char *config;
    bool check, migrate, bootstrap, test_clock, routes, history;
    struct history_plan past;
    bool is_worker; /* of a supervisor, which says what is inherited */
    struct worker_spec worker;
};

/* Reads the command line. What cannot be read, and --help, --version and --help-settings, end the
 * program. */
void options_read(struct options *o, int argc, char **argv);
/* Loads the settings from its file and the environment; what is wrong with them ends the program.
 */
void options_open_settings(const struct options *o);

#endif
