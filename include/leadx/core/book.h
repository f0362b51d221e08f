/* The order book: who would buy this lead, best rank first. It only proposes; caps, money and
 * exclusivity are decided in the database. Pure: same book, lead, now and seed give the same
 * answer. */
#ifndef LEADX_CORE_BOOK_H
#define LEADX_CORE_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/uuid.h"
#include "leadx/core/filter.h"

enum lead_kind { LEAD_CONSUMER = 1, LEAD_TARGETED = 2 };

/* How an order buys: alone, or beside others. */
enum way { WAY_EXCLUSIVE, WAY_SHARED, WAYS };

enum order_sleep {
    ORDER_AWAKE,
    ORDER_ASLEEP_CAP,   /* the database refused for a cap; until wake_ms */
    ORDER_ASLEEP_MONEY, /* the database refused for money; until a notice */
};

/* Times beyond ± 2^47 ms (the year 6429) are kept as that. */

struct order {
    struct uuid id, org, family;
    struct uuid offer;  /* nil for standing orders on the consumer market */
    struct uuid wallet; /* account that pays */
    int32_t niche;      /* the niche's number */
    int32_t revision;   /* of the terms; the database refuses another one as stale */
    int64_t shared_price, exclusive_price; /* minor units, 0 = not that way */
    int8_t returns; /* per cent of its price that the order counts for less in the rank, 0 to 99:
                       what the buyer is expected to return; 0 where a niche ranks by price */
    int16_t priority;
    struct filter *filter; /* owned by the book once put */
    int64_t *spans;        /* open hours: n_spans pairs [from, to) in ms since 1970, sorted and
                              apart; NULL = always; owned likewise */
    uint32_t n_spans;
    int64_t idle_since_ms; /* last sale, 0 = never: longest idle first on equal rank */
    enum order_sleep sleep;
    int64_t wake_ms; /* ASLEEP_CAP: when the period ends; 0 = only a notice wakes */
};

struct book;

struct book *book_new(void);
void book_free(struct book *b);
/* Adds or replaces by id; takes over filter (not NULL: an order without conditions has an
 * empty one; freed before it returns, or kept) and spans. The order is copied. Sleep starts as
 * given; of the old and the new idle_since_ms the later stays. */
void book_put(struct book *b, const struct order *order);
/* false: was not there. */
bool book_remove(struct book *b, const struct uuid *id);
/* A copy, its filter NULL and its spans still the book's (valid until the order changes); false:
 * not there. */
bool book_find(const struct book *b, const struct uuid *id, struct order *out);
void book_sleep(struct book *b, const struct uuid *id, enum order_sleep why, int64_t wake_ms);
/* The order cannot pay the higher of its two prices, but may the lower: only the dearer way sleeps,
 * so that it does not stand before those who can. Nothing happens where the prices do not differ
 * or the order sleeps altogether. It wakes like any sleeper, and whatever the reason when wake_ms
 * has passed (0: only otherwise). */
void book_sleep_dear(struct book *b, const struct uuid *id, enum order_sleep why, int64_t wake_ms);
/* Both ways. */
void book_wake(struct book *b, const struct uuid *id);
/* Wakes every order, or dearer way of one, that sleeps for money and is paid from the wallet.
 * Returns how many; their niches' numbers through fn, each once (fn may be NULL, and must not
 * change the book). */
size_t book_wake_wallet(struct book *b, const struct uuid *wallet,
                        void (*fn)(int32_t niche, void *arg), void *arg);
/* Wakes those whose wake_ms has passed, likewise; but a niche where only dearer ways woke is not
 * told of: their orders were there all along. */
size_t book_wake_due(struct book *b, int64_t now_ms, void (*fn)(int32_t niche, void *arg),
                     void *arg);
/* Remembers the sale for the idle rule. */
void book_sold(struct book *b, const struct uuid *id, int64_t now_ms);
size_t book_size(const struct book *b);
/* Bytes held for all orders, their conditions and indexes, without the allocator's own: for
 * metrics. Walks the whole book. */
size_t book_bytes(const struct book *b);

enum { CANDIDATES_MAX = 48 };

/* What a price is worth when so many per cent of it are expected back: rounded down; the price
 * itself at 0. Prices go up to 10^14 and more; a hundred times that still fits. */
static inline int64_t effective_price(int64_t price, int returns_percent)
{
    return price * (100 - returns_percent) / 100;
}

struct candidate {
    struct uuid order, org, family;
    int64_t price;
    int64_t effective; /* by which it was ranked: effective_price() */
    int32_t revision;  /* of the order's terms */
    bool exclusive;
};

/* Why nobody, or fewer: how many orders stopped at each step. The one that came furthest names
 * the answer's code. Complete when neither list found all the families it wanted; a list that
 * did ends its walk early and counted only what it saw. An order that buys both ways counts
 * once. */
struct match_counts {
    uint32_t considered; /* of the niche and kind, with a wanted price not below its floor */
    uint32_t filtered;   /* filter refused */
    uint32_t outside_hours;
    uint32_t own_family;
    uint32_t no_consent;               /* consent does not name this buyer */
    uint32_t asleep_cap, asleep_money; /* would take it, but sleep; stops soon after 64 together */
};

struct candidates {
    struct candidate exclusive[CANDIDATES_MAX]; /* each list ranked, best first */
    struct candidate shared[CANDIDATES_MAX];
    size_t n_exclusive, n_shared;
    bool cut; /* a list ended because it was full: others may come behind */
    struct match_counts counts;
};

struct match_query {
    int32_t niche;
    enum lead_kind kind;
    struct uuid offer;         /* TARGETED: only this offer's order */
    struct uuid seller_family; /* never sold inside it */
    const struct facts *facts;
    const struct uuid *recipients; /* consent names these orgs or families; NULL = any */
    size_t n_recipients;
    int64_t now_ms;
    size_t want_shared;  /* free shared slots; 0 to 16 (asserted) */
    bool want_exclusive; /* no sale is live yet */
    bool no_spares;      /* only the best: no families in reserve for refusals */
    int64_t floor_shared, floor_exclusive;
};

/* Proposes, each list ranked by effective price, then idle longest, then lowest id: exclusive
 * candidates of up to 4 different families; shared ones of up to want_shared + 4 different
 * families, ending with the first order of the last of them; never more than CANDIDATES_MAX each: a
 * further order of a family already listed is left out where it would take the room of
 * families still to come. Without spares it is one family, and want_shared. A consumer lead is
 * offered to orders without offer, a targeted one to its offer's order (exclusively, at its
 * exclusive price). */
void book_match(const struct book *b, const struct match_query *query, struct candidates *out);
/* Calls fn once for every order that would accept, asleep ones too, ranked by the better of
 * its wanted prices, net of returns (the candidate says which): reports and explanations. fn must
 * not change the book. */
void book_match_all(const struct book *b, const struct match_query *query,
                    void (*fn)(const struct candidate *candidate, void *arg), void *arg);
/* How many book_match_all would call for: replay, and what a filter would find. */
size_t book_match_count(const struct book *b, const struct match_query *query);

#endif
