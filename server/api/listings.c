/* The marketplace as buyers browse it: masked, from the shelves in memory.
 *
 * A question may take some milliseconds on a large market, so one is answered a turn of the loop:
 * however many browse, leads are taken and sold in between.
 *
 * Its one rule: what cannot be read in a query is refused by name. What one's own family brought or
 * bought, and what is meant for others, is not there, and answers like what never was. */
#include "leadx/api/listings.h"

#include <string.h>

#include "leadx/api/common.h"
#include "leadx/app/market.h"
#include "leadx/app/market_quota.h"
#include "leadx/app/shelf_ask.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/json_scan.h"
#include "listing_show.h"
#include "query.h"

static void listing_list(struct request *r);
static void listing_get(struct request *r);

const struct route listings_routes[] = {
    {METHOD_GET, "/v1/market/listings", ACTION_ORDER_READ, listing_list,
     .summary = "Browse the marketplace: masked leads at today's prices"},
    {METHOD_GET, "/v1/market/listings/{listing}", ACTION_ORDER_READ, listing_get,
     .summary = "One listing of the marketplace, masked"},
    {0},
};

enum {
    LIMIT_DEFAULT = 50,
    NAME_SAID = 60, /* of an unknown parameter's name */
    RETRY_AFTER_S = 1,
    WAITING_MAX = 256, /* who browse and were not answered yet; a power of two */
    CURSOR_BYTES = 1 + 8 + sizeof(struct uuid), /* sort, key, id */
    CURSOR_CHARS = (CURSOR_BYTES * 4 + 2) / 3,
};

static const int64_t PRICE_MAX = INT64_C(100000000000000);

static const char *const sorts[] = {
    [SHELF_CHEAPEST] = "cheapest", [SHELF_DEAREST] = "dearest", [SHELF_NEWEST] = "newest",
    [SHELF_OLDEST] = "oldest",     [SHELF_BEST] = "best",       NULL};

struct browse {
    const struct niche *niche;
    const struct market_shelf *m;
    struct shelf_query query;
    struct slice facets;
};

static bool operates(const struct request *r)
{
    return (r->caller.roles & (ROLE_ADMIN | ROLE_AUDITOR)) != 0;
}

/* ---- the query */

static struct slice parameter_next(struct slice *rest)
{
    const char *end = memchr(rest->p, '&', rest->n);
    struct slice pair = {rest->p, end == NULL ? rest->n : (size_t)(end - rest->p)};
    const char *equals = memchr(pair.p, '=', pair.n);

    *rest = end == NULL ? SLICE_NONE : (struct slice){end + 1, rest->n - pair.n - 1};
    return (struct slice){pair.p, equals == NULL ? pair.n : (size_t)(equals - pair.p)};
}

/* A parameter that is unknown, said twice or malformed would be a condition left out. */
static bool parameters_known(struct request *r)
{
    static const char *const known[] = {"niche",     "filter",    "sort",      "cursor", "limit",
                                        "min_price", "max_price", "exclusive", "facets", NULL};
    struct slice rest = r->query, value;
    unsigned seen = 0;

    while (rest.n > 0) {
        struct slice name = parameter_next(&rest);
        size_t i = 0;

        while (known[i] != NULL && !slice_is(name, slice_of(known[i])))
            i++;
        if (known[i] == NULL)
            return query_refuse(
                r,
                pool_copy(r->pool, (struct slice){name.p, name.n < NAME_SAID ? name.n : NAME_SAID}),
                "is not known here; conditions on fields stand in filter, as "
                "{\"region\": {\"in\": [...]}}");
        if (seen >> i & 1 || !request_query(r, known[i], &value))
            return query_refuse(r, known[i],
                                "must be there once, in UTF-8 that is percent-encoded");
        seen |= 1U << i;
    }
    return true;
}

static bool int_read(struct request *r, const char *name, int64_t min, int64_t max, int64_t *out)
{
    struct slice text;

    if (!request_query(r, name, &text) || (slice_to_int64(text, out) && *out >= min && *out <= max))
        return true;
    return query_refuse(r, name,
                        pool_printf(r->pool, "must be a whole number from %lld to %lld",
                                    (long long)min, (long long)max));
}

static bool niche_read(struct request *r, struct browse *b)
{
    struct slice name = query_text(r, "niche");
    struct faults faults;

    b->niche = name.p == NULL ? NULL : market_niche(name);
    if (b->niche != NULL)
        return true;
    faults_init(&faults, r->pool);
    fault_add(&faults, "/niche", name.p == NULL ? "missing_field" : "unknown_niche",
              name.p == NULL ? "Parameter \"niche\" says which niche to browse."
                             : "There is no such niche.");
    reply_faults(r, &faults);
    return false;
}

