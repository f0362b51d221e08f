/* A stored lead as the book and the sale want it, read back from its row: facts from what was kept
 * at intake, prints from the vault's table, nothing that has to be opened.
 *
 * Its one rule: the columns are those of leads_offered(), in its order; listings_offered() has two
 * more. Called by offered.c and listed.c. */
#include "stored.h"

#include <jansson.h>
#include <string.h>

#include "leadx/app/market.h"
#include "leadx/base/buf.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/pool.h"
#include "leadx/base/settings.h"

enum { RECIPIENTS_MAX = 100 };

enum column {
    COL_ID,
    COL_SELLER,
    COL_FAMILY,
    COL_SOURCE,
    COL_OFFER,
    COL_NICHE,
    COL_FREE,
    COL_UNSOLD,
    COL_TEMPERATURE,
    COL_SCORE,
    COL_MIN_PAYOUT,
    COL_CONSENT_MS,
    COL_RECIPIENTS,
    COL_RECEIVED_MS,
    COL_RESOLD,
    COL_ATTRIBUTES,
    COL_CHANNEL,
    COL_ORIGIN,
    COL_DEMAND,
    COL_CAPTURE,
    COL_INCENTIVISED,
    COL_CHANNELS,
    COL_PRINTS,
    COL_SUPPRESS,
    COL_OPEN_US,
    COL_TRIGGER,
    COL_LIVE,
    COL_SHARE, /* of listings_offered() alone */
    COL_LISTING
};

struct stored {
    struct pool *pool;
    struct sale_lead lead;
    struct sale_candidate candidates[2 * CANDIDATES_MAX];
    struct facts facts;
    const struct niche *niche;
    bool unsold;
    size_t free;
    int64_t share; /* 0: not a listed lead, else what a share of it costs */
    struct uuid recipients[RECIPIENTS_MAX];
    size_t n_recipients;
};

static void fact_text(struct facts *f, enum fact fact, const struct db_result *res, int row,
                      int column)
{
    if (!result_null(res, row, column))
        fact_set(f, fact, symbol_find(market_symbols(), result_slice(res, row, column)));
}

static void read_facts(struct stored *o, const struct db_result *res, int row)
{
    struct facts *f = &o->facts;
    int64_t now_ms = clock_exchange_ms();
    char source[UUID_TEXT];

    fact_set(f, FACT_SCORE, result_int64(res, row, COL_SCORE));
    fact_text(f, FACT_TEMPERATURE, res, row, COL_TEMPERATURE);
    fact_set(f, FACT_KIND,
             symbol_find(market_symbols(),
                         uuid_is_nil(&o->lead.offer) ? SLICE("consumer") : SLICE("targeted")));
    fact_set(f, FACT_SOURCE,
             symbol_find(market_symbols(), slice_of(uuid_format(&o->lead.source, source))));
    fact_text(f, FACT_CHANNEL, res, row, COL_CHANNEL);
    fact_text(f, FACT_ORIGIN_KIND, res, row, COL_ORIGIN);
    fact_text(f, FACT_DEMAND_KIND, res, row, COL_DEMAND);
    fact_text(f, FACT_CAPTURE_KIND, res, row, COL_CAPTURE);
    fact_set(f, FACT_INCENTIVISED, result_bool(res, row, COL_INCENTIVISED));
    fact_set(f, FACT_STAGE,
             symbol_find(market_symbols(), o->share > 0 ? SLICE("listed") : SLICE("open")));
    fact_set(f, FACT_AGE_HOURS, (now_ms - result_int64(res, row, COL_RECEIVED_MS)) / 3600000);
    fact_set(f, FACT_RESOLD, result_bool(res, row, COL_RESOLD));
    fact_set(f, FACT_HOUR, now_ms / 3600000 % 24);
}

static void read_attributes(struct stored *o, const struct db_result *res, int row)
{
    const struct field_schema *schema = &o->niche->schema;
    struct slice text = result_slice(res, row, COL_ATTRIBUTES);
    json_t *attributes = json_loadb(text.p, text.n, 0, NULL), *value, *normal;
    size_t filled = 0;
    const char *key, *why;

    if (attributes != NULL)
        json_object_foreach(attributes, key, value)
        {
            int i = field_find(schema, slice_of(key));

            normal = NULL;
            if (i >= 0 && attribute_read(&schema->fields[i], FACT_RESERVED_COUNT + i, value,
                                         setting_text("default_phone_region"), market_symbols(),
                                         o->pool, &o->facts, &normal, &why))
                filled++;
            json_decref(normal);
        }
    json_decref(attributes);
    fact_set(&o->facts, FACT_COMPLETENESS,
             schema->n == 0 ? 100 : (int64_t)(filled * 100 / schema->n));
}

/* "{a,b}": calls fn with each element, quotes dropped. */
static void array_each(struct slice s, void (*fn)(struct stored *o, size_t i, struct slice element),
                       struct stored *o)
{
    size_t i = 0, from = 1;

    for (size_t at = 1; at < s.n; at++)
        if (s.p[at] == ',' || s.p[at] == '}') {
            struct slice e = {s.p + from, at - from};

            if (e.n >= 2 && e.p[0] == '"')
                e = (struct slice){e.p + 1, e.n - 2};
            if (e.n > 0)
                fn(o, i++, e);
            from = at + 1;
        }
}

static void take_channel(struct stored *o, size_t i, struct slice e)
{
    int64_t v;

    if (i < PRINTS_MAX && slice_to_int64(e, &v)) {
        o->lead.prints[i].channel = (enum channel)v;
        o->lead.n_prints = i + 1;
    }
}

/* bytea in an array's text: "\\x…" with the backslash doubled. */
static void take_hash(struct slice e, uint8_t *out)
{
    while (e.n > 2 * PRINT_SIZE) {
        e.p++;
        e.n--;
    }
    hex_decode(e, out, PRINT_SIZE);
}

