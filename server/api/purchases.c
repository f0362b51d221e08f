/* Purchases on the marketplace: a buyer names listings and the prices it saw.
 *
 * Its one rule: nothing is decided here. The operation purchase buys or refuses each listing by
 * itself, through the same sale as every order's, and pays the lower of the price seen and the
 * price now. */
#include "leadx/api/purchases.h"

#include "leadx/api/common.h"
#include "leadx/app/delivery.h"
#include "take.h"

static void purchase_create(struct request *r);

const struct route purchases_routes[] = {
    {METHOD_POST, "/v1/market/purchases", ACTION_ORDER_WRITE, purchase_create, .key_required = true,
     .summary = "Buy listed leads"},
    {0},
};

enum { LISTINGS_MAX = 100 };

static bool named_before(json_t *taken, json_t *id)
{
    json_t *one;
    size_t i;

    json_array_foreach(taken, i, one)
    {
        if (id != NULL && json_equal(json_object_get(one, "id"), id))
            return true;
    }
    return false;
}

/* One element of the list, as the operation gets it. */
static json_t *take_listing(struct taking *whole, json_t *one, size_t i, json_t *earlier)
{
    static const char *const names[] = {"id", "price", "exclusive", NULL};
    struct taking t = *whole;

    t.base = pool_printf(whole->r->pool, "/listings/%zu", i);
    t.from = one;
    t.args = json_object();
    if (!json_is_object(one)) {
        fault_add(&whole->faults, t.base, "invalid_field", "must be {\"id\", \"price\"}");
        return t.args;
    }
    read_only(&t.faults, one, t.base, names);
    take_uuid(&t, "id", true);
    take_money(&t, "price", true, NULL, 1, ORDER_PRICE_MAX);
    take_bool(&t, "exclusive", false);
    if (named_before(earlier, json_object_get(t.args, "id")))
        take_fault(&t, "id", "invalid_field", "stands in the list already");
    whole->faults = t.faults;
    return t.args;
}

static void on_bought(uint64_t id, const struct mutation_answer *a)
{
    struct request *r = request_find(id);

    if (a->db == DB_OK && a->status < 400 && !a->replayed)
        delivery_wake();
    if (r != NULL)
        mutation_reply(r, a);
}

static void purchase_create(struct request *r)
{
    static const char *const names[] = {"listings", NULL};
    struct taking t;
    json_t *list, *taken, *one;
    size_t i;

    if (!taking_begin(&t, r, names))
        return;
    list = json_object_get(t.from, "listings");
    taken = json_array();
    if (!json_is_array(list) || json_array_size(list) < 1 || json_array_size(list) > LISTINGS_MAX)
        take_fault(&t, "listings", list == NULL ? "missing_field" : "invalid_field",
                   "must be a list of 1 to 100 listings");
    else
        json_array_foreach(list, i, one)
            json_array_append_new(taken, take_listing(&t, one, i, taken));
    json_object_set_new(t.args, "listings", taken);
    if (taking_good(&t))
        mutation_start(r, "purchase", t.args, NULL, on_bought);
}
