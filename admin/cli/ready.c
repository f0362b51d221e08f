/* leadx ready: waits until the server is ready to serve; what scripts call after starting it. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "call.h"
#include "command.h"
#include "problem.h"

enum { WAIT_S = 60 };

static int run(const struct args *a);

static const struct flag flags[] = {
    {"wait", "SECONDS", "how long to wait; default 60, and 0 is one look"},
    {NULL, NULL, NULL},
};

const struct command ready_command = {
    .name = "ready",
    .usage = "[--wait SECONDS]",
    .summary = "Wait until the server is ready",
    .help = "Exit status 0 as soon as GET /readyz answers 200 over verified TLS.\n",
    .flags = flags,
    .run = run,
};

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool look(struct connection *c, bool say)
{
    struct answer answer;
    bool ready = call(c, "GET", "/readyz", NULL, NULL, &answer);

    if (ready && say)
        puts("ready");
    else if (say)
        problem_print(stderr, &answer);
    answer_free(&answer);
    return ready;
}

static int run(const struct args *a)
{
    static const struct timespec pause = {.tv_nsec = 50 * 1000 * 1000};
    const char *wait = args_value(a, "wait");
    double end = seconds() + (wait != NULL ? strtod(wait, NULL) : WAIT_S);
    struct connection c = {0};
    int status = FAILED;

    if (a->n_words != 0)
        return command_misused(&ready_command);
    if (connection_open(&c, a, WHO_NOBODY)) {
        while (!look(&c, false) && seconds() < end)
            nanosleep(&pause, NULL);
        status = look(&c, true) ? DONE : FAILED;
    }
    connection_close(&c);
    return status;
}
