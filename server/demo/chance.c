/* A small generator (SplitMix64) for invented data.
 *
 * Its one rule: never for secrets, ids or keys; those are base/digest's random_bytes. Called by
 * whatever invents the demo market's past. */
#include "leadx/demo/chance.h"

#include <assert.h>

uint64_t chance_next(struct chance *c)
{
    uint64_t z = c->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

struct chance chance_of(uint64_t seed, uint64_t stream)
{
    struct chance c = {seed};

    c.state = chance_next(&c) ^ stream * UINT64_C(0xd1342543de82ef95);
    chance_next(&c);
    return c;
}

int64_t chance_below(struct chance *c, int64_t n)
{
    assert(n > 0);
    return (int64_t)(chance_next(c) % (uint64_t)n); /* the bias of so small an n shows nowhere */
}

int64_t chance_range(struct chance *c, int64_t from, int64_t to)
{
    return from + chance_below(c, to - from + 1);
}

bool chance_permille(struct chance *c, int permille)
{
    return chance_below(c, 1000) < permille;
}

int chance_weighted(struct chance *c, const int *weights, int n)
{
    int64_t sum = 0, at;
    int i = 0;

    for (int k = 0; k < n; k++)
        sum += weights[k];
    for (at = chance_below(c, sum); at >= weights[i]; i++)
        at -= weights[i];
    return i;
}
