/* The HTTP edge put together: the TLS listener for the API, the unix socket for /metrics.
 *
 * Rule: /metrics never stands on the public listener; both speak through the same h1. main starts
 * and drains. */
#include "leadx/http/server.h"

#include <stdio.h>

#include "framing.h"
#include "leadx/base/metrics.h"
#include "leadx/base/settings.h"
#include "leadx/http/h1.h"
#include "leadx/http/reply.h"
#include "leadx/http/route.h"
#include "leadx/net/listen.h"
#include "leadx/net/tls.h"

enum { METRICS_MAX = 4 * 1024 * 1024 };

static struct listener *api, *metrics;
static int port;
static bool draining;
static void (*metrics_ask)(uint64_t id); /* NULL: this process is the whole server */

static const struct h1_sink api_sink = {.head = route_head, .body = route_body};

static void *api_open(struct conn *c)
{
    return draining ? h1_open_once(c, &api_sink) : h1_open(c, &api_sink);
}

static void metrics_head(struct request *r)
{
    if (!slice_is(r->path, SLICE("/metrics")))
        reply_error(r, ERROR_NOT_FOUND, "Ask for /metrics.");
    else if (r->method != METHOD_GET && r->method != METHOD_HEAD)
        reply_error(r, ERROR_METHOD_NOT_ALLOWED, "Use GET.");
    else
        h1_accept(r, 0, NULL);
}

void http_metrics_answer(uint64_t id, struct slice text)
{
    struct request *r = request_find(id);

    if (r != NULL)
        reply_bytes(r, 200, "text/plain; version=0.0.4; charset=utf-8", text);
}

static void metrics_own(uint64_t id)
{
    struct buf text;

    buf_init(&text, METRICS_MAX);
    metrics_render(&text);
    http_metrics_answer(id, buf_slice(&text));
    buf_free(&text);
}

static void metrics_body(struct request *r)
{
    (metrics_ask != NULL ? metrics_ask : metrics_own)(request_wait(r));
}

static const struct h1_sink metrics_sink = {.head = metrics_head, .body = metrics_body};

static void *metrics_open(struct conn *c)
{
    return h1_open(c, &metrics_sink);
}

static bool start_metrics(char *err, size_t err_size)
{
    const char *path = setting_text("metrics_socket");

    if (path[0] == '\0')
        return true;
    metrics = listen_unix(path, &h1_events, metrics_open, err, err_size);
    return metrics != NULL;
}

bool http_metrics_start(void (*ask)(uint64_t id), char *err, size_t err_size)
{
    metrics_ask = ask;
    return start_metrics(err, err_size);
}

bool http_server_start_on(int fd, char *err, size_t err_size)
{
    if (!tls_load(setting_text("tls_cert"), setting_text("tls_key"), err, err_size))
        return false;
    api = listen_on(fd, true, &h1_events, api_open);
    port = listener_port(api);
    return true;
}

bool http_server_start(char *err, size_t err_size)
{
    if (!tls_load(setting_text("tls_cert"), setting_text("tls_key"), err, err_size))
        return false;
    api = listen_tcp(setting_text("listen_address"), (int)setting_int("listen_port"), true,
                     &h1_events, api_open, err, err_size);
    if (api == NULL)
        return false;
    port = listener_port(api);
    return start_metrics(err, err_size);
}

int http_server_port(void)
{
    return port;
}

void http_server_drain(void)
{
    draining = true;
    listener_close(api);
    listener_close(metrics);
    api = metrics = NULL;
    h1_drain();
}

const char *http_parser_version(void)
{
    return framing_version();
}

bool http_server_idle(void)
{
    return conns_open() == 0;
}
