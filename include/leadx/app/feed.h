/* What happens on the exchange, read on from a position: for one reader that catches up, and for
 * all listeners of this process together while there are any. */
#ifndef LEADX_APP_FEED_H
#define LEADX_APP_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"
#include "leadx/db/array.h"

enum feed_side { FEED_SELLER, FEED_BUYER, FEED_OPERATOR };

/* Everything before (xid, no) was told, and of that happening the first k events. xid 0: nothing
 * is known yet; what happens from now on counts. */
struct feed_position {
    uint64_t xid, no;
    uint32_t k;
};
enum { FEED_POSITION_TEXT = 64 };

/* "4711-12-3". false: no position. */
bool feed_position_read(struct slice text, struct feed_position *out);
char *feed_position_format(const struct feed_position *p, char out[FEED_POSITION_TEXT]);
int feed_position_compare(const struct feed_position *a, const struct feed_position *b);

struct feed_event {
    struct feed_position at; /* once this event was told */
    struct uuid org;
    enum feed_side side;
    struct slice kind, line; /* line: one object of JSON, without line breaks */
};

enum feed_end {
    FEED_END,    /* all there is; position is where to go on */
    FEED_MORE,   /* the page was full */
    FEED_GAP,    /* what came after the position is not there any more; go on from position */
    FEED_FAILED, /* the database is away or busy; ask again later */
};

struct feed_reader {
    void (*event)(uint64_t id, const struct feed_event *event);
    /* After the events; called once a reading. */
    void (*end)(uint64_t id, enum feed_end end, const struct feed_position *position);
};

/* Reads at most limit happenings on from a position for these orgs (an array of uuid). reader must
 * live as long as the process. */
void feed_read(const struct feed_position *from, struct array *orgs, int limit,
               const struct feed_reader *reader, uint64_t id);
/* The org's order has a full cap: its buyer is told, once a period. */
void feed_cap_reached(const struct uuid *order);

#endif
