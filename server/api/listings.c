/* The marketplace as buyers browse it: masked, from the shelves in memory.
 *
 * A question may take some milliseconds on a large market, so a slice of one is worked on a turn of
 * the loop: however many browse, leads are taken and sold in between.
 *
 * Its one rule: what one's own family brought or bought, and what is meant for others, is not
 * there, and answers like what never was. */
#include "leadx/api/listings.h"

#include "leadx/api/common.h"
#include "leadx/app/market.h"
#include "leadx/app/market_quota.h"
#include "leadx/base/clock.h"
#include "listing_show.h"
#include "listings_query.h"

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
    RETRY_AFTER_S = 1,
    WAITING_MAX = 256,   /* who browse and were not answered yet; a power of two */
    SLICE_ROWS = 100000, /* some tenths of a millisecond */
};

static bool operates(const struct request *r)
{
    return (r->caller.roles & (ROLE_ADMIN | ROLE_AUDITOR)) != 0;
}

/* ---- the answers */

static void reply_buf(struct request *r, struct buf *b)
{
    reply_json(r, 200, (struct slice){pool_copy(r->pool, buf_slice(b)), b->n});
    buf_free(b);
}

static void facets_add(struct buf *text, const struct browse *b)
{
    const struct shelf_dims *dims = b->m->dims;
    bool first = true;

    buf_add_char(text, '{');
    for (size_t i = 0; i < dims->n; i++) {
        if (b->query.counts[i] == NULL)
            continue;
        if (!first)
            buf_add_char(text, ',');
        first = false;
        buf_add_json_string(text, slice_of(dims->dims[i].name));
        buf_add_char(text, ':');
        facet_add(text, &dims->dims[i], b->query.counts[i], b->query.n_codes[i]);
    }
    buf_add_char(text, '}');
}

static void page_reply(struct request *r, const struct browse *b, const struct shelf_result *found)
{
    char cursor[BROWSE_CURSOR_TEXT];
    struct buf text;

    buf_init(&text, 0);
    buf_add_str(&text, "{\"items\":[");
    for (size_t i = 0; i < found->n; i++) {
        if (i > 0)
            buf_add_char(&text, ',');
        listing_add(&text, b->m, b->niche, &found->found[i].listing, b->query.now_s,
                    found->found[i].price);
    }
    buf_add_str(&text, "],\"next\":");
    if (found->n == b->query.limit)
        buf_add_json_string(
            &text, slice_of(browse_cursor(&b->query, &found->found[found->n - 1], cursor)));
    else
        buf_add_str(&text, "null");
    buf_add_str(&text, ",\"total\":");
    buf_add_int(&text, (int64_t)found->total);
    buf_add_str(&text, ",\"facets\":");
    facets_add(&text, b);
    buf_add_char(&text, '}');
    reply_buf(r, &text);
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

/* ---- who waits, and the search under way */

static struct {
    uint64_t ids[WAITING_MAX]; /* a ring */
    size_t first, n;
} waiting;

/* The walk is NULL: none is. What is asked lies in the request's pool, so whoever left is not
 * looked at any more. */
static struct {
    uint64_t id;
    struct browse *browse;
    struct shelf_walk *walk;
} under_way;

static void search_end(void)
{
    shelf_walk_free(under_way.walk);
    under_way.walk = NULL;
}

static void search_begin(struct request *r, uint64_t id)
{
    struct browse *b = pool_zero(r->pool, sizeof *b);

    if (!browse_niche_read(r, b))
        return;
    if (!operates(r) && !market_admitted(&r->caller.org, b->niche->name)) {
        reply_error(r, ERROR_NOT_ADMITTED, NULL);
        return;
    }
    b->m = market_shelf_of(b->niche);
    if (b->m == NULL) {
        reply_unavailable(r, RETRY_AFTER_S);
        return;
    }
    if (!browse_read(r, b) || !quota_left(r))
        return;
    under_way.id = id;
    under_way.browse = b;
    under_way.walk = shelf_walk_begin(b->m->shelf, &b->query);
}

/* The niche may have got a new shelf, on which codes mean something else: then it is lost, though a
 * change before that let it end. */
static enum shelf_walk_state slice_work(void)
{
    const struct browse *b = under_way.browse;
    enum shelf_walk_state state = shelf_walk_step(under_way.walk, SLICE_ROWS);

    return market_shelf_of(b->niche) == b->m ? state : SHELF_WALK_LOST;
}

static void search_step(struct request *r)
{
    const struct shelf_result *found;

    switch (slice_work()) {
    case SHELF_WALK_UNDER_WAY:
        break;
    case SHELF_WALK_LOST:
        search_end();
        search_begin(r, under_way.id);
        break;
    case SHELF_WALK_DONE:
        found = shelf_walk_result(under_way.walk);
        quota_take(r, found->n);
        page_reply(r, under_way.browse, found);
        search_end();
    }
}

static void listing_list(struct request *r)
{
    if (!browse_parameters_known(r))
        return;
    if (waiting.n == WAITING_MAX)
        reply_unavailable(r, RETRY_AFTER_S);
    else
        waiting.ids[(waiting.first + waiting.n++) % WAITING_MAX] = request_wait(r);
}

static void next_begin(void)
{
    uint64_t id = waiting.ids[waiting.first];
    struct request *r = request_find(id);

    waiting.first = (waiting.first + 1) % WAITING_MAX;
    waiting.n--;
    if (r != NULL) /* else the client has left */
        search_begin(r, id);
}

bool listings_tick(void)
{
    struct request *r;

    if (under_way.walk == NULL && waiting.n > 0)
        next_begin();
    if (under_way.walk != NULL) {
        r = request_find(under_way.id);
        if (r == NULL) /* the client has left */
            search_end();
        else
            search_step(r);
    }
    return under_way.walk != NULL || waiting.n > 0;
}

static void listing_reply(struct request *r, const struct market_shelf *m,
                          const struct niche *niche, const struct listing *l, int64_t now_s)
{
    int64_t price = curve_price(&niche->market.curve, l->span, now_s - l->listed_s, l->resold);
    struct buf text;

    buf_init(&text, 0);
    listing_add(&text, m, niche, l, now_s, price);
    reply_buf(r, &text);
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
        listing_reply(r, m, niche, &l, now_s);
}
