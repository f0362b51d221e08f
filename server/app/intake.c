/* Taking a lead in, from the checked body to the answer.
 *
 * INTAKE states are implied by what is awaited: the source (market_source_load), the sale
 * (sale_submit), or the first answer of a replay (lead_answer). Its one rule: exactly one done,
 * whatever happens. Callers: the lead handlers. */
#include "leadx/app/intake.h"

#include <stdlib.h>
#include <string.h>

#include "intake_room.h"
#include "leadx/app/delivery.h"
#include "leadx/app/intake.sql.h"
#include "leadx/app/offered.h"
#include "leadx/base/buf.h"
#include "leadx/base/clock.h"
#include "leadx/base/json_compact.h"
#include "leadx/base/money.h"
#include "leadx/core/auction.h"
#include "leadx/db/pool.h"

enum {
    TEXT_USUAL = 2048, /* bytes of an answer or a reasoning */
    ANSWER_MS = 10000
}; /* a client hears 503 then, and may post the same again: its key tells what became of it */

static void intake_route(struct intake *in);

struct intake *intake_new(const struct uuid *seller, const struct uuid *family)
{
    struct pool *pool = pool_new(16384);
    struct intake *in = pool_zero(pool, sizeof *in);

    in->pool = pool;
    faults_init(&in->faults, pool);
    in->lead.seller = *seller;
    in->lead.family = *family;
    in->lead.fresh = true;
    in->lead.trigger = "post";
    in->lead.candidates = in->candidates;
    in->lead.owner = in;
    return in;
}

void intake_free(struct intake *in)
{
    pool_free(in->pool);
}

const struct faults *intake_faults(const struct intake *in)
{
    return &in->faults;
}

const char *intake_checked(const struct intake *in, const char **code)
{
    bool valid = strcmp(in->lead.want, "route") == 0;

    *code = valid ? NULL : in->lead.code;
    return valid ? "valid" : in->lead.want;
}

/* Those under way, oldest first: a batch lost after its send may be answered only when the database
 * is back. */
static struct {
    struct intake *oldest, *newest;
} running;

static void running_add(struct intake *in)
{
    in->answer_by_ms = clock_mono_ms() + ANSWER_MS;
    in->older = running.newest;
    in->newer = NULL;
    if (running.newest != NULL)
        running.newest->newer = in;
    else
        running.oldest = in;
    running.newest = in;
}

static void running_remove(struct intake *in)
{
    if (in->older != NULL)
        in->older->newer = in->newer;
    else
        running.oldest = in->newer;
    if (in->newer != NULL)
        in->newer->older = in->older;
    else
        running.newest = in->older;
}

static void finish(struct intake *in, const struct intake_answer *answer)
{
    if (in->done != NULL) {
        running_remove(in);
        in->done(in->id, answer);
    }
    intake_free(in);
}

void intake_tick(void)
{
    while (running.oldest != NULL && running.oldest->answer_by_ms <= clock_mono_ms()) {
        struct intake *in = running.oldest;

        running_remove(in);
        in->done(in->id, &(struct intake_answer){.db = DB_DOWN});
        in->done = NULL; /* it still waits, and frees itself then */
    }
}

static void finish_failed(struct intake *in, enum db_status status)
{
    finish(in, &(struct intake_answer){.db = status});
}

/* --- The answer ----------------------------------------------------------------------------------
 */

static void answer_begin(struct buf *b, const char *id, const char *state, const char *code)
{
    buf_add_str(b, "{\"id\":\"");
    buf_add_str(b, id);
    buf_add_str(b, "\",\"status\":\"");
    buf_add_str(b, state);
    buf_add_str(b, "\",\"code\":");
    if (code[0] == '\0')
        buf_add_str(b, "null");
    else
        buf_add_json_string(b, slice_of(code));
    buf_add_str(b, ",\"sales\":[");
}

static void answer_money(struct buf *b, int64_t amount, const char *currency)
{
    buf_add_str(b, "{\"amount\":");
    buf_add_int(b, amount);
    buf_add_str(b, ",\"currency\":\"");
    buf_add_str(b, currency);
    buf_add_str(b, "\"}");
}

