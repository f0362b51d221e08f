/* Rows of the market statements, read into what the book and the caches keep.
 *
 * Its one rule: what does not read is left out and logged by id, so that one bad row never stops
 * the market. */
#include "market_rows.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/base/clock.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/metrics.h"

enum {
    COL_ID,
    COL_ORG,
    COL_FAMILY,
    COL_OFFER,
    COL_WALLET,
    COL_NICHE,
    COL_REVISION,
    COL_SHARED,
    COL_EXCLUSIVE,
    COL_PRIORITY,
    COL_FILTER,
    COL_ALIAS,
    COL_SPANS,
    COL_ASLEEP_CAP,
    COL_ASLEEP_MONEY,
    COL_RETURNS,
    COL_LISTED_PRICE,
    COL_LISTED_FILTER
};

_Static_assert((int)COL_ALIAS == (int)ORDER_COLUMN_ALIAS &&
                   (int)COL_REVISION == (int)ORDER_COLUMN_REVISION &&
                   (int)COL_SPANS == (int)ORDER_COLUMN_SPANS &&
                   (int)COL_RETURNS == (int)ORDER_COLUMN_RETURNS,
               "market_orders.c reads these by number");

static void text_column(const struct db_result *res, int row, int column, char *out, size_t size)
{
    struct slice s = result_slice(res, row, column);

    snprintf(out, size, "%.*s", (int)s.n, s.p == NULL ? "" : s.p);
}

static json_t *json_column(const struct db_result *res, int row, int column)
{
    struct slice s = result_slice(res, row, column);

    return json_loadb(s.p, s.n, JSON_DECODE_ANY, NULL);
}

struct niche *niche_from_row(const struct db_result *res, int row, struct symbols *symbols)
{
    struct niche *n = mem_zero(1, sizeof *n);
    struct pool *pool = pool_new(0);
    struct faults faults;
    json_t *fields = json_column(res, row, 15), *market = json_column(res, row, 16);

    n->id = result_uuid(res, row, 0);
    n->no = (int32_t)result_int64(res, row, 1);
    n->revision = (int32_t)result_int64(res, row, 2);
    text_column(res, row, 3, n->name, sizeof n->name);
    text_column(res, row, 4, n->currency, sizeof n->currency);
    n->active = result_bool(res, row, 5);
    n->default_targeted = result_bool(res, row, 6);
    n->max_sales = (int)result_int64(res, row, 7);
    n->floor_shared = result_int64(res, row, 8);
    n->floor_exclusive = result_int64(res, row, 9);
    n->fee_bp = (int)result_int64(res, row, 10);
    n->fee_fixed = result_int64(res, row, 11);
    n->review_all = result_bool(res, row, 12);
    n->min_score = (int)result_int64(res, row, 13);
    n->benchmark = result_int64(res, row, 14);
    n->effective = result_bool(res, row, 17);
    faults_init(&faults, pool);
    if (fields == NULL || !niche_fields_read(fields, "/fields", symbols, &faults, &n->schema) ||
        !niche_market_read(market, "/market", &faults, &n->market)) {
        log_error("market", "niche %s left out: its fields or its market do not read", n->name);
        field_schema_free(&n->schema);
        free(n);
        n = NULL;
    }
    json_decref(fields);
    json_decref(market);
    pool_free(pool);
    return n;
}

/* "1795460400000 1795489200000 …" → pairs; NULL text = always open. */
static void spans_read(struct slice text, struct order *out)
{
    char copy[8192], *at = copy, *end;
    size_t room = 0;

    snprintf(copy, sizeof copy, "%.*s", (int)text.n, text.p);
    out->n_spans = 0;
    out->spans = mem_alloc(sizeof *out->spans * 2); /* an empty schedule is never open: not NULL */
    for (;;) {
        int64_t from = strtoll(at, &end, 10), to;

        if (end == at)
            return;
        at = end;
        to = strtoll(at, &end, 10);
        if (end == at)
            return;
        at = end;
        if (out->n_spans == room) {
            room = room == 0 ? 8 : room * 2;
            out->spans = mem_resize(out->spans, room * 2 * sizeof *out->spans);
        }
        out->spans[out->n_spans * 2] = from;
        out->spans[out->n_spans * 2 + 1] = to;
        out->n_spans++;
    }
}

static void count_compiled(void)
{
    static struct metric *compiled;

    if (compiled == NULL)
        compiled = metric_counter("leadx_filters_compiled_total",
                                  "Filters of orders compiled for the books.", NULL);
    metric_add(compiled, 1);
}

