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

void intake_finish(struct intake *in, const struct intake_answer *answer)
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

void intake_finish_failed(struct intake *in, enum db_status status)
{
    intake_finish(in, &(struct intake_answer){.db = status});
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
    intake_answer_begin(&b, uuid_format(&l->id, id), l->state, l->result_code);
    for (size_t i = 0; i < l->n_candidates; i++) {
        const struct sale_candidate *c = &l->candidates[i];

        if (c->verdict != VERDICT_SOLD)
            continue;
        intake_answer_sale(&b, first, uuid_format(&c->sale, sale), c->price, in->niche->currency,
                           c->exclusive, market_alias(&c->org));
        payout += c->price - money_fee(c->price, fee.bp, fee.fixed);
        first = false;
    }
    intake_answer_end(&b, id, payout, in->niche->currency);
    intake_finish(in, &(struct intake_answer){.db = DB_OK, .json = buf_slice(&b)});
    buf_free(&b);
}

static void on_first_answer(uint64_t id, const struct db_result *res, void *arg)
{
    struct intake *in = arg;
    struct slice json;
    char *text;

    (void)id;
    if (res->status != DB_OK || result_rows(res) != 1) {
        intake_finish_failed(in, res->status == DB_OK ? DB_DOWN : res->status);
        return;
    }
    json = result_slice(res, 0, 0);
    text = pool_copy(in->pool, json);
    json.n = json_compact(text, json.n);
    json.p = text;
    intake_finish(in, &(struct intake_answer){.db = DB_OK, .replayed = true, .json = json});
}

static void on_sold(struct sale_lead *l, enum db_status status)
{
    struct intake *in = l->owner;

    if (status != DB_OK) {
        intake_finish_failed(in, status);
    } else if (strcmp(l->state, "key_reused") == 0) {
        intake_finish(in, &(struct intake_answer){
                              .db = DB_OK,
                              .refusal = l->external.n > 0 ? "external_id_reused" : "key_reused"});
    } else if (strcmp(l->state, "replay") == 0) {
        struct param params[2] = {param_uuid(&l->answer), param_uuid(&l->seller)};

        dbpool_submit(&stmt_lead_answer, params, 2, on_first_answer, 0, in);
    } else {
        if (strcmp(l->state, "open") == 0 &&
            (in->unfit || offered_appetite(in->niche->no) != in->appetite))
            offered_again(in->niche->no); /* a round may have passed while nobody could see it */
        if (strcmp(l->state, "open") == 0 && l->again)
            offered_behind(&l->id, l->niche);
        finish_sold(in);
    }
}

/* --- Routing
 * -------------------------------------------------------------------------------------- */

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
    in->unfit = !market_fits(in->niche);
    if (strcmp(in->lead.want, "route") == 0 && !in->unfit)
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
        intake_test(in, &found);
        return;
    }
    sale_take_candidates(&in->lead, &found);
    if (in->lead.code == NULL)
        in->lead.code = intake_code_of_counts(&found.counts);
    in->lead.reasoning = intake_reasoning(in, &found);
    if (!sale_submit(&in->lead))
        intake_finish_failed(in, DB_BUSY);
}

static void on_source_known(uint64_t id, void *arg)
{
    struct intake *in = arg;
    const struct source *source = market_source(&in->lead.seller, in->source.name);

    (void)id;
    if (source == NULL) {
        intake_finish_failed(in, DB_BUSY);
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
