/* /v1/session, /v1/sessions, /v1/sign-in-links: signing in and out. */
#ifndef LEADX_API_SESSIONS_H
#define LEADX_API_SESSIONS_H

#include "leadx/http/route.h"

extern const struct route sessions_routes[];
/* Sets itself as the gates' finder of sessions. */
void sessions_start(void);

#endif
