/* Saved searches: what a buyer looks for on the marketplace and wants to be told of.
 *
 * Its one rule: a filter is kept only if the shelf can be asked by it, so that what is kept is what
 * is looked for. Writes are the operations search_create, search_change and search_delete. */
#include "leadx/api/searches.h"

#include "leadx/api/common.h"
#include "leadx/api/searches.sql.h"
#include "leadx/app/market.h"
#include "leadx/app/shelf_ask.h"
#include "leadx/app/shelf_dims.h"
#include "in_niche.h"
#include "take.h"

static void search_list(struct request *r);
static void search_create(struct request *r);
static void search_get(struct request *r);
static void search_change(struct request *r);
static void search_delete(struct request *r);

const struct route searches_routes[] = {
    {METHOD_GET, "/v1/market/searches", ACTION_ORDER_READ, search_list,
     .summary = "List saved searches of the marketplace"},
    {METHOD_POST, "/v1/market/searches", ACTION_ORDER_WRITE, search_create,
     .summary = "Save a search, to be told of new listings"},
    {METHOD_GET, "/v1/market/searches/{search}", ACTION_ORDER_READ, search_get,
     .summary = "Read a saved search"},
    {METHOD_POST, "/v1/market/searches/{search}", ACTION_ORDER_WRITE, search_change,
     .summary = "Change a saved search"},
    {METHOD_POST, "/v1/market/searches/{search}/delete", ACTION_ORDER_WRITE, search_delete,
     .summary = "Delete a saved search"},
    {0},
};

enum { NAME_MAX_CHARS = 200, FILTER_BYTES = 8000 };

static const char *const names[] = {"name",      "niche",     "filter", "min_price",
                                    "max_price", "exclusive", "notify", NULL};

static void search_list(struct request *r)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_search_list,
                   (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                    param_after(&after), param_int32(limit)},
                   4);
}

static void search_get(struct request *r)
{
    struct uuid search;

    if (request_param_uuid(r, 0, &search))
        read_reply(r, &stmt_search_get,
                   (struct param[]){param_uuid(&r->caller.org), param_bool(sees_all(r)),
                                    param_uuid(&search)},
                   3);
}

/* ---- creating and changing */

/* Against the niche as it is, which needs no shelf: that may just be being filled. */
static bool filter_fits(struct taking *t, json_t *filter, const struct niche *niche)
{
    struct shelf_dims *dims = shelf_dims_new(&niche->schema);
    struct shelf_query query = {0};
    bool ok = shelf_ask_read(filter, "/filter", dims, market_symbols(), &t->faults, &query);

    shelf_dims_free(dims);
    return ok;
}

static void take_filter(struct taking *t, const struct niche *niche)
{
    json_t *filter = json_object_get(t->from, "filter");
    char *text;

    if (filter == NULL || json_is_null(filter) || !filter_fits(t, filter, niche))
        return;
    text = json_dumps(filter, JSON_COMPACT);
    if (strlen(text) > FILTER_BYTES)
        take_fault(t, "filter", "invalid_field", "must take no more than 8,000 bytes");
    free(text);
    json_object_set(t->args, "filter", filter);
}

/* What both have in common. */
static void take_terms(struct taking *t, const struct niche *niche, bool new)
{
    take_text(t, "name", new, NAME_MAX_CHARS);
    take_filter(t, niche);
    take_money(t, "min_price", false, niche->currency, 1, ORDER_PRICE_MAX);
    take_money(t, "max_price", false, niche->currency, 1, ORDER_PRICE_MAX);
    take_bool(t, "exclusive", false);
    take_bool(t, "notify", false);
}

static const struct niche *niche_of(struct taking *t)
{
    const char *name = json_string_value(json_object_get(t->from, "niche"));
    const struct niche *niche = name == NULL ? NULL : market_niche(slice_of(name));

    if (niche == NULL)
        take_fault(t, "niche", name == NULL ? "missing_field" : "unknown_niche",
                   name == NULL ? "is needed" : "There is no such niche.");
    else
        args_word(t->args, "niche", niche->name);
    return niche;
}

static void search_create(struct request *r)
{
    const struct niche *niche;
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    niche = niche_of(&t);
    if (niche != NULL)
        take_terms(&t, niche, true);
    taking_end(&t, "search_create");
}

static void change_with(struct request *r, const struct niche *niche)
{
    struct uuid search;
    struct taking t;

    if (!request_param_uuid(r, 0, &search) || !taking_begin(&t, r, names))
        return;
    take_same_niche(&t, niche, "cannot be changed; save another search");
    take_terms(&t, niche, false);
    args_uuid(t.args, "search", &search);
    taking_end(&t, "search_change");
}

static void search_change(struct request *r)
{
    static const struct in_niche how = {&stmt_search_niche, change_with};

    in_niche(r, &how);
}

static void search_delete(struct request *r)
{
    struct uuid search;
    json_t *args;

    if (!request_param_uuid(r, 0, &search) || !taking_nothing(r))
        return;
    args = json_object();
    args_uuid(args, "search", &search);
    mutate_reply(r, "search_delete", args);
}
