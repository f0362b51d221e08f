/* Time is read once per turn of the loop. Two clocks: the monotonic one for deadlines, and the
 * exchange's, which is the database's (plus the test clock) as last learned from it. */
#ifndef LEADX_BASE_CLOCK_H
#define LEADX_BASE_CLOCK_H

#include <stdint.h>

/* Reads both clocks; called at the top of every turn and by programs without a loop. */
void clock_turn(void);
/* Monotonic milliseconds of this turn: for deadlines, never shown. */
int64_t clock_mono_ms(void);
/* Monotonic microseconds read now, not cached: for measuring. */
int64_t clock_measure_us(void);
/* Milliseconds since 1970, UTC, this machine's: for logs. */
int64_t clock_wall_ms(void);
/* The exchange's now in milliseconds since 1970: wall time plus what the database last taught. */
int64_t clock_exchange_ms(void);
/* The exchange's now stands there, whatever is learned, until it is moved on: for writing history.
 */
void clock_stand(int64_t ms);
/* The database said its now is db_now_ms at this moment. */
void clock_learn(int64_t db_now_ms);

#endif
