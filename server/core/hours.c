/* Open hours.
 *
 * Its one rule: a span's end is not of it. Called by matching and by replays. */
#include "leadx/core/hours.h"

#include <stddef.h>

bool hours_open(const int64_t *spans, uint32_t n_spans, int64_t now_ms)
{
    uint32_t low = 0, high = n_spans;

    if (spans == NULL)
        return true;
    while (low < high) { /* the first span that starts after now */
        uint32_t mid = (low + high) / 2;

        if (spans[2 * mid] <= now_ms)
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 && now_ms < spans[2 * low - 1];
}
