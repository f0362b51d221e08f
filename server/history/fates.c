/* What becomes of a sale: reports of its buyer, and now and then a claim (claims.c).
 *
 * Its one rule: drawn once, at the sale, from a stream that belongs to the lead and its slot; what
 * the exchange makes of it later is the exchange's. Called by posts.c. */
#include "leadx/demo/chance.h"
#include "claims.h"
#include "room.h"

enum { MINUTE_MS = 60000 };

static void report(const struct deal *d, int64_t at_ms, json_t *outcome)
{
    json_t *args = json_pack("{s:s, s:[o]}", "sale", d->sale, "outcomes", outcome);

    agenda_add_report(at_ms, operation(d->buyer, "outcome_report", args));
}

static json_t *outcome(const char *kind)
{
    return json_pack("{s:s, s:s}", "kind", kind, "external_id", kind);
}

/* The call, and how long it was: more than 40 seconds is what was promised. */
static int64_t contacted(const struct deal *d, struct chance *c, bool good)
{
    int64_t after_ms = chance_permille(c, 640) ? chance_range(c, 3, 50) * MINUTE_MS
                                               : chance_range(c, 2, 30) * HOUR_MS;
    json_t *call = outcome("contacted");

    json_object_set_new(call, "call_seconds",
                        json_integer(good ? chance_range(c, 45, 720) : chance_range(c, 0, 38)));
    report(d, past.now_ms + after_ms, call);
    return past.now_ms + after_ms;
}

static void ended(const struct deal *d, struct chance *c, int64_t at_ms)
{
    static const char *const ends[] = {"sold", "lost", "bought_elsewhere", "appointment"};
    const char *end = ends[chance_weighted(c, (int[]){4, 3, 1, 3}, 4)];
    json_t *o = outcome(end);

    if (end == ends[0]) {
        json_object_set_new(o, "amount", json_integer(d->price * chance_range(c, 6, 45)));
        json_object_set_new(o, "currency", json_string(DEMO_CURRENCY));
    }
    report(d, at_ms + chance_range(c, 30, 240) * HOUR_MS, o);
}

void fate_plan(const struct deal *d)
{
    struct chance c = chance_of(past.seed ^ UINT64_C(0xfa7e), (uint64_t)(d->lead * 16 + d->slot));
    bool good = chance_permille(&c, d->target),
         reports = chance_permille(&c, d->cheats ? 400 : 100);
    bool claims = chance_permille(&c, d->claims);

    if (reports) {
        int64_t at_ms = contacted(d, &c, good && !claims);

        if (good && !claims && chance_permille(&c, 330))
            ended(d, &c, at_ms);
    }
    if (claims)
        claim_plan(d, &c);
}
