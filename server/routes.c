/* The list of all route tables: a new file of handlers is served once its table stands here.
 *
 * Its one rule: it only lists; what a route may and does is said in its table. Called by main. */
#include "routes.h"

#include <stdio.h>

#include "leadx/api/alerts.h"
#include "leadx/api/audit.h"
#include "leadx/api/books.h"
#include "leadx/api/checks.h"
#include "leadx/api/console.h"
#include "leadx/api/deferrals.h"
#include "leadx/api/deposits.h"
#include "leadx/api/disputes.h"
#include "leadx/api/docs.h"
#include "leadx/api/endpoints.h"
#include "leadx/api/estimates.h"
#include "leadx/api/health.h"
#include "leadx/api/invoices.h"
#include "leadx/api/keys.h"
#include "leadx/api/lead_batch.h"
#include "leadx/api/lead_post.h"
#include "leadx/api/leads.h"
#include "leadx/api/ledger.h"
#include "leadx/api/listings.h"
#include "leadx/api/looking.h"
#include "leadx/api/market_niches.h"
#include "leadx/api/me.h"
#include "leadx/api/me_secrets.h"
#include "leadx/api/money_terms.h"
#include "leadx/api/niches.h"
#include "leadx/api/offers.h"
#include "leadx/api/onboarding.h"
#include "leadx/api/orders.h"
#include "leadx/api/orgs.h"
#include "leadx/api/outcomes.h"
#include "leadx/api/payments.h"
#include "leadx/api/payouts.h"
#include "leadx/api/prices.h"
#include "leadx/api/purchases.h"
#include "leadx/api/replays.h"
#include "leadx/api/reports.h"
#include "leadx/api/reviews.h"
#include "leadx/api/sales.h"
#include "leadx/api/scores.h"
#include "leadx/api/searches.h"
#include "leadx/api/sessions.h"
#include "leadx/api/sign_in_links.h"
#include "leadx/api/sources.h"
#include "leadx/api/statements.h"
#include "leadx/api/stream.h"
#include "leadx/api/suppressions.h"
#include "leadx/api/top_ups.h"
#include "leadx/api/users.h"
#include "leadx/api/work.h"
#include "leadx/http/route.h"

void routes_all(void)
{
    static const struct route *const tables[] = {
        lead_post_routes,    lead_batch_routes,  leads_routes,
        sales_routes,        orders_routes,      offers_routes,
        niches_routes,       sources_routes,     orgs_routes,
        keys_routes,         me_routes,          deposits_routes,
        ledger_routes,       audit_routes,       suppressions_routes,
        reviews_routes,      health_routes,      endpoints_routes,
        docs_routes,         payouts_routes,     payout_desk_routes,
        payments_routes,     money_terms_routes, disputes_routes,
        dispute_desk_routes, books_routes,       dispute_files_routes,
        checks_routes,       statements_routes,  invoices_routes,
        outcomes_routes,     scores_routes,      alerts_routes,
        onboarding_routes,   deferrals_routes,   listings_routes,
        stream_routes,       prices_routes,      console_routes,
        purchases_routes,    sessions_routes,    users_routes,
        me_secrets_routes,   looking_routes,     sign_in_links_routes,
        reports_routes,      work_routes,        searches_routes,
        estimates_routes,    top_ups_routes,     replays_routes,
        market_niches_routes};

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        routes_add(tables[i]);
}

static void route_print(const struct route *route, void *arg)
{
    static const char *const names[] = {"GET",   "HEAD",   "POST",    "PUT",
                                        "PATCH", "DELETE", "OPTIONS", "OTHER"};

    (void)arg;
    printf("%s %s\n", names[route->method], route->path);
}

void routes_print(void)
{
    routes_each(route_print, NULL);
}
