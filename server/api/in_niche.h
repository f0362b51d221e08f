/* Changing what belongs to a niche that only the database can name: an order, a saved search. */
#ifndef LEADX_SERVER_API_IN_NICHE_H
#define LEADX_SERVER_API_IN_NICHE_H

#include "leadx/app/niche.h"
#include "leadx/db/stmt.h"
#include "leadx/http/request.h"
#include "take.h"

struct in_niche {
    const struct stmt
        *stmt; /* the caller's org and the path's first id: the niche's name, or no row */
    void (*then)(struct request *r, const struct niche *niche);
};

/* Calls then with the niche, or replies: 404 where there is no such thing, 503 while its niche has
 * not been heard of. how: static. */
void in_niche(struct request *r, const struct in_niche *how);

/* A fault when the body names another niche. why: that it cannot be changed, and what to do. */
void take_same_niche(struct taking *t, const struct niche *niche, const char *why);

#endif
