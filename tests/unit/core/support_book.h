/* Making orders and questions for the tests of the book. */
#ifndef LEADX_TEST_CORE_SUPPORT_BOOK_H
#define LEADX_TEST_CORE_SUPPORT_BOOK_H

#include "leadx/core/book.h"
#include "support.h"

/* A slot of the niche for the tests' filters. */
enum { AGE = FACT_RESERVED_COUNT, REGION };

/* Ids that sort as their numbers. */
struct uuid id_of(uint32_t n);
/* An awake order of niche 1 that accepts everything: id n, family and org and wallet 1000 + n. */
struct order order_of(uint32_t n, int64_t shared_price, int64_t exclusive_price);
/* A question for niche 1, four shared slots and an exclusive one, facts empty. */
struct match_query query_of(const struct facts *facts);
/* One term: AGE from min to max. */
struct filter *age_filter(int64_t min, int64_t max);

#endif
