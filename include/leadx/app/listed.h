/* Listed leads meet the orders that wait for their price. */
#ifndef LEADX_APP_LISTED_H
#define LEADX_APP_LISTED_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/uuid.h"

void listed_start(void);
/* The niche has an order that takes listed leads and might not have been asked: all its listings
 * are offered, a page at a time. */
void listed_niche(int32_t niche_no);
/* This lead was listed just now. */
void listed_lead(const struct uuid *lead);
/* The tick: takes what is next when nothing is under way. */
void listed_tick(void);

#endif
