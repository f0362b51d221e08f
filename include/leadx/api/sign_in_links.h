/* POST /v1/sign-in-links: a one-time link by mail. */
#ifndef LEADX_API_SIGN_IN_LINKS_H
#define LEADX_API_SIGN_IN_LINKS_H

#include "leadx/http/route.h"

extern const struct route sign_in_links_routes[];

#endif
