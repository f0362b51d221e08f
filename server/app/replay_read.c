/* Rows of replay_page() into leads and routings.
 *
 * Its one rule: what a routing says whatever the replay buys (filter, hours, consent …) is asked
 * here, once; the rest when its time comes. Called by replay.c. */
#include <stdlib.h>

#include "leadx/app/market.h"
#include "leadx/app/sale.h"
#include "leadx/base/digest.h"
#include "leadx/core/hours.h"
#include "replay_room.h"

enum {
    C_LOOKED_TO,
    C_LOOKED_TO_MS,
    C_WALKED,
    C_LEAD,
    C_FACTS, /* tried.h's columns */
    C_SELLER = C_FACTS + TRIED_COLUMNS,
    C_RECEIVED_MS,
    C_SALE_LIMIT,
    C_MIN_PAYOUT,
    C_OWN_FAMILY,
    C_CONSENTS,
    C_SUPPRESSED_MS,
    C_BOUGHT_BEFORE,
    C_PRINTS,
    C_OWN_MS,
    C_OWN_PRICE,
    C_OWN_EXCLUSIVE,
    C_DECISION,
    C_AT_MS,
    C_LATE,
    C_CANDIDATES,
    C_VERDICTS,
    C_LIVE,
    C_OWN_LIVE,
    C_RESOLD
};

enum { HOUR_MS = 3600000, LATE_MS = 60000 };

/* ---- a lead */

static void prints_read(struct replay *r, struct replay_lead *lead, struct slice hex)
{
    uint8_t(*prints)[PRINT_SIZE] = pool_alloc(r->pool, hex.n / 2 + 1);

    for (; hex.n >= 2 * PRINT_SIZE; hex.p += 2 * PRINT_SIZE, hex.n -= 2 * PRINT_SIZE)
        if (hex_decode((struct slice){hex.p, 2 * PRINT_SIZE}, prints[lead->n_prints], PRINT_SIZE))
            lead->n_prints++;
    lead->prints = prints;
}

static void really_read(struct replay *r, struct replay_lead *lead, const struct db_result *res,
                        int row)
{
    int64_t at_ms;

    lead->really = !result_null(res, row, C_OWN_MS);
    if (!lead->really)
        return;
    at_ms = result_int64(res, row, C_OWN_MS);
    replay_sum_add(&replay_day_of(r, at_ms)->bought,
                   result_bool(res, row, C_OWN_EXCLUSIVE) ? WAY_EXCLUSIVE : WAY_SHARED,
                   result_int64(res, row, C_OWN_PRICE));
}

/* The lead of the row: rows of one come together. */
static struct replay_lead *lead_of(struct replay *r, const struct db_result *res, int row)
{
    struct uuid id = result_uuid(res, row, C_LEAD);
    struct replay_lead *lead = r->lead;

    if (lead != NULL && uuid_equal(&lead->id, &id))
        return lead;
    r->looked_at++;
    lead = r->lead = pool_zero(r->pool, sizeof *lead);
    lead->id = id;
    prints_read(r, lead, result_slice(res, row, C_PRINTS));
    really_read(r, lead, res, row);
    return lead;
}

/* ---- what does not change, whatever the replay buys */

static bool filter_refuses(struct replay *r, const struct db_result *res, int row, int64_t at_ms)
{
    struct tried_moment moment = {
        .targeted = !uuid_is_nil(&r->offer),
        .again = result_bool(res, row, C_LATE),
        .resold = result_bool(res, row, C_RESOLD),
        .age_hours = (at_ms - result_int64(res, row, C_RECEIVED_MS)) / HOUR_MS,
        .hour = at_ms / HOUR_MS % 24,
    };
    struct facts facts;

    tried_facts(&r->tried, res, row, C_FACTS, &moment, &facts);
    return !filter_accepts(r->filter, &facts);
}

/* Orders are looked for when the routing's id is made, and sold to a little later: who opens or
 * closes in between is judged by the first. */
static enum replay_rule rule_of(struct replay *r, const struct db_result *res, int row,
                                int64_t at_ms)
{
    struct uuid decision = result_uuid(res, row, C_DECISION);
    int64_t matched_ms = uuid_v7_ms(&decision);

    if (filter_refuses(r, res, row, matched_ms))
        return REPLAY_FILTERED;
    if (!hours_open(r->spans, r->n_spans, matched_ms))
        return REPLAY_OUTSIDE_HOURS;
    if (result_bool(res, row, C_OWN_FAMILY))
        return REPLAY_OWN_FAMILY;
    if (!result_bool(res, row, C_CONSENTS))
        return REPLAY_CONSENT;
    if (!result_null(res, row, C_SUPPRESSED_MS) && result_int64(res, row, C_SUPPRESSED_MS) <= at_ms)
        return REPLAY_SUPPRESSED;
    return result_bool(res, row, C_BOUGHT_BEFORE) ? REPLAY_REPEAT_BUYER : REPLAY_BUYS;
}

/* ---- its candidates */

static bool is_able(int verdict)
{
    return verdict == VERDICT_NOT_ASKED || verdict == VERDICT_SOLD || verdict == VERDICT_OUTBID ||
           verdict == VERDICT_BELOW_MIN;
}

