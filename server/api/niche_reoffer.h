/* A niche's rules on offering leads again, taken over from a body. Of the api room. */
#ifndef LEADX_API_NICHE_REOFFER_H
#define LEADX_API_NICHE_REOFFER_H

#include "take.h"

/* defer_max_days, recontact, person_sales (null: no limit), person_days; reoffer, a rule for each
 * of the reasons (NULL-terminated) it names. What is wrong gathers in t's faults. */
void take_reoffer(struct taking *t, const char *const *reasons);

#endif
