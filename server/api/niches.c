/* Niches: the markets, open for everybody to read and for administrators to write.
 *
 * A niche's field schema goes through the same reader that loads it for routing, so what is
 * accepted here is what runs. Writes are the operations niche_create and niche_change. */
#include "leadx/api/niches.h"

#include <string.h>

#include "leadx/api/common.h"
#include "leadx/api/niches.sql.h"
#include "leadx/app/niche.h"
#include "leadx/base/money.h"
#include "niche_prices.h"
#include "niche_reoffer.h"
#include "revision.h"
#include "take.h"

static void niche_list(struct request *r);
static void niche_get(struct request *r);
static void niche_create(struct request *r);
static void niche_change(struct request *r);

const struct route niches_routes[] = {
    {METHOD_GET, "/v1/niches", ACTION_ANY, niche_list, .summary = "List the niches"},
    {METHOD_GET, "/v1/niches/{niche}", ACTION_ANY, niche_get,
     .summary = "Read a niche's fields and terms"},
    {METHOD_POST, "/v1/admin/niches", ACTION_ADMIN_WRITE, niche_create, .body_max = KIB(256),
     .summary = "Create a niche"},
    {METHOD_POST, "/v1/admin/niches/{niche}", ACTION_ADMIN_WRITE, niche_change,
     .body_max = KIB(256), .summary = "Change a niche's terms for what comes from now on"},
    {0},
};

enum { MINUTE_S = 60, DAY_S = 86400, YEAR_S = 366 * DAY_S };

static const char *const names[] = {"name",
                                    "title",
                                    "currency",
                                    "fields",
                                    "billable_event",
                                    "floor_shared",
                                    "default_kind",
                                    "max_sales",
                                    "floor_exclusive",
                                    "fee_bp",
                                    "fee_fixed",
                                    "return_window_s",
                                    "open_hot_s",
                                    "open_other_s",
                                    "review_window_s",
                                    "claim_s",
                                    "claim_exclusive_s",
                                    "repeat_window_s",
                                    "return_reasons",
                                    "call_seconds",
                                    "review_policy",
                                    "admission",
                                    "rank",
                                    "min_score",
                                    "benchmark",
                                    "retention_days",
                                    "market",
                                    "price_category",
                                    "price_factors",
                                    "price_min_sample",
                                    "defer_max_days",
                                    "recontact",
                                    "person_sales",
                                    "person_days",
                                    "reoffer",
                                    "state",
                                    NULL};
static const char *const events[] = {"order_request", "order_placed", "call",  "questionnaire",
                                     "registration",  "install",      "visit", NULL};
static const char *const kinds[] = {"consumer", "targeted", NULL};
static const char *const policies[] = {"none", "all", NULL};
static const char *const admissions[] = {"open", "listed", NULL};
static const char *const ranks[] = {"price", "effective", NULL};
static const char *const states[] = {"active", "closed", NULL};

/* Why a sale may be disputed; a niche takes all of them or its own choice. */
static const char *const reasons[] = {"invalid_number", "wrong_person",
                                      "invalid_email",  "fake",
                                      "duplicate",      "outside_territory",
                                      "outside_filter", "never_asked",
                                      "accidental",     "under_age",
                                      "language",       "job_seeker",
                                      "competitor",     "existing_customer",
                                      "do_not_call",    "not_decision_maker",
                                      "not_delivered",  NULL};

static void niche_list(struct request *r)
{
    struct uuid after;
    int limit;

    if (page_read(r, &limit, &after))
        read_reply(r, &stmt_niche_list, (struct param[]){param_after(&after), param_int32(limit)},
                   2);
}

static void niche_get(struct request *r)
{
    read_revised(r, &stmt_niche_get, (struct param[]){param_text(r->params[0])}, 1);
}

/* ---- writing */

static void take_currency(struct taking *t, bool required)
{
    const char *currency;

    take_text(t, "currency", required, 3);
    currency = json_string_value(json_object_get(t->args, "currency"));
    if (currency != NULL && !money_currency_known(slice_of(currency)))
        take_fault(t, "currency", "invalid_field",
                   "must be a currency code of ISO 4217 in capitals, such as RUB");
}

