/* A stored lead on its way to the sale once more. */
#ifndef LEADX_APP_STORED_H
#define LEADX_APP_STORED_H

#include "leadx/app/sale.h"
#include "leadx/db/result.h"

struct stored;

typedef void (*stored_done_fn)(struct sale_lead *lead, enum db_status status);

enum stored_sent {
    STORED_NOBODY, /* nobody in the book would take it; freed */
    STORED_SENT,   /* with the writers: done is called once, and frees lead->owner */
    STORED_FULL,   /* the queue is full; freed */
};

/* From a row of leads_offered() or listings_offered(). NULL: it may not be offered now. */
struct stored *stored_read(const struct db_result *res, int row, stored_done_fn done);
/* Asks the book and submits. Takes the lead over. */
enum stored_sent stored_send(struct stored *o);
void stored_free(struct stored *o);

/* Where a row stands in the order of pages. */
struct uuid stored_id(const struct db_result *res, int row);
int64_t stored_open_us(const struct db_result *res, int row);
struct uuid stored_listing(const struct db_result *res, int row); /* of listings_offered() */

#endif
