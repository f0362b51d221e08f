/* The books: the verifier for administrators, and everybody's own balances.
 *
 * Read only. A buyer's wallet and escrow are its family's; what a seller has coming is its own. */
#include "leadx/api/ledger.h"

#include "leadx/api/common.h"
#include "leadx/api/ledger.sql.h"

static void verify(struct request *r);
static void wallet_get(struct request *r);

const struct route ledger_routes[] = {
    {METHOD_GET, "/v1/admin/ledger/verify", ACTION_ADMIN_READ, verify,
     .summary = "Recompute every balance from its transfers"},
    {METHOD_GET, "/v1/wallet", ACTION_MONEY_READ, wallet_get, .summary = "Read your balances"},
    {0},
};

static void verify(struct request *r)
{
    read_reply(r, &stmt_ledger_verify, NULL, 0);
}

static void wallet_get(struct request *r)
{
    read_reply(r, &stmt_wallet_get, (struct param[]){param_uuid(&r->caller.org)}, 1);
}
