/* The terms of an order in a body: what orders and offers have in common. Of the api room. */
#ifndef LEADX_API_ORDER_TERMS_H
#define LEADX_API_ORDER_TERMS_H

#include "leadx/app/niche.h"
#include "take.h"

/* kinds may only be what standing orders buy. */
void take_kinds(struct taking *t);
/* The niche the body names; NULL with a fault when there is none. */
const struct niche *take_niche(struct taking *t);
/* Takes filter, caps, schedule, time_zone, delivery and priority. */
void take_order_terms(struct taking *t, const struct niche *niche);
/* {"amount","currency"} in the niche's currency, not below the floor; with niche NULL (a fault
 * already) nothing. */
void take_price(struct taking *t, const char *name, bool required, const struct niche *niche,
                int64_t floor);

#endif
