/* The choice between one exclusive buyer and several shared ones.
 *
 * Its one rule: what is worth more in prices wins, the shared on a tie; the seller's least payout
 * is asked of the winner only. Called for test leads, explanations, and by tests that compare it
 * with SQL. */
#include "leadx/core/auction.h"

#include <assert.h>

#include "leadx/base/money.h"

typedef bool (*able_fn)(const struct candidate *candidate, void *arg);

static bool is_able(able_fn able, void *arg, const struct candidate *c)
{
    return able == NULL || able(c, arg);
}

static const struct candidate *best_exclusive(const struct candidates *c, able_fn able, void *arg)
{
    for (size_t i = 0; i < c->n_exclusive; i++)
        if (is_able(able, arg, &c->exclusive[i]))
            return &c->exclusive[i];
    return NULL;
}

static bool family_picked(const struct pick *picks, size_t n, const struct candidate *c)
{
    for (size_t i = 0; i < n; i++)
        if (uuid_equal(&picks[i].candidate->family, &c->family))
            return true;
    return false;
}

static size_t best_shared(const struct candidates *c, size_t max, able_fn able, void *arg,
                          struct pick *picks)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n_shared && n < max; i++)
        if (!family_picked(picks, n, &c->shared[i]) && is_able(able, arg, &c->shared[i]))
            picks[n++] = (struct pick){.candidate = &c->shared[i]};
    return n;
}

/* Fees, payouts and sums of the picks; drops them all when the seller would get less than it asked.
 */
static void settle(const struct auction_terms *terms, struct auction_result *out)
{
    for (size_t i = 0; i < out->n; i++) {
        struct pick *p = &out->picks[i];

        p->fee = money_fee(p->candidate->price, terms->fee_bp, terms->fee_fixed);
        p->payout = p->candidate->price - p->fee;
        out->price += p->candidate->price;
        out->payout += p->payout;
    }
    if (out->n > 0 && out->payout < terms->min_payout)
        *out = (struct auction_result){.below_min = true};
}

void auction_decide(const struct candidates *c, const struct auction_terms *terms,
                    bool (*able)(const struct candidate *candidate, void *arg), void *arg,
                    struct auction_result *out)
{
    const struct candidate *alone = terms->may_exclusive ? best_exclusive(c, able, arg) : NULL;
    int64_t together = 0;

    assert(terms->free_shared <= PICKS_MAX);
    *out = (struct auction_result){0};
    out->n = best_shared(c, terms->free_shared, able, arg, out->picks);
    for (size_t i = 0; i < out->n; i++)
        together += out->picks[i].candidate->price;
    if (alone != NULL && alone->price > together) {
        out->picks[0] = (struct pick){.candidate = alone};
        out->n = 1;
        out->exclusive = true;
    }
    settle(terms, out);
}
