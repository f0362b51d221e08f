/* Work that falls due on the exchange's clock: escrow that ends, leads that expire, keys that no
 * longer answer, partitions for the months to come. Of all processes the elected one (db/elect)
 * does it; it would be right even if all of them did.
 */
#ifndef LEADX_APP_DUE_H
#define LEADX_APP_DUE_H

#include <stdbool.h>

/* The tick: starts a round when chore_interval_ms has passed and none is under way. */
void due_tick(void);
/* The exchange's clock was moved: a round begins with the next tick. */
void due_hurry(void);
/* The same, and every chore takes part, whatever its turn: for a history, whose clock is no clock.
 */
void due_all(void);

/* From now on what has an interval is done only after due_all, however long that takes: for a
 * history, whose days pass faster than any interval. */
void due_only_asked(void);
bool due_idle(void);

#endif
