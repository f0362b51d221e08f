/* The query string of a page of listings. Of the api room. */
#ifndef LEADX_API_LISTINGS_QUERY_H
#define LEADX_API_LISTINGS_QUERY_H

#include "leadx/app/market_shelf.h"
#include "leadx/http/request.h"

enum { BROWSE_CURSOR_TEXT = 40 };

/* What is asked, and of which shelf: in its request's pool. */
struct browse {
    const struct niche *niche;
    const struct market_shelf *m;
    struct shelf_query query;
};

/* Each returns false when it replied already, saying what is wrong. */
bool browse_parameters_known(struct request *r);
bool browse_niche_read(struct request *r, struct browse *b);
/* All but the niche, for the shelf b->m; what is counted in is made, too. */
bool browse_read(struct request *r, struct browse *b);
/* Where the page behind this listing begins. Returns text. */
const char *browse_cursor(const struct shelf_query *q, const struct shelf_found *last,
                          char text[BROWSE_CURSOR_TEXT]);

#endif
