/* How fast the order book answers, beside a plain scan over the same compiled filters.
 *
 *     book ORDERS.jsonl LEADS.jsonl [--k 4]
 *
 * An order is {"id","niche","exclusive","price","filter"}, a lead {"id","niche","kind", values…};
 * region, age, income, language and homeowner are the niche's fields, temperature, score and source
 * facts of the exchange. A targeted lead asks for the best exclusive order, any other for the best
 * k shared ones. Every answer of the book is compared with the scan's; exit 1 when one differs. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "leadx/base/mem.h"
#include "leadx/core/book.h"

enum { K_MAX = 16, REGION = FACT_RESERVED_COUNT, AGE, INCOME, LANGUAGE, HOMEOWNER };

static const struct {
    const char *name;
    int slot;
} slots[] = {
    {"region", REGION},       {"age", AGE},
    {"income", INCOME},       {"language", LANGUAGE},
    {"homeowner", HOMEOWNER}, {"temperature", FACT_TEMPERATURE},
    {"score", FACT_SCORE},    {"source", FACT_SOURCE},
};

/* The scan's view: one array a niche and way to buy, in the order of the file. */
struct plain {
    int64_t price;
    uint32_t id;
    struct filter *filter;
};

struct plain_list {
    struct plain *items;
    size_t n, size;
};

struct lead {
    int32_t niche;
    bool targeted;
    struct facts facts;
};

struct bench {
    struct symbols *symbols; /* for niches and values alike */
    struct book *book;
    struct plain_list *lists; /* [2 × niche + exclusive] */
    size_t n_lists, orders;
    struct lead *leads;
    size_t n_leads, size_leads;
    size_t k;
};

struct answer {
    uint32_t ids[K_MAX];
    size_t n;
};

static void die(const char *what, const char *about)
{
    fprintf(stderr, "book: %s: %s\n", what, about);
    exit(2);
}

/* --- Reading -------------------------------------------------------------------------------------
 */

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

static struct filter_term read_term(struct bench *b, int slot, const json_t *test, int64_t *set)
{
    struct filter_term t = {.slot = (uint8_t)slot, .op = FILTER_RANGE, .set = set};
    const json_t *in = json_object_get(test, "in"), *not_in = json_object_get(test, "not_in");
    const json_t *is = json_object_get(test, "is"), *list = in != NULL ? in : not_in;

    if (list != NULL) {
        t.op = in != NULL ? FILTER_IN : FILTER_NOT_IN;
        for (; t.n < json_array_size(list) && t.n < FILTER_SET_MAX; t.n++)
            set[t.n] = value_of(b, json_array_get(list, t.n));
    } else if (is != NULL) {
        t.op = FILTER_IS;
        t.min = json_is_true(is);
    } else {
        t.min = number_or(test, "min", INT64_MIN);
        t.max = number_or(test, "max", INT64_MAX);
    }
    return t;
}

static struct filter *read_filter(struct bench *b, const json_t *filter)
{
    static int64_t sets[sizeof slots / sizeof slots[0]][FILTER_SET_MAX];
    struct filter_term terms[sizeof slots / sizeof slots[0]];
    size_t n = 0;

    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        const json_t *test = json_object_get(filter, slots[i].name);

        if (test != NULL) {
            terms[n] = read_term(b, slots[i].slot, test, sets[n]);
            n++;
        }
    }
    return filter_compile(terms, n);
}

static int32_t niche_of(struct bench *b, const json_t *line)
{
    const char *name = json_string_value(json_object_get(line, "niche"));
    uint32_t niche = symbol_intern(b->symbols, slice_of(name));

    if (2 * niche + 2 > b->n_lists) {
        size_t n = 4 * (size_t)niche + 64;

        b->lists = mem_resize(b->lists, n * sizeof *b->lists);
        memset(b->lists + b->n_lists, 0, (n - b->n_lists) * sizeof *b->lists);
        b->n_lists = n;
    }
    return (int32_t)niche;
}

