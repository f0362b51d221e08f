/* The HTTP edge alone: answers a constant over TLS, for wrk and for counting memory
 * (tests/bench/http.sh).
 *
 * http_constant PORT CERTIFICATE KEY */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "leadx/base/log.h"
#include "leadx/base/settings.h"
#include "leadx/http/reply.h"
#include "leadx/http/route.h"
#include "leadx/http/server.h"
#include "leadx/net/conn.h"
#include "leadx/net/loop.h"

static void constant(struct request *r)
{
    reply_json(r, 200, SLICE("{\"status\":\"ok\"}"));
}

static void echo(struct request *r)
{
    reply_json(r, 200, r->body);
}

static const struct route routes[] = {
    {METHOD_GET, "/constant", ACTION_PUBLIC, constant, .summary = "A constant"},
    {METHOD_POST, "/echo", ACTION_PUBLIC, echo, .summary = "The body"},
    {0},
};

static void on_stop(int signo)
{
    (void)signo;
    http_server_drain();
    loop_stop();
}

int main(int argc, char **argv)
{
    char err[256];

    if (argc != 4) {
        fprintf(stderr, "http_constant PORT CERTIFICATE KEY\n");
        return 2;
    }
    if (!settings_load(NULL, err, sizeof err) ||
        !settings_set("listen_port", argv[1], err, sizeof err) ||
        !settings_set("tls_cert", argv[2], err, sizeof err) ||
        !settings_set("tls_key", argv[3], err, sizeof err))
        log_fatal("bench", "%s", err);
    loop_init();
    routes_add(routes);
    if (!http_server_start(err, sizeof err))
        log_fatal("bench", "%s", err);
    loop_on_signal(SIGTERM, on_stop);
    loop_run(conns_bury);
    return 0;
}
