/* Offers: a buyer's own propositions, and those a seller may generate leads for.
 *
 * One list for both: a buyer sees its offers with the sellers who asked, a seller those it may
 * join, with the buyer's alias, what they pay and how it stands to them. An offer's caps, schedule,
 * price and pauses are those of its order. Writes are the operations offer_create, offer_join,
 * offer_decide and offer_close. */
#include "leadx/api/offers.h"

#include "leadx/api/common.h"
#include "leadx/api/offers.sql.h"
#include "order_terms.h"

static void offer_list(struct request *r);
static void offer_create(struct request *r);
static void offer_get(struct request *r);
static void offer_close(struct request *r);
static void offer_join(struct request *r);
static void seller_admit(struct request *r);
static void seller_refuse(struct request *r);

const struct route offers_routes[] = {
    {METHOD_GET, "/v1/offers", ACTION_OFFER_READ, offer_list,
     .summary = "List offers; a buyer its own, a seller those it may join"},
    {METHOD_POST, "/v1/offers", ACTION_OFFER_WRITE, offer_create,
     .summary = "Create an offer with its order"},
    {METHOD_GET, "/v1/offers/{offer}", ACTION_OFFER_READ, offer_get, .summary = "Read an offer"},
    {METHOD_POST, "/v1/offers/{offer}/close", ACTION_OFFER_WRITE, offer_close,
     .summary = "End an offer"},
    {METHOD_POST, "/v1/offers/{offer}/join", ACTION_OFFER_JOIN, offer_join,
     .summary = "Ask to generate leads for an offer"},
    {METHOD_POST, "/v1/offers/{offer}/sellers/{org}/admit", ACTION_OFFER_WRITE, seller_admit,
     .summary = "Let a seller generate leads for an offer"},
    {METHOD_POST, "/v1/offers/{offer}/sellers/{org}/refuse", ACTION_OFFER_WRITE, seller_refuse,
     .summary = "Turn a seller away from an offer"},
    {0},
};

static void offer_list(struct request *r)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_offer_list,
                   (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                    param_after(&after), param_int32(limit)},
                   4);
}

static void offer_get(struct request *r)
{
    struct uuid offer;

    if (request_param_uuid(r, 0, &offer))
        read_reply(r, &stmt_offer_get,
                   (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                    param_uuid(&offer)},
                   3);
}

static void offer_create(struct request *r)
{
    static const char *const names[] = {"name",     "description", "niche",    "filter",
                                        "price",    "caps",        "schedule", "time_zone",
                                        "delivery", "priority",    "target",   NULL};
    struct taking t;
    const struct niche *niche;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "name", true, 200);
    take_text(&t, "description", false, 4000);
    niche = take_niche(&t);
    take_price(&t, "price", true, niche, niche == NULL ? 0 : niche->floor_exclusive);
    take_order_terms(&t, niche);
    json_object_set(t.args, "exclusive_price", json_object_get(t.args, "price"));
    taking_end(&t, "offer_create");
}

/* The operations on an offer without a body. seller, state: NULL where they have none. */
static void act(struct request *r, const char *op, bool with_seller, const char *state)
{
    struct uuid offer, seller;
    json_t *args;

    if (!request_param_uuid(r, 0, &offer) || (with_seller && !request_param_uuid(r, 1, &seller)) ||
        !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "offer", &offer);
    if (with_seller)
        args_uuid(args, "seller", &seller);
    if (state != NULL)
        args_word(args, "state", state);
    mutate_reply(r, op, args);
}

static void offer_close(struct request *r)
{
    act(r, "offer_close", false, NULL);
}

static void offer_join(struct request *r)
{
    act(r, "offer_join", false, NULL);
}

static void seller_admit(struct request *r)
{
    act(r, "offer_decide", true, "admitted");
}

static void seller_refuse(struct request *r)
{
    act(r, "offer_decide", true, "refused");
}
