/* Is it alive, is it ready, what does it speak: for probes, people and tests. */
#ifndef LEADX_API_HEALTH_H
#define LEADX_API_HEALTH_H

#include <stdbool.h>

#include "leadx/http/route.h"

extern const struct route health_routes[];

/* Set by main before the first request. health_version: shown in /readyz. health_test_clock: time
 * may be moved by POST /v1/test/clock, which otherwise does not exist. */
extern const char *health_version;
extern bool health_test_clock;

#endif
