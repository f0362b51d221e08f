/* The table of routes, for route.c. */
#ifndef LEADX_HTTP_ROUTE_TABLE_H
#define LEADX_HTTP_ROUTE_TABLE_H

#include "leadx/http/route.h"

/* The route for method and path, and what its {…} matched. NULL: *methods has a bit for each method
 * the path does have (none: no such path). HEAD finds GET's route; "*" has every method of the
 * table. */
const struct route *route_find(enum method method, struct slice path, struct slice *params,
                               unsigned *methods);
/* "GET, HEAD, OPTIONS" from those bits. */
const char *route_allow(struct pool *pool, unsigned methods);

#endif
