/* Single questions of matching: price, hours, family, consent.
 *
 * Its one rule: what an order's conditions say is not asked here but of its block; only an offer's
 * order, which stands in none, is asked as a whole. Called by match.c and match_all.c. */
#include "leadx/core/hours.h"
#include "match_room.h"

static bool consents(const struct match_query *q, const struct record *r)
{
    for (size_t i = 0; i < q->n_recipients; i++)
        if (uuid_equal(&q->recipients[i], &r->org) ||
            uuid_equal(&q->recipients[i], record_family(r)))
            return true;
    return q->recipients == NULL;
}

enum verdict record_verdict(const struct record *r, const struct match_query *q)
{
    if (r->extra != NULL && !hours_open(r->extra->spans, r->extra->n_spans, q->now_ms))
        return OUTSIDE_HOURS;
    if (uuid_equal(record_family(r), &q->seller_family))
        return OWN_FAMILY;
    return consents(q, r) ? TAKES : NO_CONSENT;
}

enum verdict offer_verdict(const struct record *r, const struct match_query *q)
{
    return filter_accepts(r->extra->filter, q->facts) ? record_verdict(r, q) : FILTERED;
}

int64_t floor_of(const struct match_query *q, enum way way)
{
    return way == WAY_EXCLUSIVE ? q->floor_exclusive : q->floor_shared;
}

bool wants_price(const struct match_query *q, enum way way, int64_t price)
{
    bool wanted = way == WAY_EXCLUSIVE ? q->want_exclusive : q->want_shared > 0;

    return wanted && price > 0 && price >= floor_of(q, way);
}

uint64_t rows_above_floor(const struct orders *orders, const struct block *b, enum way way,
                          int64_t floor)
{
    uint64_t rows = rows_mask(b->n);

    if (b->low >= floor) /* nearly always: an order below its niche's floor is not accepted */
        return rows;
    for (uint32_t row = 0; row < b->n; row++)
        if (order_at(orders, block_orders(b)[row])->price[way] < floor)
            rows &= ~(UINT64_C(1) << row);
    return rows;
}

uint32_t match_offer_order(const struct book *b, const struct match_query *q)
{
    uint32_t no = uuid_is_nil(&q->offer) ? ORDER_NONE : book_offer_order(b, &q->offer);
    const struct record *r;

    if (no == ORDER_NONE)
        return ORDER_NONE;
    r = order_at(&b->bench.orders, no);
    return r->niche == q->niche && wants_price(q, WAY_EXCLUSIVE, r->price[WAY_EXCLUSIVE])
               ? no
               : ORDER_NONE;
}

struct candidate candidate_of(const struct record *r, enum way way)
{
    return (struct candidate){
        .order = r->id,
        .org = r->org,
        .family = *record_family(r),
        .price = r->price[way],
        .effective = record_effective(r, way),
        .revision = r->revision,
        .exclusive = way == WAY_EXCLUSIVE,
    };
}
