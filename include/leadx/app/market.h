/* What the server knows of the market between two questions to the database: niches, orders (as the
 * book), offers with their admitted sellers, sources. A cache and nothing else: it is filled at
 * start, refreshed by change notices, and reconciled every reconcile_interval_ms; the database
 * refuses what is stale. */
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
/* Orders that also take listed leads, each at its most for one, shared; wakes and sleeps by
 * itself. */
struct book *market_listed_book(void);
const struct niche *market_niche(struct slice name);
const struct niche *market_niche_by_no(int32_t no);
/* Niches have numbers from 1 to this; some numbers may have none. */
int32_t market_niche_top(void);

/* Whether the books may be asked about a lead whose facts were read by this version of a niche.
 * false: its fields moved, so that a filter would read one for another; such a lead finds nobody
 * now, and is to be offered again, as the niche's stored leads are once all its orders fit. */
bool market_fits(const struct niche *niche);

/* The niche of an offer that the seller was admitted to and that is active; NULL otherwise. */
const struct niche *market_offer_niche(const struct uuid *offer, const struct uuid *seller);
/* The seller may generate targeted leads in the niche: its consumer leads need the cross-kind
 * guard. */
bool market_seller_has_offers(const struct uuid *seller);

struct source {
    struct uuid id, seller;
    char name[401];
    bool banned;
    int64_t facts[FACT_RESERVED_COUNT]; /* symbols and booleans of SOURCE, CHANNEL, ORIGIN_KIND,
                                           DEMAND_KIND, CAPTURE_KIND, INCENTIVISED; 0 = unknown */
    bool purchased_list, cold_base;
};
/* The source if it is known here, else NULL: then market_source_load asks the database, creating it
 * if need be, and done finds it here (or not, when the database was away). */
const struct source *market_source(const struct uuid *seller, struct slice name);
struct source_terms {
    struct slice name, channel, origin_kind, capture_kind, demand_kind;
    bool incentivised;
};
void market_source_load(const struct uuid *seller, const struct source_terms *terms,
                        void (*done)(uint64_t id, void *arg), uint64_t id, void *arg);

/* Reloads the named objects ("order:<uuid>", "niche:<name>", "offer:<uuid>", "wallet:<account>",
 * "key:<uuid>", "org:<uuid>"), then calls done(id) from the loop, so that an answer leaves only
 * when its effect is live here. */
void market_reload(const char *const *changed, size_t n, void (*done)(uint64_t id, void *arg),
                   uint64_t id, void *arg);

/* Notices are not heeded any more: for a history, which reloads by itself what it changed, and must
 * not depend on when a notice comes. */
void market_be_deaf(void);

/* What a buyer is called towards others; "" when unknown. */
const char *market_alias(const struct uuid *org);
/* The company may post into the niche and browse it (org_admitted() in the schema). */
bool market_admitted(const struct uuid *org, const char *niche);
/* What the exchange keeps of what the seller sells in the niche: agreed with it, else the niche's.
 */
struct market_fee {
    int bp;
    int64_t fixed;
};
struct market_fee market_fee(const struct uuid *seller, const struct niche *niche);
/* What a lead of the niche with these attributes is measured by, in minor units: what sales of its
 * region were made at, else of the niche, else what stands in for that; 0 = nothing is known. As
 * old as the last reconciling. */
int64_t market_benchmark(const struct niche *niche, const struct facts *facts);
/* The database refused an order for cap or money: it sleeps here until a notice, or its period's
 * end, wakes it. */
void market_order_refused(const struct uuid *order, enum order_sleep why);
/* It refused the higher of an order's two prices only: that way sleeps here until a deposit, a
 * change, or the next quarter of an hour, whichever comes first. */
void market_order_refused_dear(const struct uuid *order, enum order_sleep why);
/* It refused an order a listed lead for cap or money: no more of them until the next quarter of an
 * hour, a deposit or a change. */
void market_listed_refused(const struct uuid *order, enum order_sleep why);
/* The database has other terms than the book: asks for them. */
void market_order_stale(const struct uuid *order);

/* The tick: wakes orders whose period began, reconciles when its time has come. */
void market_tick(void);

/* Who wants to know; each is set once, by main. */
struct market_hooks {
    void (*appetite)(int32_t niche_no); /* an order was created, changed, resumed, topped up, or its
                                           period began */
    void (*lead)(const struct uuid *lead);     /* this stored lead is to be offered */
    void (*listed_appetite)(int32_t niche_no); /* the same of an order that takes listed leads */
    void (*listed)(const struct uuid *lead);   /* this lead was listed */
    void (*party)(void); /* a key or an org changed: forget what was cached of callers */
};
void market_set_hooks(const struct market_hooks *hooks);

#endif
