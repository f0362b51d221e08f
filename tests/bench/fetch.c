/* How many outbound calls a second one process makes: POSTs of 600 bytes to a URL, keeping so many
 * under way, spread over so many peers. Prints the rate, the CPU a call, and the longest time the
 * loop was held. The answers may be anything that is HTTP.
 *
 *     fetch URL CA-FILE [CALLS [AT-ONCE]] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/net/loop.h"
#include "leadx/out/fetch.h"

static struct {
    struct fetch_request request;
    int left, done, answered, at_once;
    int64_t turn_us, longest_us;
} bench;

static void set(const char *name, const char *value)
{
    char err[256];

    if (!settings_set(name, value, err, sizeof err)) {
        fprintf(stderr, "%s\n", err);
        exit(1);
    }
}

static void on_done(uint64_t id, const struct fetch_result *result, void *arg)
{
    (void)id;
    (void)arg;
    bench.done++;
    bench.answered += result->status == FETCH_ANSWERED;
}

static void tick(void)
{
    int64_t now_us = clock_measure_us();

    while (bench.left > 0 && (int)fetch_running() < bench.at_once) {
        bench.request.peer.b[0] = (uint8_t)bench.left;
        bench.request.peer.b[1] = (uint8_t)(bench.left >> 8);
        if (!fetch(&bench.request, on_done, 1, NULL))
            break;
        bench.left--;
    }
    if (bench.turn_us > 0 && now_us - bench.turn_us > bench.longest_us)
        bench.longest_us = now_us - bench.turn_us;
    bench.turn_us = now_us;
    if (bench.left == 0 && fetch_running() == 0)
        loop_stop();
}

static double cpu_s(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void begin(int argc, char **argv)
{
    static char body[600];
    char err[256];

    if (argc < 3 || !settings_load(NULL, err, sizeof err)) {
        fputs("usage: fetch URL CA-FILE [CALLS [AT-ONCE]]\n", stderr);
        exit(2);
    }
    memset(body, 'x', sizeof body);
    bench.request = (struct fetch_request){.method = "POST", .url = argv[1], .answer_max = 65536};
    bench.request.body = (struct slice){body, sizeof body};
    bench.left = argc > 3 ? atoi(argv[3]) : 10000;
    bench.at_once = argc > 4 ? atoi(argv[4]) : 16;
    set("outbound_allow", "127.0.0.0/8, ::1/128");
    set("outbound_plain", "true");
    set("outbound_ca_file", argv[2]);
    loop_init();
    if (!fetch_start_up(err, sizeof err)) {
        fprintf(stderr, "%s\n", err);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    int64_t started_us;
    double took_s, cpu_before;

    begin(argc, argv);
    cpu_before = cpu_s();
    started_us = clock_measure_us();
    loop_again();
    loop_run(tick);
    took_s = (double)(clock_measure_us() - started_us) / 1e6;
    printf("%d calls, %d answered, %.2f s: %.0f/s, %.0f us CPU a call, longest turn %.1f ms\n",
           bench.done, bench.answered, took_s, bench.done / took_s,
           (cpu_s() - cpu_before) * 1e6 / bench.done, (double)bench.longest_us / 1e3);
    fetch_stop();
    loop_free();
    return bench.answered == bench.done ? 0 : 1;
}
