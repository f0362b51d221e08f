/* The shelves: every niche's listed leads in memory, for browsing. Each process has its own, filled
 * in pages from the database and kept by what its transactions changed since; like the book it only
 * shows and proposes. */
#ifndef LEADX_APP_MARKET_SHELF_H
#define LEADX_APP_MARKET_SHELF_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/app/niche.h"
#include "leadx/app/shelf_dims.h"
#include "leadx/core/shelf.h"

struct market_shelf {
    const struct niche *niche; /* the version it was made for */
    struct shelf *shelf;
    struct shelf_dims *dims;
    bool stale; /* being filled anew; meanwhile this one serves */
};

enum { SELLER_NO_SCORE = -1 };

/* The tick: asks what changed, goes on filling. */
void market_shelf_tick(void);
/* The niche's shelf, complete, as it stood a moment ago; NULL: it is not filled yet. Asking keeps
 * it fresh: shelves nobody asks for look for changes less often. */
const struct market_shelf *market_shelf_of(const struct niche *niche);
/* The listing as that family sees it (shelf_look), and the shelf it stands on; NULL: there is none
 * for it. */
const struct market_shelf *market_shelf_find(const struct uuid *id, uint32_t family, int64_t now_s,
                                             struct listing *out);
/* Every niche's shelf is filled: what is not found is not there. */
bool market_shelf_complete(void);
/* The exchange's second at which the last look at all changes began: what committed by then is on
 * the shelves. 0: there was none. */
int64_t market_shelf_seen_s(void);
/* A family as shelves number it; one that is on no shelf gets a number that no listing has. */
uint32_t market_shelf_family(const struct uuid *family);
/* By a listing's seller number: what it is called towards buyers. */
const char *market_shelf_alias(uint32_t seller);
/* Its score in the niche, 0 to 100, or SELLER_NO_SCORE. */
int market_shelf_score(uint32_t seller, int32_t niche_no);
/* Listings on all shelves, for metrics. */
size_t market_shelf_size(void);

#endif
