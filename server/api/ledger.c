/* The books: the verifier for administrators, and everybody's own balances.
 *
 * Read only. A buyer's wallet and escrow are its family's; what a seller has coming is its own. */
#include "leadx/api/ledger.h"

#include "leadx/api/common.h"
#include "leadx/api/ledger.sql.h"
#include "leadx/base/timestamp.h"
#include "leadx/base/clock.h"
#include "query.h"

static void verify(struct request *r);
static void wallet_get(struct request *r);
static void transfer_list(struct request *r);

const struct route ledger_routes[] = {
    {METHOD_GET, "/v1/admin/ledger/verify", ACTION_ADMIN_READ, verify,
     .summary = "Recompute every balance from its transfers"},
    {METHOD_GET, "/v1/wallet", ACTION_MONEY_READ, wallet_get, .summary = "Read your balances"},
    {METHOD_GET, "/v1/transfers", ACTION_MONEY_READ, transfer_list,
     .summary = "List the entries behind your balances"},
    {0},
};

static void wallet_get(struct request *r)
{
    read_reply(r, &stmt_wallet_get, (struct param[]){param_uuid(&r->caller.org)}, 1);
}

/* ---- entries */

struct transfer_filter {
    struct slice kind, from, to, day;
    struct uuid sale, org, after;
    int limit;
};

static bool filter_read(struct request *r, struct transfer_filter *f)
{
    static const char *const kinds[] = {"deposit",   "gift",        "charge",      "settle",
                                        "fee",       "refund",      "reversal",    "penalty",
                                        "payout",    "payout_paid", "payout_back", "charge_back",
                                        "write_off", "draw",        NULL};

    return page_read(r, &f->limit, &f->after) && query_word(r, "kind", kinds, &f->kind) &&
           query_uuid(r, "sale", &f->sale) && query_uuid(r, "org", &f->org) &&
           query_day(r, "from", &f->from) && query_day(r, "to", &f->to) &&
           query_day(r, "day", &f->day);
}

/* The operator reads a company's entries by ?org=, else everybody's of one booking day. */
static void transfer_list(struct request *r)
{
    bool all = (r->caller.roles & (ROLE_ADMIN | ROLE_AUDITOR)) != 0;
    struct transfer_filter f = {0};
    char today[TIMESTAMP_SIZE];

    if (!filter_read(r, &f))
        return;
    if (f.day.p == NULL && all && uuid_is_nil(&f.org))
        f.day = (struct slice){timestamp_format(clock_exchange_ms(), today), 10};
    if (all && uuid_is_nil(&f.org)) {
        read_reply(r, &stmt_transfer_day,
                   (struct param[]){param_filter_text(f.day), param_filter_text(f.kind),
                                    param_filter_uuid(&f.sale), param_after(&f.after),
                                    param_int32(f.limit)},
                   5);
        return;
    }
    if (f.day.p != NULL)
        f.from = f.to = f.day;
    read_reply(r, &stmt_transfer_list,
               (struct param[]){param_uuid(all ? &f.org : &r->caller.org),
                                param_filter_text(f.kind), param_filter_uuid(&f.sale),
                                param_filter_text(f.from), param_filter_text(f.to),
                                param_after(&f.after), param_int32(f.limit)},
               7);
}

/* ---- the verifier */

/* Books too long for one statement are verified day by day. */
static void verify(struct request *r)
{
    struct slice day = SLICE_NONE;
    int slice = 1, slices = 1;

    if (query_day(r, "day", &day) && query_int(r, "slices", 1, 1000, &slices) &&
        query_int(r, "slice", 1, 1000, &slice))
        read_reply(
            r, &stmt_ledger_verify,
            (struct param[]){param_filter_text(day), param_int32(slice), param_int32(slices)}, 3);
}
