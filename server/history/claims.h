/* Claims: how a buyer disputes a sale, and what both sides and the desk do then. */
#ifndef LEADX_HISTORY_CLAIMS_H
#define LEADX_HISTORY_CLAIMS_H

#include "leadx/demo/chance.h"
#include "room.h"

/* Puts the whole dispute on the agenda. */
void claim_plan(const struct deal *deal, struct chance *c);

#endif
