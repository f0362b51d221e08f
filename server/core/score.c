/* Score and temperature.
 *
 * Its one rule: points are added and never multiplied, so that every point can be shown with its
 * reason. Changing a number here needs a new SCORE_VERSION. Called by intake. */
#include "leadx/core/score.h"

#include <assert.h>
#include <string.h>

enum { COMPLETENESS_POINTS = 20, HOT_FROM = 70, WARM_FROM = 40 };

/* Two months as days: the declared date carries no finer meaning. */
static const int64_t warm_ms = INT64_C(61) * 24 * 60 * 60 * 1000;

static void give(struct score *s, bool applies, const char *rule, int points)
{
    if (!applies || points == 0)
        return;
    assert(s->n < SCORE_RULES_MAX);
    s->given[s->n].rule = rule;
    s->given[s->n].points = points;
    s->n++;
    s->total += points;
}

void score_lead(const struct score_input *in, struct score *out)
{
    int filled = in->completeness < 0 ? 0 : in->completeness > 100 ? 100 : in->completeness;

    *out = (struct score){0};
    give(out, in->phone_valid, "phone_valid", 20);
    give(out, in->email_valid, "email_valid", 15);
    give(out, in->named, "named", 10);
    give(out, in->address_proof, "address_proof", 10);
    give(out, in->consent_text, "consent_text", 10);
    give(out, true, "completeness", filled * COMPLETENESS_POINTS / 100);
    give(out, in->declared_hot, "declared_hot", 15);
    give(out, in->declared_warm && !in->declared_hot, "declared_warm", 8);
    give(out, in->incentivised, "incentivised", -15);
    give(out, in->purchased_list, "purchased_list", -20);
    give(out, in->cold_base, "cold_base", -20);
    out->total = out->total < 0 ? 0 : out->total > 100 ? 100 : out->total;
}

const char *temperature_name(enum temperature t)
{
    static const char *const names[] = {"cold", "warm", "hot"};

    assert(t <= TEMPERATURE_HOT);
    return names[t];
}

static enum temperature by_date(int64_t purchase_by_ms, int64_t now_ms)
{
    if (purchase_by_ms <= now_ms)
        return TEMPERATURE_HOT;
    return purchase_by_ms - now_ms <= warm_ms ? TEMPERATURE_WARM : TEMPERATURE_COLD;
}

enum temperature temperature_of(int64_t purchase_by_ms, const char *declared_word, int score,
                                int64_t now_ms, bool *declared)
{
    *declared = true;
    if (purchase_by_ms != INT64_MIN)
        return by_date(purchase_by_ms, now_ms);
    for (int t = TEMPERATURE_COLD; declared_word != NULL && t <= TEMPERATURE_HOT; t++)
        if (strcmp(declared_word, temperature_name((enum temperature)t)) == 0)
            return (enum temperature)t;
    *declared = false;
    if (score >= HOT_FROM)
        return TEMPERATURE_HOT;
    return score >= WARM_FROM ? TEMPERATURE_WARM : TEMPERATURE_COLD;
}
