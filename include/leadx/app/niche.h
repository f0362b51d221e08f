/* A niche as routing and intake need it: the compiled field schema and the terms. Read from the
 * JSON of the API and of the database alike, so that what was accepted is what is run. */
#ifndef LEADX_APP_NICHE_H
#define LEADX_APP_NICHE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/fault.h"
#include "leadx/base/uuid.h"
#include "leadx/core/curve.h"
#include "leadx/core/field.h"
#include "leadx/core/filter.h"
#include "leadx/core/symbol.h"

/* How unsold leads are listed, as far as the server prices and shows them; the rest of the policy
 * is the database's alone. */
struct niche_market {
    bool on;
    struct curve curve;
    int exclusive_percent; /* of a share's price, 100 to 1000 */
    int k;                 /* what is shown of a lead fits at least so many listed ones */
};

#define NICHE_START_MAX INT64_C(100000000000000) /* 10^14 minor units */

struct niche {
    struct uuid id;
    int32_t no;
    int32_t revision;
    char name[64];
    char currency[4];
    bool active;
    bool default_targeted;
    int max_sales;
    int64_t floor_shared, floor_exclusive; /* minor units */
    int fee_bp;
    int64_t fee_fixed;
    bool review_all;
    int min_score;
    int64_t benchmark; /* minor units, 0 = none */
    bool effective;    /* orders are ranked by what is expected to be left of their price */
    struct niche_market market;
    struct field_schema schema;
    uint32_t layout;       /* versions of the same are read by the same compiled filters */
    struct niche *earlier; /* the version it replaced, kept because leads under way point at it */
};

/* Reads "fields": [{"name","type","required","min","max","values"}] into schema. Faults with
 * pointers below base
 * ("/fields/3/type"); false when there are any. Reserved and doubled names are refused. */
bool niche_fields_read(json_t *fields, const char *base, struct symbols *symbols,
                       struct faults *faults, struct field_schema *schema);

/* Reads the members of a policy that are there into out; the others stay. Faults below base
 * ("/market/steps"); false when there are any. */
bool niche_market_read(json_t *market, const char *base, struct faults *faults,
                       struct niche_market *out);

/* Reads an order's filter {"region":{"in":[…]},"age":{"min":25,"max":45}} over the niche's fields
 * and the reserved facts, interning what it names. Faults below base ("/filter/age/min"). *out: for
 * book_put or free(); out NULL: the filter is only checked and nothing is interned. */
bool filter_read(json_t *filter, const char *base, const struct field_schema *schema,
                 struct symbols *symbols, struct faults *faults, struct filter **out);

/* One attribute of a lead, from JSON into its slot and into its normalised JSON value (new
 * reference). Dump it with JSON_REAL_PRECISION(15), which prints decimals as they came. false: why
 * is a sentence, nothing else is set. */
bool attribute_read(const struct field *field, int slot, json_t *value, const char *region,
                    const struct symbols *symbols, struct pool *pool, struct facts *facts,
                    json_t **normal, const char **why);

#endif