/* Read into a schema that is thrown away: only its faults count here. */
static void take_fields(struct taking *t, bool required)
{
    json_t *fields = json_object_get(t->from, "fields");
    struct symbols *symbols;
    struct field_schema schema;

    if (fields == NULL && !required)
        return;
    symbols = symbols_new();
    if (niche_fields_read(fields, "/fields", symbols, &t->faults, &schema)) {
        json_object_set(t->args, "fields", fields);
        field_schema_free(&schema);
    }
    symbols_free(symbols);
}

/* Read into a policy that is thrown away, as the fields are. */
static void take_market(struct taking *t)
{
    json_t *market = json_object_get(t->from, "market");
    struct niche_market policy = {0};

    if (market != NULL && niche_market_read(market, "/market", &t->faults, &policy))
        json_object_set(t->args, "market", market);
}

static void take_money_terms(struct taking *t)
{
    take_int(t, "floor_shared", false, 1, ORDER_PRICE_MAX);
    take_int(t, "floor_exclusive", false, 1, ORDER_PRICE_MAX);
    take_int(t, "fee_bp", false, 0, 10000);
    take_int(t, "fee_fixed", false, 0, ORDER_PRICE_MAX);
    take_int(t, "benchmark", false, 1, ORDER_PRICE_MAX);
}

static void take_windows(struct taking *t)
{
    take_int(t, "return_window_s", false, MINUTE_S, 60 * DAY_S);
    take_int(t, "open_hot_s", false, 1, YEAR_S);
    take_int(t, "open_other_s", false, 1, YEAR_S);
    take_int(t, "review_window_s", false, 1, YEAR_S);
    take_int(t, "claim_s", false, 1, 10 * YEAR_S);
    take_int(t, "claim_exclusive_s", false, 1, 10 * YEAR_S);
    take_int(t, "repeat_window_s", false, 1, 10 * YEAR_S);
    take_int(t, "call_seconds", false, 1, 3600);
    take_int(t, "retention_days", false, 31, 100 * 366);
}

static void take_terms(struct taking *t, bool create)
{
    take_text(t, "title", create, 200);
    take_currency(t, create);
    take_fields(t, create);
    take_word(t, "billable_event", false, events);
    take_word(t, "default_kind", false, kinds);
    take_int(t, "max_sales", false, 1, 16);
    take_money_terms(t);
    take_windows(t);
    take_words(t, "return_reasons", sizeof reasons / sizeof *reasons - 1, reasons, 0);
    take_word(t, "review_policy", false, policies);
    take_word(t, "admission", false, admissions);
    take_word(t, "rank", false, ranks);
    take_int(t, "min_score", false, 0, 100);
    take_market(t);
    take_word(t, "state", false, states);
    take_reoffer(t, reasons);
    take_prices(t);
}

static bool name_ok(const char *name)
{
    return name[0] >= 'a' && name[0] <= 'z' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

static void all_reasons(struct taking *t)
{
    json_t *list;

    if (json_is_array(json_object_get(t->args, "return_reasons")))
        return;
    list = json_array();
    for (size_t i = 0; reasons[i] != NULL; i++)
        json_array_append_new(list, json_string(reasons[i]));
    json_object_set_new(t->args, "return_reasons", list);
}

static void niche_create(struct request *r)
{
    struct taking t;
    const char *name;

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "name", true, 60);
    name = json_string_value(json_object_get(t.args, "name"));
    if (name != NULL && !name_ok(name))
        take_fault(&t, "name", "invalid_field",
                   "must start with a small letter and go on with small letters, digits or _");
    take_terms(&t, true);
    all_reasons(&t);
    taking_end(&t, "niche_create");
}

static void niche_change(struct request *r)
{
    struct taking t;
    struct slice niche = r->params[0];

    if (!taking_begin(&t, r, names))
        return;
    take_text(&t, "name", false, 60);
    if (json_is_string(json_object_get(t.args, "name")) &&
        !slice_is(slice_of(json_string_value(json_object_get(t.args, "name"))), niche))
        take_fault(&t, "name", "invalid_field", "cannot be changed");
    take_terms(&t, false);
    json_object_set_new(t.args, "niche", json_stringn(niche.p, niche.n));
    taking_end_revised(&t, "niche_change");
}
