/* Chance that comes out the same again: the demo market's past is a function of its seed. */
#ifndef LEADX_DEMO_CHANCE_H
#define LEADX_DEMO_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct chance {
    uint64_t state;
};

/* A stream of its own for each pair: what one thing draws does not move what another draws. */
struct chance chance_of(uint64_t seed, uint64_t stream);
uint64_t chance_next(struct chance *c);
/* 0 … n − 1; n > 0. */
int64_t chance_below(struct chance *c, int64_t n);
/* from … to, both included. */
int64_t chance_range(struct chance *c, int64_t from, int64_t to);
/* true in so many of a thousand. */
bool chance_permille(struct chance *c, int permille);
/* A place in weights, as often as its weight; their sum is > 0. */
int chance_weighted(struct chance *c, const int *weights, int n);

#endif
