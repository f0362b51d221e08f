/* What somebody asks when browsing the marketplace, read from a query string.
 *
 * Its one rule: what cannot be read is refused by name, never left out. Called by listings.c. */
#include "listings_query.h"

#include <assert.h>
#include <string.h>

#include "leadx/api/common.h"
#include "leadx/app/market.h"
#include "leadx/app/shelf_ask.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/json_scan.h"
#include "query.h"

enum {
    LIMIT_DEFAULT = 50,
    NAME_SAID = 60,                             /* of an unknown parameter's name */
    CURSOR_BYTES = 1 + 8 + sizeof(struct uuid), /* sort, key, id */
    CURSOR_CHARS = (CURSOR_BYTES * 4 + 2) / 3,
};

static_assert((size_t)BROWSE_CURSOR_TEXT > (size_t)CURSOR_CHARS, "a cursor and its terminator");

static const int64_t PRICE_MAX = INT64_C(100000000000000);

static const char *const sorts[] = {
    [SHELF_CHEAPEST] = "cheapest", [SHELF_DEAREST] = "dearest", [SHELF_NEWEST] = "newest",
    [SHELF_OLDEST] = "oldest",     [SHELF_BEST] = "best",       NULL};

static struct slice parameter_next(struct slice *rest)
{
    const char *end = memchr(rest->p, '&', rest->n);
    struct slice pair = {rest->p, end == NULL ? rest->n : (size_t)(end - rest->p)};
    const char *equals = memchr(pair.p, '=', pair.n);

    *rest = end == NULL ? SLICE_NONE : (struct slice){end + 1, rest->n - pair.n - 1};
    return (struct slice){pair.p, equals == NULL ? pair.n : (size_t)(equals - pair.p)};
}

/* A parameter that is unknown, said twice or malformed would be a condition left out. */
bool browse_parameters_known(struct request *r)
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

bool browse_niche_read(struct request *r, struct browse *b)
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

const char *browse_cursor(const struct shelf_query *q, const struct shelf_found *last,
                          char text[BROWSE_CURSOR_TEXT])
{
    uint8_t bytes[CURSOR_BYTES] = {(uint8_t)q->sort};

    memcpy(bytes + 1, &last->key, sizeof last->key);
    memcpy(bytes + 1 + sizeof last->key, &last->listing.id, sizeof last->listing.id);
    base64url_encode(bytes, sizeof bytes, text);
    return text;
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

bool browse_read(struct request *r, struct browse *b)
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