static void answer_sale(struct buf *b, bool first, const char *id, int64_t price,
                        const char *currency, bool exclusive, const char *alias)
{
    buf_add_str(b, first ? "{\"id\":\"" : ",{\"id\":\"");
    buf_add_str(b, id);
    buf_add_str(b, "\",\"price\":");
    answer_money(b, price, currency);
    buf_add_str(b,
                exclusive ? ",\"exclusive\":true,\"buyer\":" : ",\"exclusive\":false,\"buyer\":");
    buf_add_json_string(b, slice_of(alias));
    buf_add_char(b, '}');
}

/* id: NULL when no decision is kept. */
static void answer_end(struct buf *b, const char *id, int64_t payout, const char *currency)
{
    buf_add_str(b, "],\"payout\":");
    answer_money(b, payout, currency);
    buf_add_str(b, ",\"decision\":");
    if (id == NULL) {
        buf_add_str(b, "null}");
        return;
    }
    buf_add_str(b, "\"/v1/leads/");
    buf_add_str(b, id);
    buf_add_str(b, "/decision\"}");
}

static void finish_sold(struct intake *in)
{
    const struct sale_lead *l = &in->lead;
    struct market_fee fee = market_fee(&l->seller, in->niche);
    char id[UUID_TEXT], sale[UUID_TEXT];
    int64_t payout = 0;
    bool first = true;
    struct buf b;

    buf_init(&b, 65536);
    buf_reserve(&b, TEXT_USUAL);
    answer_begin(&b, uuid_format(&l->id, id), l->state, l->result_code);
    for (size_t i = 0; i < l->n_candidates; i++) {
        const struct sale_candidate *c = &l->candidates[i];

        if (c->verdict != VERDICT_SOLD)
            continue;
        answer_sale(&b, first, uuid_format(&c->sale, sale), c->price, in->niche->currency,
                    c->exclusive, market_alias(&c->org));
        payout += c->price - money_fee(c->price, fee.bp, fee.fixed);
        first = false;
    }
    answer_end(&b, id, payout, in->niche->currency);
    finish(in, &(struct intake_answer){.db = DB_OK, .json = buf_slice(&b)});
    buf_free(&b);
}

static void on_first_answer(uint64_t id, const struct db_result *res, void *arg)
{
    struct intake *in = arg;
    struct slice json;
    char *text;

    (void)id;
    if (res->status != DB_OK || result_rows(res) != 1) {
        finish_failed(in, res->status == DB_OK ? DB_DOWN : res->status);
        return;
    }
    json = result_slice(res, 0, 0);
    text = pool_copy(in->pool, json);
    json.n = json_compact(text, json.n);
    json.p = text;
    finish(in, &(struct intake_answer){.db = DB_OK, .replayed = true, .json = json});
}

static void on_sold(struct sale_lead *l, enum db_status status)
{
    struct intake *in = l->owner;

    if (status != DB_OK) {
        finish_failed(in, status);
    } else if (strcmp(l->state, "key_reused") == 0) {
        finish(in, &(struct intake_answer){.db = DB_OK,
                                           .refusal = l->external.n > 0 ? "external_id_reused"
                                                                        : "key_reused"});
    } else if (strcmp(l->state, "replay") == 0) {
        struct param params[2] = {param_uuid(&l->answer), param_uuid(&l->seller)};

        dbpool_submit(&stmt_lead_answer, params, 2, on_first_answer, 0, in);
    } else {
        if (strcmp(l->state, "open") == 0 && offered_appetite(in->niche->no) != in->appetite)
            offered_again(in->niche->no); /* a round may have passed while nobody could see it */
        if (strcmp(l->state, "open") == 0 && l->again)
            offered_behind(&l->id, l->niche);
        finish_sold(in);
    }
}

/* --- Test leads: the live book, read only --------------------------------------------------------
 */

static void on_test_stored(uint64_t id, const struct db_result *res, void *arg)
{
    struct intake *in = arg;

    (void)id;
    if (res->status != DB_OK)
        finish_failed(in, res->status);
    else
        finish(in, &(struct intake_answer){.db = DB_OK,
                                           .json = in->lead.reasoning}); /* the prepared answer */
}

static const char *code_of_counts(const struct match_counts *c)
{
    return c->asleep_money > 0 ? "budget_exhausted"
           : c->asleep_cap > 0 ? "cap_reached"
           : c->no_consent > 0 ? "consent_scope"
                               : "no_match";
}

