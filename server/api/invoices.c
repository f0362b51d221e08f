/* Invoices: a company reads its own; administrators read all, issue, credit, and enter tax rates.
 *
 * What is issued is never changed. Writes are the operations invoice_issue, credit_note and
 * tax_rate_create; the page to print is in invoice_paper.c. */
#include "leadx/api/invoices.h"

#include <string.h>

#include "invoice_paper.h"
#include "leadx/api/common.h"
#include "leadx/api/invoices.sql.h"
#include "leadx/base/json_compact.h"
#include "leadx/base/money.h"
#include "leadx/base/timestamp.h"
#include "leadx/db/pool.h"
#include "query.h"
#include "take.h"

static void invoice_list(struct request *r);
static void invoice_get(struct request *r);
static void invoice_list_all(struct request *r);
static void invoice_issue(struct request *r);
static void invoice_credit(struct request *r);
static void rate_list(struct request *r);
static void rate_create(struct request *r);

const struct route invoices_routes[] = {
    {METHOD_GET, "/v1/invoices", ACTION_MONEY_READ, invoice_list, .summary = "List your invoices"},
    {METHOD_GET, "/v1/invoices/{invoice}", ACTION_MONEY_READ, invoice_get,
     .summary = "Read an invoice, or print it"},
    {METHOD_GET, "/v1/admin/invoices", ACTION_ADMIN_READ, invoice_list_all,
     .summary = "List everybody's invoices"},
    {METHOD_POST, "/v1/admin/invoices", ACTION_ADMIN_WRITE, invoice_issue, .key_required = true,
     .summary = "Bill a company up to a signed day"},
    {METHOD_POST, "/v1/admin/invoices/{invoice}/credit", ACTION_ADMIN_WRITE, invoice_credit,
     .key_required = true, .summary = "Credit an invoice, or part of it"},
    {METHOD_GET, "/v1/admin/tax-rates", ACTION_ADMIN_READ, rate_list,
     .summary = "List the tax rates"},
    {METHOD_POST, "/v1/admin/tax-rates", ACTION_ADMIN_WRITE, rate_create,
     .summary = "Enter a tax rate from a day on"},
    {0},
};

static const char *const series[] = {"invoice", "self_billed", "credit_note", NULL};

static void invoice_list(struct request *r)
{
    struct slice word = SLICE_NONE;
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after) && query_word(r, "series", series, &word))
        read_reply(r, &stmt_invoice_list,
                   (struct param[]){param_uuid(&r->caller.org), param_filter_text(word),
                                    param_after(&after), param_int32(limit)},
                   4);
}

static void invoice_list_all(struct request *r)
{
    struct slice word = SLICE_NONE, from = SLICE_NONE, to = SLICE_NONE;
    struct uuid after, org = {0}, corrects = {0};
    int limit;

    if (page_read(r, &limit, &after) && query_uuid(r, "org", &org) &&
        query_word(r, "series", series, &word) && query_day(r, "from", &from) &&
        query_day(r, "to", &to) && query_uuid(r, "corrects", &corrects))
        read_reply(r, &stmt_invoice_list_all,
                   (struct param[]){
                       param_filter_uuid(&org), param_filter_text(word), param_filter_text(from),
                       param_filter_text(to), param_filter_text(query_text(r, "number")),
                       param_filter_uuid(&corrects), param_after(&after), param_int32(limit)},
                   8);
}

static void on_invoice(uint64_t id, const struct db_result *res, void *arg)
{
    struct request *r = request_with_row(id, res);
    char *text;

    (void)arg;
    if (r == NULL)
        return;
    if (r->state != NULL) {
        invoice_print(r, result_slice(res, 0, 0));
    } else {
        text = pool_copy(r->pool, result_slice(res, 0, 0));
        reply_json(r, 200, (struct slice){text, json_compact(text, strlen(text))});
    }
}

static void invoice_get(struct request *r)
{
    static const char *const formats[] = {"json", "html", NULL};
    struct slice format = SLICE("json");
    struct param params[3];
    struct uuid invoice;

    if (!request_param_uuid(r, 0, &invoice) || !query_word(r, "format", formats, &format))
        return;
    params[0] = param_uuid(&invoice);
    params[1] = param_uuid(&r->caller.org);
    params[2] = param_bool(sees_all(r));
    r->state = slice_is(format, SLICE("html")) ? r : NULL; /* to be printed */
    dbpool_submit(&stmt_invoice_get, params, 3, on_invoice, request_wait(r), NULL);
}

/* A day of the body, taken over as it is. */
static void take_day(struct taking *t, const char *name, bool required)
{
    const char *text = json_string_value(json_object_get(t->from, name));
    int64_t ms;

    if (json_object_get(t->from, name) == NULL && !required)
        return;
    if (text == NULL || !timestamp_parse_date(slice_of(text), &ms))
        take_fault(t, name, required && text == NULL ? "missing_field" : "invalid_field",
                   "must be a day as 2026-11-21");
    else
        json_object_set_new(t->args, name, json_string(text));
}

static void invoice_issue(struct request *r)
{
    static const char *const names[] = {"org", "series", "currency", "to", NULL};
    static const char *const issued[] = {"invoice", "self_billed", NULL};
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_uuid(&t, "org", true);
    take_word(&t, "series", true, issued);
    take_text(&t, "currency", true, 3);
    take_day(&t, "to", false);
    taking_end(&t, "invoice_issue");
}

static void invoice_credit(struct request *r)
{
    static const char *const names[] = {"amount", "line", "reason", NULL};
    struct taking t;
    struct uuid invoice;

    if (!request_param_uuid(r, 0, &invoice) || !taking_begin(&t, r, names))
        return;
    take_money(&t, "amount", true, NULL, 1, MONEY_MAX);
    take_int(&t, "line", false, 0, 10000);
    take_text(&t, "reason", true, 500);
    args_uuid(t.args, "invoice", &invoice);
    taking_end(&t, "credit_note");
}

static void rate_list(struct request *r)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_tax_rate_list,
                   (struct param[]){param_after(&after), param_int32(limit)}, 2);
}

static void rate_create(struct request *r)
{
    static const char *const names[] = {"country", "series", "from", "name", "rate_bp", NULL};
    static const char *const taxed[] = {"invoice", "self_billed", NULL};
    const char *country;
    struct taking t;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "country", false, 2);
    take_word(&t, "series", true, taxed);
    take_day(&t, "from", true);
    take_text(&t, "name", true, 60);
    take_int(&t, "rate_bp", true, 0, 10000);
    country = json_string_value(json_object_get(t.args, "country"));
    if (country != NULL && (strlen(country) != 2 || country[0] < 'A' || country[0] > 'Z' ||
                            country[1] < 'A' || country[1] > 'Z'))
        take_fault(&t, "country", "invalid_field", "must be a country as ISO 3166-1 has it");
    taking_end(&t, "tax_rate_create");
}
