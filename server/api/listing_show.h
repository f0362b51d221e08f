/* A listing and a shelf's facets as buyers read them. Of the api room. */
#ifndef LEADX_API_LISTING_SHOW_H
#define LEADX_API_LISTING_SHOW_H

#include "leadx/app/market_shelf.h"

enum { FACET_VALUES_MAX = 100 };

/* Each appends JSON.
 *
 * price: of one share, now. niche: the newest version, whose policy makes prices. */
void listing_add(struct buf *b, const struct market_shelf *m, const struct niche *niche,
                 const struct listing *l, int64_t now_s, int64_t price);
/* [{"value", "count"}], most frequent first, at most FACET_VALUES_MAX; what is not shown does not
 * count. */
void facet_add(struct buf *b, const struct shelf_dim *dim, const uint32_t *counts, size_t n);

#endif
