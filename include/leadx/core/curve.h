/* The price of a listed lead: a share of its starting price that falls with age, down to a floor.
 * Nothing is written as time goes by; whoever asks computes it. Prices in minor units, shares in
 * basis points, ages in seconds since it was listed. */
#ifndef LEADX_CORE_CURVE_H
#define LEADX_CORE_CURVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CURVE_STEPS_MAX = 16, CURVE_WHOLE_BP = 10000 };

struct curve_step {
    int32_t after_s; /* ≥ 0, growing from step to step; the first is 0 */
    int32_t bp;      /* 1 to 10000, falling or equal from step to step */
};

struct curve {
    struct curve_step steps[CURVE_STEPS_MAX];
    size_t n;          /* ≥ 1 */
    int32_t resold_bp; /* of the price of a lead that was sold before and came back; 1 to 10000 */
};

/* What one listing begins and ends with, kept from when it was listed. */
struct curve_span {
    int64_t start_minor; /* 1 to 10^14 */
    int64_t floor_minor; /* 1 to start: no price is under it */
};

/* Steps begin at 0 and fall, everything is in range. why: a sentence. */
bool curve_ok(const struct curve *c, const char **why);
/* Index of the step an age stands on; before the listing: the first. */
size_t curve_step(const struct curve *c, int64_t age_s);
/* Of one share, rounded down, never under the floor. */
int64_t curve_price_at(const struct curve *c, size_t step, struct curve_span span, bool resold);
int64_t curve_price(const struct curve *c, struct curve_span span, int64_t age_s, bool resold);
/* The same for many listings at one moment: what the curve says at now_s (seconds since 1970), made
 * ready so that a price is found without a branch. */
struct curve_now {
    int64_t since_s[CURVE_STEPS_MAX]; /* what was listed by then stands on the step, or further */
    int64_t bp[CURVE_STEPS_MAX];
    size_t n;
    int64_t resold_bp;
};
void curve_now(const struct curve *c, int64_t now_s, struct curve_now *out);
/* As curve_price with age now_s − listed_s. */
static inline int64_t curve_now_price(const struct curve_now *c, struct curve_span span,
                                      int64_t listed_s, bool resold)
{
    size_t step = 0;
    int64_t price;

    for (size_t i = 1; i < c->n; i++)
        step += listed_s <= c->since_s[i];
    price = span.start_minor * c->bp[step] / CURVE_WHOLE_BP;
    price = price * (resold ? c->resold_bp : CURVE_WHOLE_BP) / CURVE_WHOLE_BP;
    return price < span.floor_minor ? span.floor_minor : price;
}
/* Of having the lead alone: percent (100 to 1000) of the share's price, never under floor_minor,
 * which is the niche's, nor above 10^14. */
int64_t curve_price_exclusive(int64_t share_minor, int percent, int64_t floor_minor);

#endif
