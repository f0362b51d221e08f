/* A market read from files of orders and leads, for the benchmark of the book: the book itself, and
 * the same orders in the plain array that a scan walks. Included by book.c alone.
 *
 * Any name may be filtered by: a fact of the exchange has its own slot, every other name that an
 * order uses becomes a field. What no order names is not read of a lead. */
#ifndef LEADX_TESTS_BENCH_BOOK_MARKET_H
#define LEADX_TESTS_BENCH_BOOK_MARKET_H

#include <jansson.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "leadx/base/mem.h"
#include "leadx/core/book.h"

/* The scan's view of an order. */
struct plain {
    int64_t price;
    int32_t niche;
    uint32_t id;
    bool exclusive, asleep;
    struct filter *filter;
};

struct lead {
    int32_t niche;
    bool targeted;
    struct facts facts;
};

struct bench {
    struct symbols *symbols; /* for niches and values alike */
    struct field_schema fields;
    struct book *book;
    struct plain *orders;
    size_t n_orders, size_orders;
    struct lead *leads;
    size_t n_leads, size_leads;
    size_t k;
    int64_t load_ns; /* in book_put */
};

static inline void die(const char *what, const char *about)
{
    fprintf(stderr, "book: %s: %s\n", what, about);
    exit(2);
}

static inline int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static inline int64_t cpu_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void each_line(struct bench *b, const char *path, void (*fn)(struct bench *b, json_t *line))
{
    FILE *file = fopen(path, "r");
    json_error_t error;
    json_t *line;

    if (file == NULL)
        die("cannot open", path);
    while ((line = json_loadf(file, JSON_DISABLE_EOF_CHECK, &error)) != NULL) {
        fn(b, line);
        json_decref(line);
    }
    if (!feof(file))
        die(error.text, path);
    fclose(file);
}

/* --- Orders ----------------------------------------------------------------------------------- */

static int slot_of(struct bench *b, const char *name, bool may_add)
{
    int fact = fact_by_name(slice_of(name)), field = field_find(&b->fields, slice_of(name));

    if (fact >= 0 || field >= 0)
        return fact >= 0 ? fact : FACT_RESERVED_COUNT + field;
    if (!may_add)
        return -1;
    if (b->fields.n == FIELDS_MAX || strlen(name) > FIELD_NAME_MAX)
        die("one field too many", name);
    strcpy(b->fields.fields[b->fields.n].name, name);
    return FACT_RESERVED_COUNT + (int)b->fields.n++;
}

static int64_t value_of(struct bench *b, const json_t *v)
{
    if (json_is_string(v))
        return symbol_intern(b->symbols, slice_of(json_string_value(v)));
    return json_is_boolean(v) ? json_is_true(v) : json_integer_value(v);
}

static int64_t number_or(const json_t *object, const char *key, int64_t otherwise)
{
    const json_t *v = json_object_get(object, key);

    return v == NULL ? otherwise : json_integer_value(v);
}

static struct filter_term set_term(struct bench *b, uint8_t slot, uint8_t op, const json_t *list,
                                   int64_t *set)
{
    struct filter_term t = {.slot = slot, .op = op, .set = set};

    for (; t.n < json_array_size(list) && t.n < FILTER_SET_MAX; t.n++)
        set[t.n] = value_of(b, json_array_get(list, t.n));
    return t;
}

/* The terms of one name: {"in": [], "not_in": [], "min": 1, "max": 2, "is": true}. */
static size_t read_terms(struct bench *b, uint8_t slot, const json_t *ops,
                         struct filter_term *terms, int64_t (*sets)[FILTER_SET_MAX])
{
    const json_t *in = json_object_get(ops, "in"), *not_in = json_object_get(ops, "not_in");
    const json_t *is = json_object_get(ops, "is"), *min = json_object_get(ops, "min");
    size_t n = 0;

