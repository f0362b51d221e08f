/* What the server knows of the market between two questions to the database: niches, orders (as the book), offers with
 * their admitted sellers, sources. A cache and nothing else: it is filled at start, refreshed by change notices, and
 * reconciled every reconcile_interval_ms; the database refuses what is stale. */
#ifndef LEADX_APP_MARKET_H
#define LEADX_APP_MARKET_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/app/niche.h"
#include "leadx/core/book.h"
#include "leadx/core/symbol.h"

/* Loads everything; ready is called once when the first load is complete. */
void market_start(void (*ready)(void));
bool market_ready(void);

struct symbols *market_symbols(void);
struct book *market_book(void);
const struct niche *market_niche(struct slice name);
const struct niche *market_niche_by_no(int32_t no);

/* The niche of an offer that the seller was admitted to and that is active; NULL otherwise. */
const struct niche *market_offer_niche(const struct uuid *offer, const struct uuid *seller);
/* The seller may generate targeted leads in the niche: its consumer leads need the cross-kind guard. */
bool market_seller_has_offers(const struct uuid *seller);

struct source {
    struct uuid id, seller;
    char name[401];
    bool banned;
    int64_t facts[FACT_RESERVED_COUNT]; /* symbols and booleans of SOURCE, CHANNEL, ORIGIN_KIND, DEMAND_KIND, CAPTURE_KIND, INCENTIVISED; 0 = unknown */
    bool purchased_list, cold_base;
};
const struct source *market_source(const struct uuid *seller, struct slice name);
/* Adds what the database just created or told. Copied. */
void market_source_put(const struct source *source);

/* Reloads the named objects ("order:<uuid>", "niche:<name>", "offer:<uuid>", "wallet:<account>", "key:<uuid>", "org:<uuid>"),
 * then calls done(id) from the loop, so that an answer leaves only when its effect is live here. */
void market_reload(const char *const *changed, size_t n, void (*done)(uint64_t id, void *arg), uint64_t id, void *arg);

/* The tick: wakes orders whose period began, drops expired negative entries. */
void market_tick(void);
/* fn is told which niche has new appetite (order created, changed, resumed, topped up, new period). Set by app/offered. */
void market_on_appetite(void (*fn)(int32_t niche_no));

#endif
