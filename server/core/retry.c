/* The pauses between two attempts of one delivery. Their end (three days after the first attempt)
 * is the database's to decide, which knows when that was.
 *
 * Its one rule: chance is an argument. Called by app/delivery. */
#include "leadx/core/retry.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

static const int64_t pauses[] = {5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE,
                                 HOUR,       2 * HOUR,    4 * HOUR,   8 * HOUR};

enum { PAUSES = sizeof pauses / sizeof *pauses };

int64_t retry_pause_ms(int attempt, int64_t retry_after_s, uint32_t chance)
{
    int i = attempt < 1 ? 0 : attempt > PAUSES ? PAUSES - 1 : attempt - 1;
    int64_t pause = pauses[i] + pauses[i] / 5 * (int64_t)(chance >> 8) / (1 << 24);
    int64_t asked = retry_after_s > 3600 ? HOUR : retry_after_s * SECOND;

    return pause > asked ? pause : asked;
}
