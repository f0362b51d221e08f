/* Making orders and questions for the tests of the book. */
#include "support_book.h"

struct uuid id_of(uint32_t n)
{
    struct uuid u = {{0}};

    u.b[0] = 1; /* never nil */
    for (int i = 0; i < 4; i++)
        u.b[12 + i] = (uint8_t)(n >> (24 - 8 * i));
    return u;
}

struct order order_of(uint32_t n, int64_t shared_price, int64_t exclusive_price)
{
    return (struct order){
        .id = id_of(n),
        .org = id_of(1000 + n),
        .family = id_of(1000 + n),
        .wallet = id_of(1000 + n),
        .niche = 1,
        .revision = 1,
        .shared_price = shared_price,
        .exclusive_price = exclusive_price,
        .filter = filter_compile(NULL, 0),
    };
}

struct match_query query_of(const struct facts *facts)
{
    return (struct match_query){
        .niche = 1,
        .kind = LEAD_CONSUMER,
        .facts = facts,
        .now_ms = 1000,
        .want_shared = 4,
        .want_exclusive = true,
    };
}

struct filter *age_filter(int64_t min, int64_t max)
{
    return filter_compile(
        &(struct filter_term){.slot = AGE, .op = FILTER_RANGE, .min = min, .max = max}, 1);
}
