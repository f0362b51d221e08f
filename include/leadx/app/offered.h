/* Stored leads that still look for buyers are offered again when somebody new might want them. */
#ifndef LEADX_APP_OFFERED_H
#define LEADX_APP_OFFERED_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/uuid.h"

void offered_start(void);
/* The niche has new appetite: all its sellable leads are offered, a page at a time. */
void offered_niche(int32_t niche_no);
/* How often a niche had new appetite: whoever routed a lead before the last time, and stored it
 * after, asks for offered_again, because that round may have passed it by. */
uint32_t offered_appetite(int32_t niche_no);
void offered_again(int32_t niche_no);
/* This one lead is to be offered (released, approved in review). */
void offered_lead(const struct uuid *lead);
/* The lead was offered to buyers of whom none can pay, and others stand behind them: soon, and
 * again as long as that is so (bounded). Its niche is taken whole where too many single leads wait.
 */
void offered_behind(const struct uuid *lead, int32_t niche_no);
/* The tick: takes the next page when nothing is under way. */
void offered_tick(void);
bool offered_idle(void);
/* No niche rests or waits for its second round: for a history, which nobody's posts compete with.
 */
void offered_hurry(void);

#endif
