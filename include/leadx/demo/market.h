/* The demo market as data: six niches, who takes part, and what they buy. */
#ifndef LEADX_DEMO_MARKET_H
#define LEADX_DEMO_MARKET_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEMO_CURRENCY "RUB"

struct demo_niche {
    const char *name, *title;
    int64_t benchmark; /* going rate of a lead in minor units */
    const char *event; /* what is paid for */
    const char *own;   /* its own fields, beside those that all of them have: JSON objects */
};

enum { DEMO_NICHES = 6 };
extern const struct demo_niche demo_niches[DEMO_NICHES];

enum demo_party {
    ORBITA,       /* seller: the one whose key demo.json carries */
    VOLNA,        /* seller */
    MERIDIAN,     /* buyer: the one whose key demo.json carries; buys everything, everywhere */
    GRANIT,       /* buyer: the head of a family */
    GRANIT_SOUTH, /* its dealer, paid from Granit's wallet */
    VECTOR,       /* buyer */
    LAGOON,       /* buyer */
    DEMO_SMALL,   /* so many are in the small market; the rest have a history only */

    POLARIS = DEMO_SMALL, /* seller */
    TROPA,                /* seller: sells cheap, buys part of its leads */
    LUMEN,                /* seller: cheats in the last third of the history */
    VERSTA,               /* seller: small and careful */
    AURORA,               /* buyer: clinics */
    BEREG,                /* buyer: banks' partner */
    KVARTAL,              /* buyer: repairs */
    STRADA,               /* buyer: insurance; its wallet runs dry now and then */
    DEMO_PARTIES
};

struct demo_org {
    const char *alias, *name;
    bool sells, buys;
    int parent;      /* a party, or -1 */
    int64_t deposit; /* minor units paid in; 0 = none */
};
extern const struct demo_org demo_orgs[DEMO_PARTIES];

/* One standing order. Prices are per cent of the niche's benchmark. */
struct demo_order {
    enum demo_party buyer;
    const char *niche, *name;
    int shared, exclusive; /* 0 = not that way */
    const char *filter;    /* JSON */
    const char *caps;      /* JSON list, or NULL */
};
extern const struct demo_order demo_orders[];
extern const size_t demo_orders_count;
/* Those of the history alone. Meridian buys by these in the past: by its orders above, nobody else
 * would have bought much. */
extern const struct demo_order demo_past_orders[];
extern const size_t demo_past_orders_count;

/* The one offer: Vector's, joined by Orbita. */
extern const struct demo_order demo_offer;

/* Bodies of the calls that make them; new references. */
json_t *demo_niche_body(const struct demo_niche *n);
json_t *demo_org_body(const struct demo_org *o, const char *parent_id);
json_t *demo_order_body(const struct demo_order *o);
json_t *demo_offer_body(void);
json_t *demo_lead_body(void);
const struct demo_niche *demo_niche_find(const char *name);

#endif