static void take_print(struct stored *o, size_t i, struct slice e)
{
    if (i < PRINTS_MAX)
        take_hash(e, o->lead.prints[i].dedup);
}

static void take_suppress(struct stored *o, size_t i, struct slice e)
{
    if (i < PRINTS_MAX)
        take_hash(e, o->lead.prints[i].suppress);
}

static void take_recipient(struct stored *o, size_t i, struct slice e)
{
    if (i < RECIPIENTS_MAX && uuid_parse(e, &o->recipients[i]))
        o->n_recipients = i + 1;
}

void stored_free(struct stored *o)
{
    pool_free(o->pool);
}

struct stored *stored_read(const struct db_result *res, int row, stored_done_fn done)
{
    const struct niche *niche = market_niche_by_no((int32_t)result_int64(res, row, COL_NICHE));
    struct sale_lead *l;
    struct stored *o;
    struct pool *pool;

    if (niche == NULL || !result_bool(res, row, COL_LIVE))
        return NULL;
    pool = pool_new(16384);
    o = pool_zero(pool, sizeof *o);
    o->pool = pool;
    o->niche = niche;
    l = &o->lead;
    l->id = result_uuid(res, row, COL_ID);
    l->seller = result_uuid(res, row, COL_SELLER);
    l->family = result_uuid(res, row, COL_FAMILY);
    l->source = result_uuid(res, row, COL_SOURCE);
    if (!result_null(res, row, COL_OFFER))
        l->offer = result_uuid(res, row, COL_OFFER);
    l->niche = o->niche->no;
    l->want = "route";
    l->trigger = pool_copy(pool, result_slice(res, row, COL_TRIGGER));
    l->temperature = "cold"; /* the stored row rules */
    l->limit = 1;
    l->consent_ms = INT64_MAX;
    l->candidates = o->candidates;
    l->owner = o;
    l->done = done;
    o->free = (size_t)result_int64(res, row, COL_FREE);
    o->unsold = result_bool(res, row, COL_UNSOLD);
    if (slice_is(result_slice(res, row, COL_TRIGGER), SLICE("listed")))
        o->share = result_int64(res, row, COL_SHARE);
    array_each(result_slice(res, row, COL_CHANNELS), take_channel, o);
    array_each(result_slice(res, row, COL_PRINTS), take_print, o);
    array_each(result_slice(res, row, COL_SUPPRESS), take_suppress, o);
    if (!result_null(res, row, COL_RECIPIENTS))
        array_each(result_slice(res, row, COL_RECIPIENTS), take_recipient, o);
    read_facts(o, res, row);
    read_attributes(o, res, row);
    return o;
}

static void reason_candidate(struct buf *b, bool first, const struct sale_candidate *c)
{
    char order[UUID_TEXT];

    buf_printf(b, "%s{\"order\":\"%s\",\"revision\":%d,\"price\":%lld", first ? "" : ",",
               uuid_format(&c->order, order), (int)c->revision, (long long)c->price);
    if (c->effective != c->price)
        buf_printf(b, ",\"effective\":%lld", (long long)c->effective);
    buf_printf(b, ",\"exclusive\":%s}", c->exclusive ? "true" : "false");
}

static struct slice reasoning_of(struct stored *o)
{
    struct slice out;
    struct buf b;

    buf_init(&b, 65536);
    buf_add_str(&b, "{\"v\":1,\"candidates\":[");
    for (size_t i = 0; i < o->lead.n_candidates; i++)
        reason_candidate(&b, i == 0, &o->lead.candidates[i]);
    buf_add_str(&b, "]}");
    out = (struct slice){pool_copy(o->pool, buf_slice(&b)), b.n};
    buf_free(&b);
    return out;
}

enum stored_sent stored_send(struct stored *o)
{
    struct candidates found;
    struct match_query query = {.niche = o->niche->no,
                                .kind = uuid_is_nil(&o->lead.offer) ? LEAD_CONSUMER : LEAD_TARGETED,
                                .offer = o->lead.offer,
                                .seller_family = o->lead.family,
                                .facts = &o->facts,
                                .recipients = o->n_recipients > 0 ? o->recipients : NULL,
                                .n_recipients = o->n_recipients,
                                .now_ms = clock_exchange_ms(),
                                .want_shared = o->free,
                                .want_exclusive = o->unsold,
                                .floor_shared = o->niche->floor_shared,
                                .floor_exclusive = o->niche->floor_exclusive};

    if (o->share > 0) { /* whoever pays so much or more, beside others */
        query.want_exclusive = false;
        query.floor_shared = o->share;
    }
    found.n_exclusive = found.n_shared = 0;
    if (market_fits(o->niche))
        book_match(o->share > 0 ? market_listed_book() : market_book(), &query, &found);
    sale_take_candidates(&o->lead, &found);
    if (o->share > 0)
        sale_take_listed(&o->lead, o->share);
    if (o->lead.n_candidates == 0) {
        stored_free(o);
        return STORED_NOBODY;
    }
    o->lead.decision = uuid_v7(clock_exchange_ms());
    o->lead.reasoning = reasoning_of(o);
    o->lead.attributes = SLICE("{}");
    if (sale_submit(&o->lead))
        return STORED_SENT;
    stored_free(o);
    return STORED_FULL;
}

struct uuid stored_id(const struct db_result *res, int row)
{
    return result_uuid(res, row, COL_ID);
}

struct uuid stored_listing(const struct db_result *res, int row)
{
    return result_uuid(res, row, COL_LISTING);
}

int64_t stored_open_us(const struct db_result *res, int row)
{
    return result_int64(res, row, COL_OPEN_US);
}
