/* Sales: what a buyer bought, with the contact of the person.
 *
 * The contact is read through sale_read() and sales_read_page(), which count it: "never read" is
 * proof in a dispute. Another buyer's sale is no row and answers like a missing one. */
#include "leadx/api/sales.h"

#include "leadx/api/common.h"
#include "leadx/api/sales.sql.h"
#include "leadx/db/pool.h"
#include "query.h"
#include "sales_export.h"
#include "sealed.h"

static void sale_list(struct request *r);
static void sale_get(struct request *r);

const struct route sales_routes[] = {
    {METHOD_GET, "/v1/sales", ACTION_SALE_READ, sale_list,
     .summary = "List purchases, newest first"},
    {METHOD_GET, "/v1/sales/{sale}", ACTION_SALE_READ, sale_get,
     .summary = "A purchase with the person's contact; counted as read"},
    {0},
};

enum { SALE_LEAD_COLUMN = 1, SALE_CONTACT_COLUMN = 2, SALE_NEXT_COLUMN = 6, LIST_PARAMS = 7 };

static const char *const sale_states[] = {"pending",  "held", "disputed", "final",
                                          "returned", "void", "reversed", NULL};

/* The operator in any shape: what it sees is masked and counts as no reading of the buyer's. */
static bool only_looks(const struct request *r)
{
    return sees_all(r) || r->caller.looking;
}

static struct param param_time(int64_t ms)
{
    return ms == INT64_MIN ? param_null() : param_int64(ms);
}

/* The list's filters as parameters, in the order both statements end with. false: replied. */
static bool list_params(struct request *r, struct param params[LIST_PARAMS])
{
    struct uuid order = {0}, after;
    struct slice state = SLICE_NONE;
    int64_t from = INT64_MIN, to = INT64_MIN;
    int limit;

    if (!page_read(r, &limit, &after) || !query_uuid(r, "order", &order) ||
        !query_word(r, "state", sale_states, &state) || !query_time(r, "from", &from) ||
        !query_time(r, "to", &to))
        return false;
    params[0] = param_filter_uuid(&order);
    params[1] = param_filter_text(query_text(r, "niche"));
    params[2] = param_filter_text(state);
    params[3] = param_time(from);
    params[4] = param_time(to);
    params[5] = param_filter_uuid(&after);
    params[6] = param_int32(limit);
    return true;
}

/* A page as a file: each object as GET /v1/sales/{sale} shows it. */
static void on_export(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_find(id);
    struct sales_export *e;
    struct uuid lead;

    (void)arg;
    if (r == NULL)
        return;
    if (res->status != DB_OK) {
        db_failed(r, res);
        return;
    }
    e = sales_export_begin(r->pool, *(enum sales_format *)r->state);
    for (int row = 0; row < result_rows(res); row++) {
        lead = result_uuid(res, row, SALE_LEAD_COLUMN);
        sealed_write(sales_export_row(e), r->pool, &lead, res, row, SALE_CONTACT_COLUMN,
                     SEALED_BUYER);
    }
    if (result_rows(res) > 0 && !result_null(res, 0, SALE_NEXT_COLUMN))
        reply_header(r, "Next-Cursor", pool_copy(r->pool, result_slice(res, 0, SALE_NEXT_COLUMN)));
    sales_export_reply(r, e);
}

static void sale_export(struct request *r, const struct param *params, enum sales_format format)
{
    enum sales_format *kept = pool_alloc(r->pool, sizeof *kept);

    *kept = format;
    r->state = kept;
    dbpool_submit(&stmt_sale_export, params, 2 + LIST_PARAMS, on_export, request_wait(r), NULL);
}

static void sale_list(struct request *r)
{
    enum sales_format format = SALES_JSON;
    struct param params[2 + LIST_PARAMS]; /* the buyer, the filters, and who reads */

    if (!sales_export_format(r, &format) || !list_params(r, params + 1))
        return;
    params[0] = param_uuid(&r->caller.org);
    params[1 + LIST_PARAMS] = param_uuid(&r->caller.key);
    if (format != SALES_JSON && only_looks(r))
        reply_error(r, ERROR_FORBIDDEN, "Files with contacts are for the buyer; ask for JSON.");
    else if (format != SALES_JSON)
        sale_export(r, params, format);
    else if (sees_all(r))
        read_reply(r, &stmt_sale_list_all, params + 1, LIST_PARAMS);
    else
        read_reply(r, &stmt_sale_list, params, 1 + LIST_PARAMS);
}

static void on_sale(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_with_row(id, res);
    struct uuid lead;

    (void)arg;
    if (r == NULL)
        return;
    lead = result_uuid(res, 0, SALE_LEAD_COLUMN);
    sealed_reply(r, &lead, res, SALE_CONTACT_COLUMN, only_looks(r) ? SEALED_MASKED : SEALED_BUYER);
}

static void sale_get(struct request *r)
{
    struct param params[3];
    struct uuid sale;

    if (!request_param_uuid(r, 0, &sale))
        return;
    params[0] = param_uuid(&sale);
    params[1] = param_uuid(sees_all(r) ? NULL : &r->caller.org);
    params[2] = param_uuid(&r->caller.key);
    if (only_looks(r))
        dbpool_submit(&stmt_sale_show, params, 2, on_sale, request_wait(r), NULL);
    else
        dbpool_submit(&stmt_sale_read, params, 3, on_sale, request_wait(r), NULL);
}
