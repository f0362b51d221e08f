/* Rows of the market statements, read into what the book and the caches keep. Internal to
 * app/market*. */
#ifndef LEADX_SERVER_APP_MARKET_ROWS_H
#define LEADX_SERVER_APP_MARKET_ROWS_H

#include "leadx/app/market.h"
#include "leadx/db/result.h"

/* A new niche from a row of market_niches; NULL when its fields do not read (logged). */
struct niche *niche_from_row(const struct db_result *res, int row, struct symbols *symbols);
/* An order from a row of market_orders; false when its niche is unknown here or its filter does not
 * read (logged). */
bool order_from_row(const struct db_result *res, int row, struct symbols *symbols,
                    struct order *out);
/* Of the same row, over what order_from_row wrote: price and filter for listed leads. false: the
 * order takes none. */
bool order_row_listed(const struct db_result *res, int row, struct symbols *symbols,
                      struct order *out);
/* The columns market_orders.c looks at itself. */
enum {
    ORDER_COLUMN_REVISION = 6,
    ORDER_COLUMN_ALIAS = 11,
    ORDER_COLUMN_SPANS = 12,
    ORDER_COLUMN_RETURNS = 15
};
/* The database's word on whether the order sleeps. */
enum order_sleep order_row_sleep(const struct db_result *res, int row, int64_t *wake_ms);
/* Replaces the sources known of a row of market_sources. */
void source_from_row(const struct db_result *res, int row, struct symbols *symbols,
                     struct source *out);

#endif
