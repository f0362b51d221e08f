/* What a server says that has more work than it can do, and when. */
#ifndef LEADX_HTTP_OVERLOAD_H
#define LEADX_HTTP_OVERLOAD_H

#include "leadx/http/request.h"

/* Refuses r with 503 and a Retry-After of two seconds. It is counted now; the answer leaves after
 * refusal_pause_ms, and at once while HELD_MAX others are held. The handler is done with r. */
void refuse_overload(struct request *r);

#endif