static void list_add(struct plain_list *l, struct plain p)
{
    if (l->n == l->size) {
        l->size = l->size == 0 ? 64 : l->size * 2;
        l->items = mem_resize(l->items, l->size * sizeof *l->items);
    }
    l->items[l->n++] = p;
}

static struct uuid id_of(uint32_t n)
{
    struct uuid u = {{1}};

    for (int i = 0; i < 4; i++)
        u.b[12 + i] = (uint8_t)(n >> (24 - 8 * i));
    return u;
}

static void on_order(struct bench *b, json_t *line)
{
    bool exclusive = json_is_true(json_object_get(line, "exclusive"));
    uint32_t id = (uint32_t)number_or(line, "id", 0);
    int64_t price = number_or(line, "price", 0);
    const json_t *filter = json_object_get(line, "filter");
    struct order o = {
        .id = id_of(id),
        .org = id_of(id),
        .family = id_of(id),
        .niche = niche_of(b, line),
        .shared_price = exclusive ? 0 : price,
        .exclusive_price = exclusive ? price : 0,
        .filter = read_filter(b, filter),
    };

    book_put(b->book, &o);
    list_add(&b->lists[2 * o.niche + exclusive], (struct plain){price, id, read_filter(b, filter)});
    b->orders++;
}

static void on_lead(struct bench *b, json_t *line)
{
    const char *kind = json_string_value(json_object_get(line, "kind"));
    struct lead *lead;

    if (b->n_leads == b->size_leads) {
        b->size_leads = b->size_leads == 0 ? 1024 : b->size_leads * 2;
        b->leads = mem_resize(b->leads, b->size_leads * sizeof *b->leads);
    }
    lead = &b->leads[b->n_leads++];
    *lead = (struct lead){.niche = niche_of(b, line),
                          .targeted = kind != NULL && strcmp(kind, "targeted") == 0};
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        const json_t *v = json_object_get(line, slots[i].name);

        if (v != NULL)
            fact_set(&lead->facts, slots[i].slot, value_of(b, v));
    }
}

/* --- Asking --------------------------------------------------------------------------------------
 */

static void ask_book(const struct bench *b, const struct lead *lead, struct answer *a)
{
    static struct candidates c;
    struct match_query q = {
        .niche = lead->niche,
        .kind = LEAD_CONSUMER,
        .facts = &lead->facts,
        .want_shared = lead->targeted ? 0 : b->k,
        .want_exclusive = lead->targeted,
    };
    const struct candidate *list = lead->targeted ? c.exclusive : c.shared;
    size_t most = lead->targeted ? 1 : b->k, n;

    book_match(b->book, &q, &c);
    n = lead->targeted ? c.n_exclusive : c.n_shared;
    for (a->n = 0; a->n < n && a->n < most; a->n++) {
        const uint8_t *id = list[a->n].order->id.b + 12;

        a->ids[a->n] = (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3];
    }
}

static bool is_better(const struct plain *a, const struct plain *b)
{
    return a->price != b->price ? a->price > b->price : a->id < b->id;
}

static void ask_scan(const struct bench *b, const struct lead *lead, struct answer *a)
{
    const struct plain_list *l = &b->lists[2 * lead->niche + lead->targeted];
    const struct plain *best[K_MAX];
    size_t most = lead->targeted ? 1 : b->k, n = 0, at;

    for (size_t i = 0; i < l->n; i++) {
        const struct plain *p = &l->items[i];

        if (n == most && !is_better(p, best[n - 1]))
            continue;
        if (!filter_accepts(p->filter, &lead->facts))
            continue;
        n += n < most;
        for (at = n - 1; at > 0 && is_better(p, best[at - 1]); at--)
            best[at] = best[at - 1];
        best[at] = p;
    }
    for (a->n = 0; a->n < n; a->n++)
        a->ids[a->n] = best[a->n]->id;
}

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void print_row(const char *name, int64_t *ns, size_t n, double bytes)
{
    double sum = 0;

    qsort(ns, n, sizeof *ns, by_size);
    for (size_t i = 0; i < n; i++)
        sum += (double)ns[i];
    printf("%-6s %12.0f %12lld %12lld %14.0f\n", name, sum / (double)n, (long long)ns[n / 2],
           (long long)ns[n * 99 / 100], bytes);
}

