/* The command line: one mode a run.
 *
 * Its one rule: whatever cannot be read ends the program before anything is touched. Called by
 * main. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "leadx/base/log.h"
#include "leadx/base/settings.h"
#include "version.h"

enum { ERROR_SIZE = 1024 };

static void usage(FILE *out)
{
    fputs(
        "leadxd, the server of the leadx lead exchange\n\n"
        "  leadxd --config FILE                serve until SIGTERM; SIGHUP loads settings and "
        "certificate again\n"
        "  leadxd --config FILE --check        say what is wrong with the settings, and end\n"
        "  leadxd --config FILE --migrate      bring the database to this program's version\n"
        "  leadxd --config FILE --bootstrap    make the first administrator; prints its key once\n"
        "  leadxd --config FILE --history DAYS[:SEED]\n"
        "                                      write a demo market's past into an empty exchange\n"
        "  leadxd --routes                     list what the API answers\n"
        "  leadxd --help-settings              describe every setting\n"
        "  leadxd --version\n\n"
        "Settings stand in FILE as \"name = value\" and in the environment as LEADX_NAME.\n",
        out);
}

void options_read(struct options *o, int argc, char **argv)
{
    static const struct option known[] = {
        {"config", required_argument, NULL, 'c'},  {"worker", required_argument, NULL, 'w'},
        {"check", no_argument, NULL, 'k'},         {"migrate", no_argument, NULL, 'm'},
        {"bootstrap", no_argument, NULL, 'b'},     {"test-clock", no_argument, NULL, 't'},
        {"history", required_argument, NULL, 'y'}, {"routes", no_argument, NULL, 'r'},
        {"help-settings", no_argument, NULL, 's'}, {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},       {0}};
    int c;

    while ((c = getopt_long(argc, argv, "c:h", known, NULL)) != -1)
        switch (c) {
        case 'c':
            o->config = optarg;
            break;
        case 'w':
            o->is_worker = worker_spec_read(optarg, &o->worker);
            if (o->is_worker)
                break;
            usage(stderr);
            exit(2);
        case 'k':
            o->check = true;
            break;
        case 'm':
            o->migrate = true;
            break;
        case 'b':
            o->bootstrap = true;
            break;
        case 't':
            o->test_clock = true;
            break;
        case 'y':
            o->history = history_plan_read(optarg, &o->past);
            if (o->history)
                break;
            fprintf(stderr, "leadxd: --history takes 1 to %d days, and a seed: 90 or 90:7\n",
                    HISTORY_DAYS_MAX);
            exit(2);
        case 'r':
            o->routes = true;
            break;
        case 's':
            settings_print_help(stdout);
            exit(0);
        case 'h':
            usage(stdout);
            exit(0);
        case 'v':
            puts("leadxd " VERSION);
            exit(0);
        default:
            usage(stderr);
            exit(2);
        }
    if (optind < argc) {
        usage(stderr);
        exit(2);
    }
}

/* Who gave none at all hears that first, not which of them is missed first. */
void options_open_settings(const struct options *o)
{
    char err[ERROR_SIZE];

    if (!settings_load(o->config, err, sizeof err)) {
        if (!o->check)
            log_fatal("main", "%s", err);
        fprintf(stderr, "leadxd: %s\n", err);
        exit(1);
    }
    if (o->config != NULL || setting_text("database")[0] != '\0' ||
        setting_text("database_owner")[0] != '\0')
        return;
    fputs("leadxd: --config FILE is needed, or the settings as environment LEADX_NAME.\n"
          "        leadxd --help says more.\n",
          stderr);
    exit(2);
}
