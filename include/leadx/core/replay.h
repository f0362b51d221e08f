/* What an order would have bought of a routing that was recorded, had it stood otherwise: the same
 * choice as the sale's, with the order put in at its rank. Pure. */
#ifndef LEADX_CORE_REPLAY_H
#define LEADX_CORE_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/core/auction.h"
#include "leadx/core/book.h"

/* Where an order stops, in the order of the questions: of several routings of a lead the one that
 * came furthest tells why it was not bought. */
enum replay_rule {
    REPLAY_FILTERED,
    REPLAY_OUTSIDE_HOURS,
    REPLAY_OWN_FAMILY,
    REPLAY_CONSENT,
    REPLAY_SUPPRESSED,
    REPLAY_REPEAT_BUYER,
    REPLAY_FAMILY_BOUGHT,
    REPLAY_CONTACT_LIMIT,
    REPLAY_OUTBID,
    REPLAY_BELOW_MINIMUM,
    REPLAY_CAP, /* it would have won */
    REPLAY_BUYS,
    REPLAY_RULES = REPLAY_BUYS /* so many rules refuse */
};

/* "filtered", as the answers say it. */
const char *replay_rule_code(enum replay_rule rule);

/* A recorded candidate. */
struct replay_rival {
    struct uuid order, family; /* family: the order's own id does where it is not known */
    int64_t price, effective;  /* effective: what it was ranked by */
    int64_t idle_ms;           /* its last purchase as far as is known, INT64_MIN: none */
    bool exclusive;
    bool able; /* nothing but better offers kept it from buying */
    bool own;  /* the replayed order itself, as it stood then */
};

struct replay_routing {
    const struct replay_rival *rivals; /* as recorded: exclusive ones ranked, then shared ones */
    size_t n;                          /* at most 2 * CANDIDATES_MAX (asserted) */
    struct auction_terms terms;
};

/* The order as it would have stood. */
struct replay_order {
    struct uuid id, family;
    int64_t price[WAYS]; /* 0: not that way; both 0: it takes no part */
    int returns;         /* as struct order has it */
    int64_t idle_ms;
};

struct replay_outcome {
    enum replay_rule rule; /* REPLAY_BUYS, FAMILY_BOUGHT, OUTBID, BELOW_MINIMUM or CAP */
    enum way way;          /* how it buys */
    int64_t price;
    struct uuid buyers[PICKS_MAX]; /* orders that buy in the end, this one among them or not */
    size_t n;
};

/* payable: caps leave room for the price of that way. Where the order stood in the record at the
 * very price, it keeps its place; else it is ranked anew, on equal worth by who was idle longest,
 * then by id. */
void replay_decide(const struct replay_routing *r, const struct replay_order *o,
                   const bool payable[WAYS], struct replay_outcome *out);

/* A cap counted as the replay goes on, from what its period had used when it began. */
struct replay_cap {
    int64_t count, minor; /* most of either, -1: not limited */
    int64_t used_count, used_minor;
    const int64_t *starts; /* when its later periods begin, in ms, sorted */
    size_t n_starts;
    size_t at; /* periods begun so far */
};

/* now_ms never goes back. */
bool replay_cap_allows(struct replay_cap *cap, int64_t now_ms, int64_t price);
void replay_cap_take(struct replay_cap *cap, int64_t now_ms, int64_t price);

#endif