/* Asks for every lead; times go to ns, answers to answers. */
static void run(const struct bench *b,
                void (*ask)(const struct bench *b, const struct lead *lead, struct answer *a),
                int64_t *ns, struct answer *answers)
{
    for (size_t i = 0; i < b->n_leads; i++) {
        int64_t start = now_ns();

        ask(b, &b->leads[i], &answers[i]);
        ns[i] = now_ns() - start;
    }
}

static size_t scan_bytes(const struct bench *b)
{
    size_t total = 0;

    for (size_t i = 0; i < b->n_lists; i++) {
        total += b->lists[i].size * sizeof(struct plain);
        for (size_t j = 0; j < b->lists[i].n; j++)
            total += filter_bytes(b->lists[i].items[j].filter);
    }
    return total;
}

static size_t count_equal(const struct answer *x, const struct answer *y, size_t n)
{
    size_t equal = 0;

    for (size_t i = 0; i < n; i++)
        equal += x[i].n == y[i].n && memcmp(x[i].ids, y[i].ids, x[i].n * sizeof x[i].ids[0]) == 0;
    return equal;
}

static bool measure(const struct bench *b)
{
    int64_t *ns = mem_zero(b->n_leads, sizeof *ns);
    struct answer *by_book = mem_zero(b->n_leads, sizeof *by_book);
    struct answer *by_scan = mem_zero(b->n_leads, sizeof *by_scan);
    double orders = (double)b->orders;
    size_t equal;

    printf("orders %zu  leads %zu  k %zu\n", b->orders, b->n_leads, b->k);
    printf("%-6s %12s %12s %12s %14s\n", "", "mean_ns", "p50_ns", "p99_ns", "bytes_an_order");
    run(b, ask_book, ns, by_book);
    print_row("book", ns, b->n_leads, (double)book_bytes(b->book) / orders);
    run(b, ask_scan, ns, by_scan);
    print_row("scan", ns, b->n_leads, (double)scan_bytes(b) / orders);
    equal = count_equal(by_book, by_scan, b->n_leads);
    printf("equal answers: %zu of %zu\n", equal, b->n_leads);
    free(ns);
    free(by_book);
    free(by_scan);
    return equal == b->n_leads;
}

static void bench_free(struct bench *b)
{
    for (size_t i = 0; i < b->n_lists; i++) {
        for (size_t j = 0; j < b->lists[i].n; j++)
            free(b->lists[i].items[j].filter);
        free(b->lists[i].items);
    }
    free(b->lists);
    free(b->leads);
    book_free(b->book);
    symbols_free(b->symbols);
}

int main(int argc, char **argv)
{
    struct bench b = {.symbols = symbols_new(), .book = book_new(), .k = 4};
    bool equal;

    if (argc == 5 && strcmp(argv[3], "--k") == 0)
        b.k = (size_t)atoi(argv[4]);
    else if (argc != 3)
        die("usage", "book ORDERS.jsonl LEADS.jsonl [--k 1..16]");
    if (b.k < 1 || b.k > K_MAX)
        die("k is from 1 to 16", argv[4]);
    each_line(&b, argv[1], on_order);
    each_line(&b, argv[2], on_lead);
    if (b.orders == 0 || b.n_leads == 0)
        die("nothing to do", "no orders or no leads");
    equal = measure(&b);
    bench_free(&b);
    return equal ? 0 : 1;
}
