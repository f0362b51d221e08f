/* Caps of a replayed order.
 *
 * Its one rule: as in the sale, a purchase counts in the period it is made in, and nothing gives
 * it back. Called by app's replay. */
#include "leadx/core/replay.h"

static void cap_turn(struct replay_cap *cap, int64_t now_ms)
{
    while (cap->at < cap->n_starts && cap->starts[cap->at] <= now_ms) {
        cap->at++;
        cap->used_count = cap->used_minor = 0;
    }
}

bool replay_cap_allows(struct replay_cap *cap, int64_t now_ms, int64_t price)
{
    cap_turn(cap, now_ms);
    return (cap->count < 0 || cap->used_count + 1 <= cap->count) &&
           (cap->minor < 0 || cap->used_minor + price <= cap->minor);
}

void replay_cap_take(struct replay_cap *cap, int64_t now_ms, int64_t price)
{
    cap_turn(cap, now_ms);
    cap->used_count++;
    cap->used_minor += price;
}
