/* Counters of the HTTP edge and the access log.
 *
 * Rule: labels and log lines carry the route's pattern, never the path, query or body: those may
 * hold personal data. reply.c counts replies; the gates count refusals. */
#include "leadx/http/stats.h"

#include <stdio.h>

#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/metrics.h"
#include "leadx/http/route.h"

static const char *const method_names[] = {"GET",   "HEAD",   "POST",    "PUT",
                                           "PATCH", "DELETE", "OPTIONS", "other"};

static struct metric *by_class[6], *latency;

static void metrics_ready(void)
{
    static const char help[] = "Replies sent, by class of status.";
    char label[32];

    if (latency != NULL)
        return;
    for (int i = 1; i < 6; i++) {
        snprintf(label, sizeof label, "status=\"%dxx\"", i);
        by_class[i] = metric_counter("leadx_http_requests_total", help, label);
    }
    latency = metric_histogram_us("leadx_http_request_seconds",
                                  "Time from the first byte of a request to its reply.", NULL);
}

static void access_log(const struct request *r, int status, int64_t took_us)
{
    char key[UUID_TEXT] = "-";

    if (!uuid_is_nil(&r->caller.key))
        uuid_format(&r->caller.key, key);
    log_debug("http", "method=%s route=%s status=%d ms=%lld.%03lld key=%s", method_names[r->method],
              r->route == NULL ? "-" : r->route->path, status, (long long)(took_us / 1000),
              (long long)(took_us % 1000), key);
}

void stats_replied(const struct request *r, int status)
{
    int64_t took_us = clock_measure_us() - r->started_us;

    metrics_ready();
    metric_add(by_class[status / 100 % 6], 1);
    metric_observe_us(latency, took_us);
    access_log(r, status, took_us);
}

void stats_refused(const char *reason)
{
    char label[64];

    snprintf(label, sizeof label, "reason=\"%s\"", reason);
    metric_add(metric_counter("leadx_http_refusals_total",
                              "Requests refused before their handler, by reason.", label),
               1);
}
