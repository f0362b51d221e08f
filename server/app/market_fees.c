/* Fees agreed with sellers, which go before the niches'.
 *
 * Its one rule: what is said here is shown; what was agreed when a lead was sold, the database
 * freezes in the sale. Few sellers have one, so they are read whole. Called by app/intake. */
#include <stdlib.h>

#include "leadx/base/mem.h"
#include "market_room.h"

/* One seller's, niche 0 for all others; linked from the newest. */
struct agreed {
    int32_t niche;
    struct market_fee fee;
    struct agreed *next;
};

static void agreed_free(void *p, void *arg)
{
    struct agreed *a = p, *next;

    (void)arg;
    for (; a != NULL; a = next) {
        next = a->next;
        free(a);
    }
}

void market_fees_take(const struct db_result *res)
{
    keymap_each(&market.fees, agreed_free, NULL);
    keymap_clear(&market.fees);
    for (int row = 0; row < result_rows(res); row++) {
        struct uuid org = result_uuid(res, row, 0);
        struct agreed *a = mem_zero(1, sizeof *a);

        a->niche = (int32_t)result_int64(res, row, 1);
        a->fee = (struct market_fee){(int)result_int64(res, row, 2), result_int64(res, row, 3)};
        a->next = keymap_get(&market.fees, &org);
        keymap_put(&market.fees, &org, a);
    }
}

struct market_fee market_fee(const struct uuid *seller, const struct niche *niche)
{
    struct market_fee fee = {niche->fee_bp, niche->fee_fixed};

    for (const struct agreed *a = keymap_get(&market.fees, seller); a != NULL; a = a->next) {
        if (a->niche == niche->no)
            return a->fee;
        if (a->niche == 0)
            fee = a->fee;
    }
    return fee;
}
