/* What the files of market_shelf share: rows into listings, and who sells them. */
#ifndef LEADX_SERVER_APP_MARKET_SHELF_ROOM_H
#define LEADX_SERVER_APP_MARKET_SHELF_ROOM_H

#include "leadx/app/market_shelf.h"
#include "leadx/db/result.h"

/* Columns of the statements shelf_changes and shelf_page. */
enum shelf_column {
    SHELF_COL_XMIN,
    SHELF_COL_ID, /* null: the row says nothing but xmin */
    SHELF_COL_NICHE,
    SHELF_COL_XID,
    SHELF_COL_LISTED_AT,
    SHELF_COL_LISTED,
    SHELF_COL_CAUSE,
    SHELF_COL_START,
    SHELF_COL_FLOOR,
    SHELF_COL_LISTED_S,
    SHELF_COL_ENDS_S,
    SHELF_COL_BORN_S,
    SHELF_COL_SELLER,
    SHELF_COL_FAMILY,
    SHELF_COL_SCORE,
    SHELF_COL_TEMPERATURE,
    SHELF_COL_ORIGIN,
    SHELF_COL_CHANNEL,
    SHELF_COL_RESOLD,
    SHELF_COL_SHARES,
    SHELF_COL_ALONE,
    SHELF_COL_ATTRIBUTES,
    SHELF_COL_ONLY,
    SHELF_COL_BARRED,
    SHELF_COL_ALIAS
};

/* market_shelf_row.c: puts the row on the shelf, or takes it away. */
void shelf_row_take(struct market_shelf *m, const struct db_result *res, int row);

/* market_shelf_sellers.c: numbers of sellers and families, given as they come. */
uint32_t shelf_seller_no(const struct uuid *seller, struct slice alias);
uint32_t shelf_family_no(const struct uuid *family);
/* Some sellers' scores are not known yet, or not as of late. */
bool shelf_sellers_due(void);
/* Asks for them; done is called once. */
void shelf_sellers_ask(void (*done)(bool ok));

#endif