/* To the buyer's endpoint, if that wants tests. */
static void deliver_test(const struct intake *in, const struct auction_result *r, size_t pick,
                         const struct uuid *sale)
{
    const struct sale_lead *l = &in->lead;

    delivery_test_lead(
        &(struct delivery_test_sale){.order = r->picks[pick].candidate->order,
                                     .sale = *sale,
                                     .lead = l->id,
                                     .niche = in->niche->name,
                                     .currency = in->niche->currency,
                                     .kind = uuid_is_nil(&l->offer) ? "consumer" : "targeted",
                                     .temperature = l->temperature,
                                     .price = r->picks[pick].candidate->price,
                                     .score = l->score,
                                     .exclusive = r->exclusive,
                                     .attributes = l->attributes,
                                     .contact = l->contact,
                                     .contact_key = l->contact_key,
                                     .consent = l->consent,
                                     .consent_key = l->consent_key});
}

static void route_test(struct intake *in, const struct candidates *found)
{
    struct market_fee fee = market_fee(&in->lead.seller, in->niche);
    struct auction_terms terms = {.free_shared = (size_t)in->lead.limit,
                                  .may_exclusive = true,
                                  .fee_bp = fee.bp,
                                  .fee_fixed = fee.fixed,
                                  .min_payout = in->lead.min_payout};
    struct auction_result r = {0};
    const struct sale_lead *l = &in->lead;
    char id[UUID_TEXT + 5] = "test_", sale[UUID_TEXT + 5] = "test_";
    const char *state = "sold", *code = "";
    struct param params[3];
    struct buf b;

    if (strcmp(l->want, "route") == 0)
        auction_decide(found, &terms, NULL, NULL, &r);
    if (strcmp(l->want, "route") != 0) {
        state = l->want;
        code = l->code;
    } else if (r.n == 0) {
        state = "open";
        code = r.below_min ? "below_floor" : code_of_counts(&found->counts);
    }
    buf_init(&b, 65536);
    uuid_format(&l->id, id + 5);
    answer_begin(&b, id, state, code);
    for (size_t i = 0; i < r.n; i++) {
        struct uuid made = uuid_v7(clock_exchange_ms());

        uuid_format(&made, sale + 5);
        answer_sale(&b, i == 0, sale, r.picks[i].candidate->price, in->niche->currency, r.exclusive,
                    market_alias(&r.picks[i].candidate->org));
        deliver_test(in, &r, i, &made);
    }
    answer_end(&b, NULL, r.payout, in->niche->currency);
    in->lead.reasoning = (struct slice){pool_copy(in->pool, buf_slice(&b)), b.n};
    buf_free(&b);
    params[0] = param_uuid(&l->id);
    params[1] = param_uuid(&l->seller);
    params[2] = param_text(in->lead.reasoning);
    dbpool_submit(&stmt_test_lead_store, params, 3, on_test_stored, 0, in);
}

/* --- Routing
 * -------------------------------------------------------------------------------------- */

static void reason_int(struct buf *b, const char *before, int64_t v)
{
    buf_add_str(b, before);
    buf_add_int(b, v);
}

static void reason_counts(struct buf *b, const struct match_counts *c)
{
    reason_int(b, "{\"v\":1,\"counts\":{\"considered\":", c->considered);
    reason_int(b, ",\"filtered\":", c->filtered);
    reason_int(b, ",\"outside_hours\":", c->outside_hours);
    reason_int(b, ",\"own_family\":", c->own_family);
    reason_int(b, ",\"no_consent\":", c->no_consent);
    reason_int(b, ",\"asleep_cap\":", c->asleep_cap);
    reason_int(b, ",\"asleep_money\":", c->asleep_money);
}

static void reason_candidate(struct buf *b, bool first, const struct sale_candidate *c)
{
    char order[UUID_TEXT];

    buf_add_str(b, first ? "{\"order\":\"" : ",{\"order\":\"");
    buf_add_str(b, uuid_format(&c->order, order));
    reason_int(b, "\",\"revision\":", c->revision);
    reason_int(b, ",\"price\":", c->price);
    if (c->effective != c->price)
        reason_int(b, ",\"effective\":", c->effective);
    buf_add_str(b, c->exclusive ? ",\"exclusive\":true}" : ",\"exclusive\":false}");
}

