/* Test leads: the live book is asked, nothing is sold.
 *
 * Its one rule: read only but for its own answer, which is kept so that the seller can look at it.
 * Called by intake.c. */
#include <string.h>

#include "intake_room.h"
#include "leadx/app/delivery.h"
#include "leadx/app/intake.sql.h"
#include "leadx/base/clock.h"
#include "leadx/core/auction.h"
#include "leadx/db/pool.h"

static void on_test_stored(uint64_t id, const struct db_result *res, void *arg)
{
    struct intake *in = arg;

    (void)id;
    if (res->status != DB_OK)
        intake_finish_failed(in, res->status);
    else
        intake_finish(in, &(struct intake_answer){
                              .db = DB_OK, .json = in->lead.reasoning}); /* the prepared answer */
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

void intake_test(struct intake *in, const struct candidates *found)
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
        code = r.below_min ? "below_floor" : intake_code_of_counts(&found->counts);
    }
    buf_init(&b, 65536);
    uuid_format(&l->id, id + 5);
    intake_answer_begin(&b, id, state, code);
    for (size_t i = 0; i < r.n; i++) {
        struct uuid made = uuid_v7(clock_exchange_ms());

        uuid_format(&made, sale + 5);
        intake_answer_sale(&b, i == 0, sale, r.picks[i].candidate->price, in->niche->currency,
                           r.exclusive, market_alias(&r.picks[i].candidate->org));
        deliver_test(in, &r, i, &made);
    }
    intake_answer_end(&b, NULL, r.payout, in->niche->currency);
    in->lead.reasoning = (struct slice){pool_copy(in->pool, buf_slice(&b)), b.n};
    buf_free(&b);
    params[0] = param_uuid(&l->id);
    params[1] = param_uuid(&l->seller);
    params[2] = param_text(in->lead.reasoning);
    dbpool_submit(&stmt_test_lead_store, params, 3, on_test_stored, 0, in);
}