static bool sort_read(struct request *r, struct shelf_query *q)
{
    struct slice word = slice_of(sorts[SHELF_NEWEST]);
    int sort = 0;

    if (!query_word(r, "sort", sorts, &word))
        return false;
    while (!slice_is(word, slice_of(sorts[sort])))
        sort++;
    q->sort = (enum shelf_sort)sort;
    return true;
}

static bool cursor_read(struct request *r, struct shelf_query *q)
{
    uint8_t bytes[CURSOR_CHARS];
    struct slice text;

    if (!request_query(r, "cursor", &text))
        return true;
    if (text.n != CURSOR_CHARS || base64url_decode(text, bytes) != CURSOR_BYTES ||
        bytes[0] != (uint8_t)q->sort)
        return query_refuse(r, "cursor",
                            "must be what next said in an earlier page of the same sort");
    q->resume = true;
    memcpy(&q->after_key, bytes + 1, sizeof q->after_key);
    memcpy(&q->after_id, bytes + 1 + sizeof q->after_key, sizeof q->after_id);
    return true;
}

static json_t *cursor_json(const struct shelf_query *q, const struct shelf_found *last)
{
    uint8_t bytes[CURSOR_BYTES] = {(uint8_t)q->sort};
    char text[CURSOR_CHARS + 4];

    memcpy(bytes + 1, &last->key, sizeof last->key);
    memcpy(bytes + 1 + sizeof last->key, &last->listing.id, sizeof last->listing.id);
    base64url_encode(bytes, sizeof bytes, text);
    return json_string(text);
}

static bool exclusive_read(struct request *r, struct shelf_query *q)
{
    static const char *const words[] = {"true", "false", NULL};
    struct slice word = slice_of("false");

    if (!query_word(r, "exclusive", words, &word))
        return false;
    q->exclusive = slice_is(word, slice_of("true"));
    return true;
}

static bool filter_take(struct request *r, struct browse *b)
{
    struct slice text;
    struct faults faults;
    json_t *filter;
    bool ok;

    if (!request_query(r, "filter", &text))
        return true;
    if (json_scan(text, JSON_DEPTH_MAX) != JSON_SCAN_OK ||
        (filter = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL)) == NULL)
        return query_refuse(r, "filter", "must be a JSON object, percent-encoded");
    faults_init(&faults, r->pool);
    ok = shelf_ask_read(filter, "/filter", b->m->dims, market_symbols(), &faults, &b->query);
    json_decref(filter);
    if (!ok)
        reply_faults(r, &faults);
    return ok;
}

/* "all", or names with commas between them. Counts what is named. */
static bool facets_read(struct request *r, struct browse *b)
{
    const struct shelf_dims *dims = b->m->dims;
    const char *rest;
    bool wanted[SHELF_DIMS_MAX] = {false};
    struct slice text;

    if (!request_query(r, "facets", &text))
        return true;
    rest = pool_copy(r->pool, text);
    for (size_t i = 0; slice_is(text, SLICE("all")) && i < dims->n; i++)
        wanted[i] = true;
    while (!slice_is(text, SLICE("all")) && *rest != '\0') {
        size_t n = strcspn(rest, ",");
        int dim = shelf_dims_find(dims, pool_copy(r->pool, (struct slice){rest, n}));

        if (dim < 0)
            return query_refuse(r, "facets",
                                "must be all, or names of what listings show with "
                                "commas between them");
        wanted[dim] = true;
        rest += rest[n] == ',' ? n + 1 : n;
    }
    for (size_t i = 0; i < dims->n; i++)
        if (wanted[i]) {
            b->query.n_codes[i] = shelf_dim_codes(&dims->dims[i]);
            b->query.counts[i] = pool_zero(r->pool, b->query.n_codes[i] * sizeof(uint32_t));
        }
    return true;
}

static bool browse_read(struct request *r, struct browse *b)
{
    struct shelf_query *q = &b->query;
    int64_t limit = LIMIT_DEFAULT;

    if (!int_read(r, "limit", 1, SHELF_FOUND_MAX, &limit) ||
        !int_read(r, "min_price", 1, PRICE_MAX, &q->price_min) ||
        !int_read(r, "max_price", 1, PRICE_MAX, &q->price_max) || !sort_read(r, q) ||
        !cursor_read(r, q) || !exclusive_read(r, q) || !filter_take(r, b) || !facets_read(r, b))
        return false;
    q->limit = (size_t)limit;
    q->now_s = clock_exchange_ms() / 1000;
    q->curve = &b->niche->market.curve;
    q->family = market_shelf_family(&r->caller.family);
    return true;
}

