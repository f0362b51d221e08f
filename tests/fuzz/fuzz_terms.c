/* Any JSON as an order's filter, a niche's fields, a niche's marketplace and a search of it: what
 * is taken compiles, and what is only checked is judged the same. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/app/shelf_ask.h"
#include "leadx/base/json_scan.h"
#include "support_niche.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 16384, DEPTH_MAX = 32 };

static struct symbols *symbols;
static struct field_schema schema;
static struct shelf_dims *dims;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    symbols = symbols_new();
    schema_make(symbols, &schema);
    dims = shelf_dims_new(&schema);
    return 0;
}

/* A lead with a value in every slot, made from the bytes. */
static void facts_of(const uint8_t *data, size_t size, struct facts *out)
{
    memset(out, 0, sizeof *out);
    for (int slot = 0; slot < FACT_RESERVED_COUNT + (int)schema.n; slot++)
        if (size > 0 && data[(size_t)slot % size] % 3 != 0)
            fact_set(out, slot, data[(size_t)slot * 7 % size]);
}

static void as_filter(json_t *json, struct pool *pool, const uint8_t *data, size_t size)
{
    struct faults checked, read;
    struct filter *filter = NULL;
    struct facts facts;
    bool fits;

    faults_init(&checked, pool);
    faults_init(&read, pool);
    fits = filter_read(json, "/filter", &schema, symbols, &checked, NULL);
    assert(filter_read(json, "/filter", &schema, symbols, &read, &filter) == fits);
    assert(checked.n == read.n && (read.n == 0) == fits && (filter != NULL) == fits);
    if (!fits)
        return;
    facts_of(data, size, &facts);
    assert(filter_accepts(filter, &facts) == (filter_first_refusal(filter, &facts) < 0));
    free(filter);
}

static void as_fields(json_t *json, struct pool *pool)
{
    struct symbols *own = symbols_new();
    struct field_schema made;
    struct faults faults;

    faults_init(&faults, pool);
    if (niche_fields_read(json, "/fields", own, &faults, &made))
        for (size_t i = 0; i < made.n; i++)
            assert(field_find(&made, slice_of(made.fields[i].name)) == (int)i);
    field_schema_free(&made);
    symbols_free(own);
}

static void as_market(json_t *json, struct pool *pool)
{
    struct niche_market market = {0};
    struct faults faults;

    faults_init(&faults, pool);
    niche_market_read(json, "/market", &faults, &market);
}

static void as_search(json_t *json, struct pool *pool)
{
    struct shelf_query query = {0};
    struct faults faults;

    faults_init(&faults, pool);
    shelf_ask_read(json, "/filter", dims, symbols, &faults, &query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice s = {(const char *)data, size};
    struct pool *pool;
    json_t *json;

    if (size > INPUT_MAX || json_scan(s, DEPTH_MAX) != JSON_SCAN_OK)
        return 0;
    json = json_loadb(s.p, s.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    if (json == NULL)
        return 0;
    pool = pool_new(4096);
    as_filter(json, pool, data, size);
    as_fields(json, pool);
    as_market(json, pool);
    as_search(json, pool);
    pool_free(pool);
    json_decref(json);
    return 0;
}
