/* A niche's terms of the price guide, taken over from a body. Of the api room. */
#ifndef LEADX_API_NICHE_PRICES_H
#define LEADX_API_NICHE_PRICES_H

#include "take.h"

/* price_category (null: by the niche's name), price_min_sample; price_factors, a per cent for each
 * factor it names. What is wrong gathers in t's faults. */
void take_prices(struct taking *t);

#endif
