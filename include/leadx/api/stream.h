/* GET /v1/stream: what happens, as it happens. */
#ifndef LEADX_API_STREAM_H
#define LEADX_API_STREAM_H

#include "leadx/http/route.h"

extern const struct route stream_routes[];

/* The tick: news, signs of life, whether who listens still may. */
void stream_tick(void);
/* A key, a user or a company changed: every listener is looked at again, soon. */
void stream_recheck(void);
/* The server stops: every stream is told when to come back, and ends. */
void stream_drain(void);

#endif
