/* Computes what a listed lead costs now. Its one rule: the same age and start give the same price,
 * here and in the database (market_price() says it in SQL). Called by the shelf, by what offers
 * listings to orders, and when a niche's policy is read. */
#include "leadx/core/curve.h"

static const int64_t PRICE_MAX = INT64_C(100000000000000);

bool curve_ok(const struct curve *c, const char **why)
{
    *why = "must have 1 to 16 steps";
    if (c->n < 1 || c->n > CURVE_STEPS_MAX)
        return false;
    *why = "must begin at hour 0, with later steps later and cheaper";
    for (size_t i = 0; i < c->n; i++) {
        const struct curve_step *s = &c->steps[i];

        if (s->bp < 1 || s->bp > CURVE_WHOLE_BP || (i == 0 && s->after_s != 0) ||
            (i > 0 && (s->after_s <= s[-1].after_s || s->bp > s[-1].bp)))
            return false;
    }
    *why = "must keep 0.01 to 100 per cent of a lead that came back";
    return c->resold_bp >= 1 && c->resold_bp <= CURVE_WHOLE_BP;
}

size_t curve_step(const struct curve *c, int64_t age_s)
{
    size_t i = 1;

    while (i < c->n && c->steps[i].after_s <= age_s)
        i++;
    return i - 1;
}

int64_t curve_price_at(const struct curve *c, size_t step, struct curve_span span, bool resold)
{
    int64_t price = span.start_minor * c->steps[step].bp / CURVE_WHOLE_BP;

    if (resold)
        price = price * c->resold_bp / CURVE_WHOLE_BP;
    return price < span.floor_minor ? span.floor_minor : price;
}

int64_t curve_price(const struct curve *c, struct curve_span span, int64_t age_s, bool resold)
{
    return curve_price_at(c, curve_step(c, age_s), span, resold);
}

void curve_now(const struct curve *c, int64_t now_s, struct curve_now *out)
{
    out->n = c->n;
    out->resold_bp = c->resold_bp;
    for (size_t i = 0; i < c->n; i++) {
        out->since_s[i] = now_s - c->steps[i].after_s;
        out->bp[i] = c->steps[i].bp;
    }
}

int64_t curve_price_exclusive(int64_t share_minor, int percent, int64_t floor_minor)
{
    int64_t price = share_minor * percent / 100;

    if (price < floor_minor)
        price = floor_minor;
    return price < PRICE_MAX ? price : PRICE_MAX;
}