static void reason_score(struct buf *b, const struct score *score)
{
    reason_int(b, "],\"score\":{\"version\":", SCORE_VERSION);
    reason_int(b, ",\"total\":", score->total);
    buf_add_str(b, ",\"rules\":{");
    for (size_t i = 0; i < score->n; i++) {
        buf_add_str(b, i == 0 ? "\"" : ",\"");
        buf_add_str(b, score->given[i].rule);
        reason_int(b, "\":", score->given[i].points);
    }
}

/* The recorded reasoning: what was weighed, in the order it was weighed. */
static struct slice reasoning_of(struct intake *in, const struct candidates *found)
{
    const struct sale_lead *l = &in->lead;
    struct slice out;
    struct buf b;

    buf_init(&b, 65536);
    buf_reserve(&b, TEXT_USUAL);
    reason_counts(&b, &found->counts);
    buf_add_str(&b, "},\"candidates\":[");
    for (size_t i = 0; i < l->n_candidates; i++)
        reason_candidate(&b, i == 0, &l->candidates[i]);
    reason_score(&b, &in->score);
    buf_add_str(&b, "}},\"temperature\":{\"is\":\"");
    buf_add_str(&b, l->temperature);
    buf_add_str(&b,
                in->temperature_declared ? "\",\"declared\":true}}" : "\",\"declared\":false}}");
    out = (struct slice){pool_copy(in->pool, buf_slice(&b)), b.n};
    buf_free(&b);
    return out;
}

static void intake_match(struct intake *in, struct candidates *found)
{
    struct match_query query = {.niche = in->niche->no,
                                .kind = in->kind,
                                .offer = in->lead.offer,
                                .seller_family = in->lead.family,
                                .facts = &in->facts,
                                .recipients = in->recipients,
                                .n_recipients = in->n_recipients,
                                .now_ms = clock_exchange_ms(),
                                .want_shared = (size_t)in->lead.limit,
                                .want_exclusive = true,
                                .floor_shared = in->niche->floor_shared,
                                .floor_exclusive = in->niche->floor_exclusive};

    found->n_exclusive = found->n_shared = 0;
    memset(&found->counts, 0, sizeof found->counts);
    if (strcmp(in->lead.want, "route") == 0)
        book_match(market_book(), &query, found);
}

static void take_source(struct intake *in, const struct source *source)
{
    static const enum fact facts[] = {FACT_SOURCE, FACT_CHANNEL, FACT_ORIGIN_KIND, FACT_DEMAND_KIND,
                                      FACT_CAPTURE_KIND};

    in->lead.source = source->id;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (source->facts[facts[i]] != 0)
            fact_set(&in->facts, facts[i], source->facts[facts[i]]);
    fact_set(&in->facts, FACT_INCENTIVISED, source->facts[FACT_INCENTIVISED]);
    if (source->banned) {
        in->lead.want = "rejected";
        in->lead.code = "source_banned";
    }
}

static void intake_route(struct intake *in)
{
    struct candidates found;

    in->appetite = offered_appetite(in->niche->no);
    in->lead.guard = market_seller_has_offers(&in->lead.seller);
    in->lead.decision = uuid_v7(clock_exchange_ms());
    in->lead.done = on_sold;
    intake_match(in, &found);
    if (in->test) {
        route_test(in, &found);
        return;
    }
    sale_take_candidates(&in->lead, &found);
    if (in->lead.code == NULL)
        in->lead.code = code_of_counts(&found.counts);
    in->lead.reasoning = reasoning_of(in, &found);
    if (!sale_submit(&in->lead))
        finish_failed(in, DB_BUSY);
}

static void on_source_known(uint64_t id, void *arg)
{
    struct intake *in = arg;
    const struct source *source = market_source(&in->lead.seller, in->source.name);

    (void)id;
    if (source == NULL) {
        finish_failed(in, DB_BUSY);
        return;
    }
    take_source(in, source);
    intake_route(in);
}

void intake_run(struct intake *in, intake_done_fn done, uint64_t id)
{
    const struct source *source = market_source(&in->lead.seller, in->source.name);

    in->done = done;
    in->id = id;
    running_add(in);
    if (source == NULL) {
        market_source_load(&in->lead.seller, &in->source, on_source_known, 0, in);
        return;
    }
    take_source(in, source);
    intake_route(in);
}
