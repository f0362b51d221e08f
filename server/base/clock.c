/* Time, read once a turn.
 *
 * Its one rule: within a turn time stands still, so that one decision sees one now; only measuring
 * reads the clock again. The loop calls clock_turn; the db room teaches the database's now, and
 * what one worker learns holds for all of them; all others ask. */
#include "leadx/base/clock.h"

#include <stdbool.h>
#include <time.h>

#include "leadx/base/shared.h"

static struct {
    bool turned;
    int64_t mono_ms, wall_ms;
    int64_t stands_ms; /* the exchange's; 0: it runs */
} now;

/* The exchange's now minus this machine's. */
static int64_t *ahead_ms(void)
{
    static int64_t *ahead;

    if (ahead == NULL)
        ahead = shared_part(SHARED_CLOCK, sizeof *ahead);
    return ahead;
}

static int64_t read_ms(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t); /* cannot fail: the clocks are the kernel's own */
    return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

void clock_turn(void)
{
    now.mono_ms = read_ms(CLOCK_MONOTONIC);
    now.wall_ms = read_ms(CLOCK_REALTIME);
    now.turned = true;
}

static void clock_turned(void)
{
    if (!now.turned)
        clock_turn();
}

int64_t clock_mono_ms(void)
{
    clock_turned();
    return now.mono_ms;
}

int64_t clock_measure_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

int64_t clock_wall_ms(void)
{
    clock_turned();
    return now.wall_ms;
}

int64_t clock_exchange_ms(void)
{
    if (now.stands_ms != 0)
        return now.stands_ms;
    clock_turned();
    return now.wall_ms + __atomic_load_n(ahead_ms(), __ATOMIC_RELAXED);
}

void clock_stand(int64_t ms)
{
    now.stands_ms = ms;
}

void clock_learn(int64_t db_now_ms)
{
    __atomic_store_n(ahead_ms(), db_now_ms - read_ms(CLOCK_REALTIME), __ATOMIC_RELAXED);
}
