/* leadxd: the exchange's server. Reads what is wanted and does it: serves, alone or as several
 * processes, or prepares a database and ends. */
#include <sched.h>

#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/base/workers.h"
#include "leadx/history/history.h"
#include "options.h"
#include "routes.h"
#include "serve.h"
#include "setup.h"
#include "supervisor.h"
#include "worker.h"

static int workers_wanted(void)
{
    int n = (int)setting_int("workers");
    cpu_set_t mine;

    if (n > 0)
        return n;
    n = sched_getaffinity(0, sizeof mine, &mine) == 0 ? CPU_COUNT(&mine) : 1;
    return n < WORKERS_MAX ? n : WORKERS_MAX;
}

int main(int argc, char **argv)
{
    struct options o = {0};

    options_read(&o, argc, argv);
    routes_all();
    if (o.routes) {
        routes_print();
        return 0;
    }
    options_open_settings(&o);
    if (o.check)
        return 0;
    serve_log_level();
    clock_turn();
    if (o.migrate)
        return setup_migrate();
    if (o.bootstrap)
        return setup_bootstrap(o.test_clock);
    if (o.history)
        return (int)history_run(&o.past);
    if (o.is_worker)
        worker_join(&o.worker);
    else if (workers_wanted() > 1)
        return supervise(workers_wanted(), argv);
    serve(&o);
    return 0;
}
