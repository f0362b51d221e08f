/* The choice between one exclusive buyer and several shared ones, as a pure function. The
 * database makes the same choice among those who can pay; this one serves test leads,
 * explanations and the tests that compare both. */
#ifndef LEADX_CORE_AUCTION_H
#define LEADX_CORE_AUCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/core/book.h"

struct auction_terms {
    size_t free_shared; /* slots left for shared sales, 0 to 16 */
    bool may_exclusive; /* nothing live yet */
    int fee_bp;
    int64_t fee_fixed;
    int64_t min_payout; /* least payout of the whole routing, 0 = none */
};

enum { PICKS_MAX = 16 };

struct pick {
    const struct candidate *candidate;
    int64_t fee, payout;
};

struct auction_result {
    struct pick picks[PICKS_MAX];
    size_t n;
    bool exclusive;
    bool below_min;        /* somebody would have bought, but for less than min_payout together */
    int64_t price, payout; /* sums */
};

/* Exclusive wins when its price is more than the sum of the best shared ones, at most
 * free_shared of different families; on equal value the shared. able (may be NULL = all) says
 * whether a candidate can take it now. */
void auction_decide(const struct candidates *c, const struct auction_terms *terms,
                    bool (*able)(const struct candidate *candidate, void *arg), void *arg,
                    struct auction_result *out);

#endif