    if (in != NULL) {
        terms[n] = set_term(b, slot, FILTER_IN, in, sets[n]);
        n++;
    }
    if (not_in != NULL) {
        terms[n] = set_term(b, slot, FILTER_NOT_IN, not_in, sets[n]);
        n++;
    }
    if (is != NULL)
        terms[n++] = (struct filter_term){.slot = slot, .op = FILTER_IS, .min = json_is_true(is)};
    if (min != NULL || json_object_get(ops, "max") != NULL)
        terms[n++] = (struct filter_term){.slot = slot,
                                          .op = FILTER_RANGE,
                                          .min = number_or(ops, "min", INT64_MIN),
                                          .max = number_or(ops, "max", INT64_MAX)};
    return n;
}

static struct filter *read_filter(struct bench *b, json_t *filter)
{
    static int64_t sets[FILTER_TERMS_MAX + 4][FILTER_SET_MAX];
    struct filter_term terms[FILTER_TERMS_MAX + 4];
    const char *name;
    json_t *ops;
    size_t n = 0;

    json_object_foreach(filter, name, ops)
    {
        n += read_terms(b, (uint8_t)slot_of(b, name, true), ops, terms + n, sets + n);
        if (n > FILTER_TERMS_MAX)
            die("too many terms", name);
    }
    return filter_compile(terms, n);
}

static int32_t niche_of(struct bench *b, const json_t *line)
{
    const char *name = json_string_value(json_object_get(line, "niche"));

    return name == NULL ? 0 : (int32_t)symbol_intern(b->symbols, slice_of(name));
}

/* Of orders, buyers and wallets apart; number first, so that ids sort as numbers do. */
static struct uuid id_of(uint32_t n, uint8_t kind)
{
    struct uuid u = {{1}};

    for (int i = 0; i < 4; i++)
        u.b[11 + i] = (uint8_t)(n >> (24 - 8 * i));
    u.b[15] = kind;
    return u;
}

static uint32_t number_of(const struct uuid *u)
{
    return (uint32_t)u->b[11] << 24 | (uint32_t)u->b[12] << 16 | (uint32_t)u->b[13] << 8 | u->b[14];
}

/* The order as the book takes it; every one is another buyer's. */
static struct order order_of(const struct plain *p)
{
    return (struct order){
        .id = id_of(p->id, 0),
        .org = id_of(p->id, 1),
        .family = id_of(p->id, 1),
        .wallet = id_of(p->id, 2),
        .niche = p->niche,
        .shared_price = p->exclusive ? 0 : p->price,
        .exclusive_price = p->exclusive ? p->price : 0,
    };
}

static void on_order(struct bench *b, json_t *line)
{
    if (b->n_orders == b->size_orders) {
        b->size_orders = b->size_orders == 0 ? 1024 : b->size_orders * 2;
        b->orders = mem_resize(b->orders, b->size_orders * sizeof *b->orders);
    }
    b->orders[b->n_orders++] = (struct plain){
        .price = number_or(line, "price", 0),
        .niche = niche_of(b, line),
        .id = (uint32_t)number_or(line, "id", 0),
        .exclusive = json_is_true(json_object_get(line, "exclusive")),
        .filter = read_filter(b, json_object_get(line, "filter")),
    };
}

/* --- Leads ------------------------------------------------------------------------------------ */

static void on_lead(struct bench *b, json_t *line)
{
    const char *kind = json_string_value(json_object_get(line, "kind")), *name;
    struct lead *lead;
    json_t *v;

    if (b->n_leads == b->size_leads) {
        b->size_leads = b->size_leads == 0 ? 1024 : b->size_leads * 2;
        b->leads = mem_resize(b->leads, b->size_leads * sizeof *b->leads);
    }
    lead = &b->leads[b->n_leads++];
    *lead = (struct lead){.niche = niche_of(b, line),
                          .targeted = kind != NULL && strcmp(kind, "targeted") == 0};
    json_object_foreach(line, name, v)
    {
        int slot = slot_of(b, name, false);

        if (slot >= 0 && slot != FACT_KIND)
            fact_set(&lead->facts, slot, value_of(b, v));
    }
}

#endif
