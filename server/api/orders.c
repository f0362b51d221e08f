/* Orders: a buyer's standing orders.
 *
 * Reads are named statements in orders.sql, all with the tenant in them; the operator reads
 * everybody's. Writes are the operations order_create, order_change and order_state. */
#include "leadx/api/orders.h"

#include <string.h>

#include "leadx/api/common.h"
#include "leadx/api/orders.sql.h"
#include "leadx/app/market.h"
#include "in_niche.h"
#include "order_terms.h"
#include "revision.h"

static void order_list(struct request *r);
static void order_create(struct request *r);
static void order_get(struct request *r);
static void order_change(struct request *r);
static void order_pause(struct request *r);
static void order_resume(struct request *r);
static void order_close(struct request *r);
static void order_progress(struct request *r);

const struct route orders_routes[] = {
    {METHOD_GET, "/v1/orders", ACTION_ORDER_READ, order_list, .summary = "List standing orders"},
    {METHOD_POST, "/v1/orders", ACTION_ORDER_WRITE, order_create,
     .summary = "Create a standing order"},
    {METHOD_GET, "/v1/orders/{order}", ACTION_ORDER_READ, order_get,
     .summary = "Read a standing order"},
    {METHOD_POST, "/v1/orders/{order}", ACTION_ORDER_WRITE, order_change,
     .summary = "Change a standing order"},
    {METHOD_POST, "/v1/orders/{order}/pause", ACTION_ORDER_WRITE, order_pause,
     .summary = "Stop an order from buying until it is resumed"},
    {METHOD_POST, "/v1/orders/{order}/resume", ACTION_ORDER_WRITE, order_resume,
     .summary = "Let a paused order buy again"},
    {METHOD_POST, "/v1/orders/{order}/close", ACTION_ORDER_WRITE, order_close,
     .summary = "End an order for good"},
    {METHOD_GET, "/v1/orders/{order}/progress", ACTION_ORDER_READ, order_progress,
     .summary = "See what an order has bought and what its caps leave"},
    {0},
};

/* ---- reading */

static void order_list(struct request *r)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_order_list,
                   (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                    param_after(&after), param_int32(limit)},
                   4);
}

static void order_get(struct request *r)
{
    struct uuid order;

    if (request_param_uuid(r, 0, &order))
        read_revised(r, &stmt_order_get,
                     (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                      param_uuid(&order)},
                     3);
}

static void order_progress(struct request *r)
{
    struct uuid order;

    if (request_param_uuid(r, 0, &order))
        read_reply(r, &stmt_order_progress,
                   (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                    param_uuid(&order)},
                   3);
}

/* ---- creating and changing */

/* What a marketplace order has not: it buys what is clicked, when it is clicked, at its price. */
static void check_market_order(struct taking *t)
{
    static const char *const not_its[] = {"shared_price", "exclusive_price", "filter", "schedule",
                                          "market"};

    for (size_t i = 0; i < sizeof not_its / sizeof *not_its; i++) {
        json_t *value = json_object_get(t->from, not_its[i]);

        if (value != NULL && !json_is_null(value))
            take_fault(t, not_its[i], "invalid_field", "is not for an order of type market");
    }
}

/* false: one that buys by click. */
static bool take_type(struct taking *t)
{
    static const char *const types[] = {"standing", "market", NULL};
    const char *type;

    take_word(t, "type", false, types);
    type = json_string_value(json_object_get(t->args, "type"));
    return type == NULL || strcmp(type, "standing") == 0;
}

static void take_prices(struct taking *t, const struct niche *niche)
{
    if (niche == NULL)
        return;
    take_price(t, "shared_price", false, niche, niche->floor_shared);
    take_price(t, "exclusive_price", false, niche, niche->floor_exclusive);
}

static void order_create(struct request *r)
{
    static const char *const names[] = {"name",         "niche",           "kinds",    "filter",
                                        "shared_price", "exclusive_price", "caps",     "schedule",
                                        "time_zone",    "delivery",        "priority", "target",
                                        "type",         "market",          NULL};
    struct taking t;
    const struct niche *niche;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "name", true, 200);
    take_kinds(&t);
    niche = take_niche(&t);
    take_prices(&t, niche);
    if (!take_type(&t))
        check_market_order(&t);
    else if (!json_is_object(json_object_get(t.from, "shared_price")) &&
             !json_is_object(json_object_get(t.from, "exclusive_price")))
        take_fault(&t, "shared_price", "missing_field",
                   "An order needs a shared price, an exclusive price, or both.");
    take_order_terms(&t, niche);
    taking_end(&t, "order_create");
}

static void change_with(struct request *r, const struct niche *niche)
{
    static const char *const names[] = {
        "name",     "niche",     "kinds",    "filter",   "shared_price", "exclusive_price", "caps",
        "schedule", "time_zone", "delivery", "priority", "target",       "market",          NULL};
    struct taking t;
    struct uuid order;

    if (!request_param_uuid(r, 0, &order) || !taking_begin(&t, r, names))
        return;
    take_text(&t, "name", false, 200);
    take_same_niche(&t, niche, "cannot be changed; create another order");
    take_prices(&t, niche);
    take_order_terms(&t, niche);
    args_uuid(t.args, "order", &order);
    taking_end_revised(&t, "order_change");
}

static void order_change(struct request *r)
{
    static const struct in_niche how = {&stmt_order_niche, change_with};

    in_niche(r, &how);
}

/* ---- states */

static void set_state(struct request *r, const char *state)
{
    struct uuid order;
    json_t *args;

    if (!request_param_uuid(r, 0, &order) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "order", &order);
    args_word(args, "state", state);
    mutate_reply(r, "order_state", args);
}

static void order_pause(struct request *r)
{
    set_state(r, "paused");
}

static void order_resume(struct request *r)
{
    set_state(r, "active");
}

static void order_close(struct request *r)
{
    set_state(r, "closed");
}