static struct filter *filter_column(const struct db_result *res, int row, int column,
                                    const struct niche *niche, struct symbols *symbols)
{
    struct pool *pool = pool_new(0);
    json_t *json = json_column(res, row, column);
    struct filter *filter = NULL;
    struct faults faults;

    count_compiled();
    faults_init(&faults, pool);
    if (json != NULL && !filter_read(json, "/filter", &niche->schema, symbols, &faults, &filter))
        filter = NULL;
    json_decref(json);
    pool_free(pool);
    return filter;
}

enum order_sleep order_row_sleep(const struct db_result *res, int row, int64_t *wake_ms)
{
    bool asleep = !result_null(res, row, COL_ASLEEP_CAP);

    *wake_ms = asleep ? result_int64(res, row, COL_ASLEEP_CAP) : 0;
    if (*wake_ms > 0 && *wake_ms <= clock_exchange_ms())
        asleep = false; /* the period that the row speaks of has ended meanwhile */
    if (asleep)
        return ORDER_ASLEEP_CAP;
    return result_bool(res, row, COL_ASLEEP_MONEY) ? ORDER_ASLEEP_MONEY : ORDER_AWAKE;
}

bool order_from_row(const struct db_result *res, int row, struct symbols *symbols,
                    struct order *out)
{
    const struct niche *niche = market_niche_by_no((int32_t)result_int64(res, row, COL_NICHE));
    char id[UUID_TEXT];

    memset(out, 0, sizeof *out);
    out->id = result_uuid(res, row, COL_ID);
    if (niche == NULL)
        return false; /* its own notice is on the way */
    out->org = result_uuid(res, row, COL_ORG);
    out->family = result_uuid(res, row, COL_FAMILY);
    if (!result_null(res, row, COL_OFFER))
        out->offer = result_uuid(res, row, COL_OFFER);
    out->wallet = result_uuid(res, row, COL_WALLET);
    out->niche = niche->no;
    out->revision = (int32_t)result_int64(res, row, COL_REVISION);
    out->shared_price = result_int64(res, row, COL_SHARED);
    out->exclusive_price = result_int64(res, row, COL_EXCLUSIVE);
    out->priority = (int16_t)result_int64(res, row, COL_PRIORITY);
    out->returns = (int8_t)result_int64(res, row, COL_RETURNS);
    out->sleep = order_row_sleep(res, row, &out->wake_ms);
    out->filter = filter_column(res, row, COL_FILTER, niche, symbols);
    if (out->filter == NULL) {
        log_error("market", "order %s left out: its filter does not read",
                  uuid_format(&out->id, id));
        return false;
    }
    if (!result_null(res, row, COL_SPANS))
        spans_read(result_slice(res, row, COL_SPANS), out);
    return true;
}

bool order_row_listed(const struct db_result *res, int row, struct symbols *symbols,
                      struct order *out)
{
    if (result_null(res, row, COL_LISTED_PRICE))
        return false;
    out->shared_price = result_int64(res, row, COL_LISTED_PRICE);
    out->exclusive_price = 0;
    out->filter =
        filter_column(res, row, COL_LISTED_FILTER, market_niche_by_no(out->niche), symbols);
    return out->filter != NULL;
}

void source_from_row(const struct db_result *res, int row, struct symbols *symbols,
                     struct source *out)
{
    static const struct {
        int column;
        enum fact fact;
    } texts[] = {{0, FACT_SOURCE},
                 {4, FACT_CHANNEL},
                 {5, FACT_ORIGIN_KIND},
                 {6, FACT_DEMAND_KIND},
                 {7, FACT_CAPTURE_KIND}};

    memset(out, 0, sizeof *out);
    out->id = result_uuid(res, row, 0);
    out->seller = result_uuid(res, row, 1);
    text_column(res, row, 2, out->name, sizeof out->name);
    out->banned = result_bool(res, row, 3);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!result_null(res, row, texts[i].column))
            out->facts[texts[i].fact] =
                symbol_intern(symbols, result_slice(res, row, texts[i].column));
    out->facts[FACT_INCENTIVISED] = result_bool(res, row, 8);
    if (!result_null(res, row, 5)) {
        out->purchased_list = slice_is(result_slice(res, row, 5), SLICE("purchased_list"));
        out->cold_base = slice_is(result_slice(res, row, 5), SLICE("cold_base"));
    }
}