/* ---- the answers */

static void reply_object(struct request *r, json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);

    json_decref(json);
    reply_json(r, 200, slice_of(pool_strdup(r->pool, text)));
    free(text);
}

static json_t *facets_json(const struct browse *b)
{
    json_t *all = json_object();

    for (size_t i = 0; i < b->m->dims->n; i++)
        if (b->query.counts[i] != NULL)
            json_object_set_new(
                all, b->m->dims->dims[i].name,
                facet_json(&b->m->dims->dims[i], b->query.counts[i], b->query.n_codes[i]));
    return all;
}

static void page_reply(struct request *r, const struct browse *b, const struct shelf_result *found)
{
    json_t *page = json_object(), *items = json_array();
    bool more = found->n == b->query.limit;

    for (size_t i = 0; i < found->n; i++)
        json_array_append_new(items, listing_json(b->m, b->niche, &found->found[i].listing,
                                                  b->query.now_s, found->found[i].price));
    json_object_set_new(page, "items", items);
    json_object_set_new(page, "next",
                        more ? cursor_json(&b->query, &found->found[found->n - 1]) : json_null());
    json_object_set_new(page, "total", json_integer((json_int_t)found->total));
    json_object_set_new(page, "facets", facets_json(b));
    reply_object(r, page);
}

/* An answer counts as one listing at least: questions tell something, too. */
static bool quota_left(struct request *r)
{
    int64_t wait_s;

    if (operates(r) || market_quota_left(&r->caller.org, &wait_s))
        return true;
    reply_retry_after(r, wait_s);
    reply_error(r, ERROR_TOO_MANY_REQUESTS,
                "The company was shown as many listings as it may be in an hour.");
    return false;
}

static void quota_take(struct request *r, size_t shown)
{
    if (!operates(r))
        market_quota_take(&r->caller.org, shown == 0 ? 1 : (int64_t)shown);
}

static void list_answer(struct request *r)
{
    static struct shelf_result found; /* a page of listings is large for a stack */
    struct browse b = {0};

    if (!niche_read(r, &b))
        return;
    if (!operates(r) && !market_admitted(&r->caller.org, b.niche->name)) {
        reply_error(r, ERROR_NOT_ADMITTED, NULL);
        return;
    }
    b.m = market_shelf_of(b.niche);
    if (b.m == NULL) {
        reply_unavailable(r, RETRY_AFTER_S);
        return;
    }
    if (!browse_read(r, &b) || !quota_left(r))
        return;
    shelf_search(b.m->shelf, &b.query, &found);
    quota_take(r, found.n);
    page_reply(r, &b, &found);
}

static struct {
    uint64_t ids[WAITING_MAX]; /* a ring */
    size_t first, n;
} waiting;

static void listing_list(struct request *r)
{
    if (!parameters_known(r))
        return;
    if (waiting.n == WAITING_MAX)
        reply_unavailable(r, RETRY_AFTER_S);
    else
        waiting.ids[(waiting.first + waiting.n++) % WAITING_MAX] = request_wait(r);
}

bool listings_tick(void)
{
    struct request *r;

    if (waiting.n == 0)
        return false;
    r = request_find(waiting.ids[waiting.first]);
    waiting.first = (waiting.first + 1) % WAITING_MAX;
    waiting.n--;
    if (r != NULL) /* else the client has left */
        list_answer(r);
    return waiting.n > 0;
}

static void listing_get(struct request *r)
{
    int64_t now_s = clock_exchange_ms() / 1000;
    const struct market_shelf *m;
    const struct niche *niche;
    struct listing l;
    struct uuid id;

    if (!request_param_uuid(r, 0, &id) || !quota_left(r))
        return;
    m = market_shelf_find(&id, market_shelf_family(&r->caller.family), now_s, &l);
    niche = m == NULL ? NULL : market_niche_by_no(m->niche->no);
    quota_take(r, 1);
    if (m == NULL && !market_shelf_complete())
        reply_unavailable(r, RETRY_AFTER_S);
    else if (m == NULL || (!operates(r) && !market_admitted(&r->caller.org, niche->name)))
        reply_error(r, ERROR_NOT_FOUND, NULL);
    else
        reply_object(r, listing_json(m, niche, &l, now_s,
                                     curve_price(&niche->market.curve, l.span, now_s - l.listed_s,
                                                 l.resold)));
}
