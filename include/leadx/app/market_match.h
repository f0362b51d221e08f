/* Saved searches meet what is new on the shelves. Of all processes the elected one looks. */
#ifndef LEADX_APP_MARKET_MATCH_H
#define LEADX_APP_MARKET_MATCH_H

#include <stdbool.h>

/* The tick: asks for searches that are due, looks a slice further a turn, records what it came to.
 * true: there is more for the next turn. */
bool market_match_tick(void);

#endif
