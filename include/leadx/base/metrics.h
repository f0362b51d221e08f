/* Counters, gauges and histograms in the Prometheus text format (version 0.0.4). Labels are fixed
 * when the metric is made, so that nothing from outside can grow the set. One process, one thread.
 */
#ifndef LEADX_BASE_METRICS_H
#define LEADX_BASE_METRICS_H

#include <stdint.h>

#include "leadx/base/buf.h"

struct metric;

/* name: leadx_…, with unit suffix (_total, _seconds, _bytes); help: a sentence; labels:
 * "code=\"x\"" or NULL. The same name may be registered with several label sets. Asking again for
 * the same name and labels returns the same metric. Never fails; never freed. */
struct metric *metric_counter(const char *name, const char *help, const char *labels);
struct metric *metric_gauge(const char *name, const char *help, const char *labels);
/* Buckets fit for latencies from 100 µs to 10 s; values are given in microseconds, printed in
 * seconds. */
struct metric *metric_histogram_us(const char *name, const char *help, const char *labels);
void metric_add(struct metric *m, int64_t n);
void metric_set(struct metric *m, int64_t value);
void metric_observe_us(struct metric *m, int64_t us);
int64_t metric_value(const struct metric *m);
/* Called before each rendering, to set gauges that are read rather than kept. At most 16 of them.
 */
void metrics_on_collect(void (*fn)(void));
void metrics_render(struct buf *out);
/* A label that every sample gets when rendered, "worker=\"1\""; must outlive the process. */
void metrics_set_label(const char *label);

#endif
