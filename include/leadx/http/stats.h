/* What the HTTP edge counts: replies by class, latency, refusals by reason. */
#ifndef LEADX_HTTP_STATS_H
#define LEADX_HTTP_STATS_H

#include "leadx/http/request.h"

/* Once a reply; also the access log, at debug level. */
void stats_replied(const struct request *r, int status);
/* reason: a gate's name, "unauthenticated", …: a literal. */
void stats_refused(const char *reason);

#endif