static struct replay_rival rival_of(const struct replay *r, json_t *said, int verdict)
{
    const char *id = json_string_value(json_object_get(said, "order"));
    json_t *effective = json_object_get(said, "effective");
    struct replay_rival x = {.price = json_integer_value(json_object_get(said, "price")),
                             .exclusive = json_is_true(json_object_get(said, "exclusive")),
                             .able = is_able(verdict)};

    if (id == NULL || !uuid_parse(slice_of(id), &x.order))
        x.able = false;
    x.effective = effective == NULL ? x.price : json_integer_value(effective);
    x.own = uuid_equal(&x.order, &r->order.id);
    x.family = x.own || keymap_get(&r->siblings, &x.order) != NULL ? r->order.family : x.order;
    return x;
}

/* The next of "{1,2,0}"; 0 past its end. */
static int verdict_next(struct slice *text)
{
    int v = 0;

    while (text->n > 0 && (*text->p < '0' || *text->p > '9'))
        *text = (struct slice){text->p + 1, text->n - 1};
    for (; text->n > 0 && *text->p >= '0' && *text->p <= '9'; text->p++, text->n--)
        v = v * 10 + *text->p - '0';
    return v;
}

/* How many shared places the routing had is recorded only by where it stopped asking. */
struct places {
    size_t picked; /* shared candidates that were able when they were asked */
    bool ran_out;  /* somebody was not asked any more */
};

static void verdict_note(struct replay_event *e, struct places *p, const struct replay_rival *x,
                         int verdict)
{
    e->full_person |= verdict == VERDICT_CONTACT_LIMIT;
    e->poor |= x->own && verdict == VERDICT_MONEY;
    if (x->exclusive)
        return;
    p->ran_out |= verdict == VERDICT_NOT_ASKED;
    p->picked += verdict != VERDICT_NOT_ASKED && is_able(verdict);
}

static struct replay_event *candidates_read(struct replay *r, const struct db_result *res, int row,
                                            struct places *places)
{
    struct slice text = result_slice(res, row, C_CANDIDATES),
                 verdicts = result_slice(res, row, C_VERDICTS);
    struct uuid id = result_uuid(res, row, C_DECISION);
    json_t *said = json_loadb(text.p, text.n, 0, NULL), *one;
    size_t n = json_array_size(said), i;
    struct replay_event *e;

    if (n > 2 * CANDIDATES_MAX)
        n = 2 * CANDIDATES_MAX;
    e = replay_event_new(result_int64(res, row, C_AT_MS), &id, n);
    json_array_foreach(said, i, one)
    {
        int verdict = verdict_next(&verdicts);

        if (i == n)
            break;
        e->rivals[i] = rival_of(r, one, verdict);
        verdict_note(e, places, &e->rivals[i], verdict);
    }
    json_decref(said);
    return e;
}

/* ---- a routing */

/* The places the order finds: what it really bought of the lead before is not there. Fewer than
 * the lead's limit leaves, where the person was nearly sold as often as the niche allows. */
static void terms_read(struct replay *r, struct replay_event *e, const struct db_result *res,
                       int row, const struct places *places)
{
    struct uuid seller = result_uuid(res, row, C_SELLER);
    struct market_fee fee = market_fee(&seller, r->tried.niche);
    int64_t limit = result_int64(res, row, C_SALE_LIMIT), live = result_int64(res, row, C_LIVE);
    int64_t others = live - result_bool(res, row, C_OWN_LIVE), free = limit - others;

    if (places->ran_out && (int64_t)places->picked < limit - live)
        free -= limit - live - (int64_t)places->picked;
    e->terms = (struct auction_terms){
        .free_shared = free < 0 ? 0 : (size_t)free,
        .may_exclusive = others <= 0 && !result_bool(res, row, C_RESOLD),
        .fee_bp = fee.bp,
        .fee_fixed = fee.fixed,
        .min_payout = others > 0 ? 0 : result_int64(res, row, C_MIN_PAYOUT),
    };
}

static void row_read(struct replay *r, const struct db_result *res, int row)
{
    struct replay_lead *lead = lead_of(r, res, row);
    struct places places = {0};
    struct replay_event *e = candidates_read(r, res, row, &places);

    terms_read(r, e, res, row, &places);
    e->rule = rule_of(r, res, row, e->at_ms);
    e->lead = lead;
    lead->waiting++;
    replay_event_add(r, e);
}

bool replay_read(struct replay *r, const struct db_result *res)
{
    if (result_rows(res) == 0 || result_null(res, 0, C_LOOKED_TO))
        return false;
    for (int row = 0; row < result_rows(res); row++)
        if (!result_null(res, row, C_LEAD))
            row_read(r, res, row);
    r->after = result_uuid(res, 0, C_LOOKED_TO);
    r->walked += result_int64(res, 0, C_WALKED);
    /* a lead's id is older than its routing; how much, a writer's queue decides */
    replay_judge(r, result_int64(res, 0, C_LOOKED_TO_MS) - LATE_MS);
    return true;
}
