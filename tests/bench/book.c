/* How fast the order book answers and changes, and what it weighs, beside a compiled linear scan in
 * the same process.
 *
 *     book ORDERS.jsonl LEADS.jsonl [--k 4] [--scan LEADS]
 *
 * An order is {"id","niche","exclusive","price","filter"}, a lead {"id","niche","kind", values…}. A
 * targeted lead asks for the best exclusive order, any other for the best k shared ones. Answers
 * are compared with the scan's, on all leads or on --scan of them (2,000 where there are many
 * orders); exit 1 when one differs. Times of single questions are the best of three passes, so that
 * what else runs on the machine does not count; means are of CPU time. */
#include "book_market.h"

enum {
    K_MAX = 16,
    PASSES = 3,
    SCAN_ALL = 200000,
    SCAN_SAMPLE = 2000,
    CHANGES = 20000,
    LOAD_AT_ONCE = 1000
};

struct answer {
    uint32_t ids[K_MAX];
    size_t n;
};

/* --- The book --------------------------------------------------------------------------------- */

static struct match_query query_of(const struct bench *b, const struct lead *lead,
                                   const struct facts *facts)
{
    return (struct match_query){
        .niche = lead->niche,
        .kind = LEAD_CONSUMER,
        .facts = facts,
        .want_shared = lead->targeted ? 0 : b->k,
        .want_exclusive = lead->targeted,
        .no_spares = true,
    };
}

/* What one kind of question leaves behind. */
struct asked {
    struct candidates found;
    struct answer answer;
    uint32_t *all; /* numbers of all matches, best first */
    size_t n_all;
};

static void ask_best(const struct bench *b, const struct match_query *q, struct asked *a)
{
    book_match(b->book, q, &a->found);
}

static void ask_routing(const struct bench *b, const struct match_query *q, struct asked *a)
{
    struct match_query with_spares = *q;

    with_spares.no_spares = false;
    book_match(b->book, &with_spares, &a->found);
}

static void hear(const struct candidate *c, void *arg)
{
    struct asked *a = arg;

    a->all[a->n_all++] = number_of(&c->order);
}

static void ask_all(const struct bench *b, const struct match_query *q, struct asked *a)
{
    a->n_all = 0;
    book_match_all(b->book, q, hear, a);
}

static void ask_count(const struct bench *b, const struct match_query *q, struct asked *a)
{
    a->n_all = book_match_count(b->book, q);
}

/* --- The scan --------------------------------------------------------------------------------- */

static bool is_better(const struct plain *a, const struct plain *b)
{
    return a->price != b->price ? a->price > b->price : a->id < b->id;
}

static bool is_for(const struct plain *p, const struct lead *lead)
{
    return p->niche == lead->niche && p->exclusive == lead->targeted;
}

static void scan_best(const struct bench *b, const struct lead *lead, struct answer *a)
{
    const struct plain *best[K_MAX];
    size_t most = lead->targeted ? 1 : b->k, n = 0, at;

    for (const struct plain *p = b->orders, *end = p + b->n_orders; p < end; p++) {
        if (!is_for(p, lead) || p->asleep || (n == most && !is_better(p, best[n - 1])) ||
            !filter_accepts(p->filter, &lead->facts))
            continue;
        n += n < most;
        for (at = n - 1; at > 0 && is_better(p, best[at - 1]); at--)
            best[at] = best[at - 1];
        best[at] = p;
    }
    for (a->n = 0; a->n < n; a->n++)
        a->ids[a->n] = best[a->n]->id;
}

static size_t scan_all(const struct bench *b, const struct lead *lead, const struct plain **out)
{
    size_t n = 0;

    for (const struct plain *p = b->orders, *end = p + b->n_orders; p < end; p++)
        if (is_for(p, lead) && filter_accepts(p->filter, &lead->facts))
            out[n++] = p;
    return n;
}

/* --- Rows ------------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void print_times(const char *name, double mean_ns, int64_t *ns, size_t n)
{
    qsort(ns, n, sizeof *ns, by_size);
    printf("%-26s mean %9.0f ns   p50 %9lld ns   p99 %9lld ns\n", name, mean_ns,
           (long long)ns[n / 2], (long long)ns[n * 99 / 100]);
    fflush(stdout);
}

typedef void (*ask_fn)(const struct bench *b, const struct match_query *q, struct asked *a);

static double cpu_mean(const struct bench *b, ask_fn ask, struct asked *a)
{
    int64_t start = cpu_ns();

    for (size_t i = 0; i < b->n_leads; i++) {
        struct match_query q = query_of(b, &b->leads[i], &b->leads[i].facts);

        ask(b, &q, a);
    }
    return (double)(cpu_ns() - start) / (double)b->n_leads;
}

/* The mean is of the better half of the passes' CPU time, the rest lead by lead. A lead's facts are
 * near, as they are where one was just read. */
static void time_book(const struct bench *b, const char *name, ask_fn ask, struct asked *a)
{
    int64_t *ns = mem_alloc(b->n_leads * sizeof *ns);
    double mean = 0;

    memset(ns, 0x7f, b->n_leads * sizeof *ns);
    for (int pass = 0; pass < PASSES; pass++) {
        double one = cpu_mean(b, ask, a);

        mean = pass == 0 || one < mean ? one : mean;
        for (size_t i = 0; i < b->n_leads; i++) {
            struct facts facts = b->leads[i].facts;
            struct match_query q = query_of(b, &b->leads[i], &facts);
            int64_t start = now_ns(), took;

            ask(b, &q, a);
            took = now_ns() - start;
            ns[i] = took < ns[i] ? took : ns[i];
        }
    }
    print_times(name, mean, ns, b->n_leads);
    free(ns);
}

/* --- The best --------------------------------------------------------------------------------- */

static const struct lead *sampled(const struct bench *b, size_t sample, size_t i)
{
    return &b->leads[i * b->n_leads / sample];
}

static void answer_of(const struct bench *b, const struct lead *lead, struct asked *a)
{
    struct match_query q = query_of(b, lead, &lead->facts);
    const struct candidate *list = lead->targeted ? a->found.exclusive : a->found.shared;
    size_t n;

    ask_best(b, &q, a);
    n = lead->targeted ? a->found.n_exclusive : a->found.n_shared;
    for (a->answer.n = 0; a->answer.n < n; a->answer.n++)
        a->answer.ids[a->answer.n] = number_of(&list[a->answer.n].order);
}

/* Asks the scan for `sample` leads, evenly spread; true: the book says the same of each. */
static bool compare_best(const struct bench *b, const char *name, size_t sample, struct asked *a)
{
    int64_t *ns = mem_alloc(sample * sizeof *ns), start, spent = 0;
    size_t equal = 0;

    for (size_t i = 0; i < sample; i++) {
        const struct lead *lead = sampled(b, sample, i);
        struct answer scan;
        int64_t cpu = cpu_ns();

        start = now_ns();
        scan_best(b, lead, &scan);
        ns[i] = now_ns() - start;
        spent += cpu_ns() - cpu;
        answer_of(b, lead, a);
        equal += scan.n == a->answer.n &&
                 memcmp(scan.ids, a->answer.ids, scan.n * sizeof scan.ids[0]) == 0;
    }
    print_times(name, (double)spent / (double)sample, ns, sample);
    printf("%-26s %zu of %zu leads\n", "equal answers", equal, sample);
    free(ns);
    return equal == sample;
}

/* --- All matches ------------------------------------------------------------------------------ */

static int by_rank(const void *a, const void *b)
{
    const struct plain *x = *(const struct plain *const *)a, *y = *(const struct plain *const *)b;

    return is_better(x, y) ? -1 : 1;
}

/* Seconds of CPU for asking the book about the sample. */
static double spent_asking(const struct bench *b, size_t sample, ask_fn ask, struct asked *a)
{
    int64_t start = cpu_ns();

    for (size_t i = 0; i < sample; i++) {
        const struct lead *lead = sampled(b, sample, i);
        struct match_query q = query_of(b, lead, &lead->facts);

        ask(b, &q, a);
    }
    return (double)(cpu_ns() - start);
}

static double spent_scanning(const struct bench *b, size_t sample, const struct plain **found)
{
    int64_t start = cpu_ns();

    for (size_t i = 0; i < sample; i++)
        scan_all(b, sampled(b, sample, i), found);
    return (double)(cpu_ns() - start);
}

/* true: the same orders in the same rank, and as many when only counted. */
static bool same_all(const struct bench *b, const struct lead *lead, const struct plain **found,
                     struct asked *a, size_t *matches)
{
    struct match_query q = query_of(b, lead, &lead->facts);
    size_t n = scan_all(b, lead, found), same = 0, counted;

    ask_count(b, &q, a);
    counted = a->n_all;
    ask_all(b, &q, a);
    qsort(found, n, sizeof *found, by_rank);
    while (same < n && n == a->n_all && a->all[same] == found[same]->id)
        same++;
    *matches += n;
    return same == n && n == a->n_all && counted == n;
}

static bool compare_all(const struct bench *b, size_t sample, struct asked *a)
{
    const struct plain **found = mem_alloc((b->n_orders + 1) * sizeof *found);
    double scan = spent_scanning(b, sample, found), n = (double)sample;
    double list = spent_asking(b, sample, ask_all, a),
           count = spent_asking(b, sample, ask_count, a);
    size_t equal = 0, matches = 0;

    for (size_t i = 0; i < sample; i++)
        equal += same_all(b, sampled(b, sample, i), found, a, &matches);
    printf("%-26s mean %9.0f ns\n", "scan, all", scan / n);
    printf("%-26s mean %9.0f ns   %.1f times as fast as the scan\n", "book, all ranked", list / n,
           scan / list);
    printf("%-26s mean %9.0f ns   %.1f times as fast as the scan\n", "book, all counted", count / n,
           scan / count);
    printf("%-26s %zu of %zu leads, %.0f matches each\n", "equal lists", equal, sample,
           (double)matches / n);
    free(found);
    return equal == sample;
}

/* --- Loading and changing --------------------------------------------------------------------- */

static struct filter *filter_copy(const struct filter *f)
{
    return filter_compile(f->terms, f->n);
}

/* Reading filters is not the book's time. */
static void load_some(struct bench *b, size_t from, size_t end)
{
    static struct filter *filters[LOAD_AT_ONCE];
    int64_t start;

    for (size_t i = from; i < end; i++)
        filters[i - from] = filter_copy(b->orders[i].filter);
    start = cpu_ns();
    for (size_t i = from; i < end; i++) {
        struct order o = order_of(&b->orders[i]);

        o.filter = filters[i - from];
        book_put(b->book, &o);
    }
    b->load_ns += cpu_ns() - start;
}

static void load(struct bench *b)
{
    size_t before, held;

    b->book = book_new();
    before = mallinfo2().uordblks + mallinfo2().hblkhd;
    for (size_t i = 0; i < b->n_orders; i += LOAD_AT_ONCE)
        load_some(b, i, i + LOAD_AT_ONCE < b->n_orders ? i + LOAD_AT_ONCE : b->n_orders);
    held = mallinfo2().uordblks + mallinfo2().hblkhd - before;
    printf("%-26s %.2f s   %.2f us an order\n", "load", (double)b->load_ns / 1e9,
           (double)b->load_ns / 1e3 / (double)b->n_orders);
    printf("%-26s %.0f allocated, of them 48 the ids of order, buyer and wallet (%.0f counted)\n",
           "bytes an order", (double)held / (double)b->n_orders,
           (double)book_bytes(b->book) / (double)b->n_orders);
}

enum change { CHANGE_PRICE, CHANGE_SLEEP, CHANGE_WAKE, CHANGE_SOLD, CHANGE_REMOVE, CHANGE_ADD };

static void change(struct bench *b, struct plain *p, enum change what)
{
    struct uuid id = id_of(p->id, 0);
    struct order o = order_of(p);

    if (what == CHANGE_SLEEP || what == CHANGE_WAKE)
        book_sleep(b->book, &id, what == CHANGE_WAKE ? ORDER_AWAKE : ORDER_ASLEEP_CAP, 0);
    else if (what == CHANGE_SOLD)
        book_sold(b->book, &id, 0);
    else if (what == CHANGE_REMOVE)
        book_remove(b->book, &id);
    else {
        o.filter = filter_copy(p->filter);
        book_put(b->book, &o);
    }
}

/* Every kind of change, each undone by the end. */
static void time_changes(struct bench *b)
{
    static const char *const names[] = {"change: price",           "change: falls asleep",
                                        "change: wakes",           "change: sold",
                                        "change: out of the book", "change: into the book"};
    size_t n = b->n_orders < CHANGES ? b->n_orders : CHANGES;
    int64_t *ns = mem_alloc(n * sizeof *ns);

    for (size_t kind = 0; kind < sizeof names / sizeof *names; kind++) {
        int64_t spent = cpu_ns();

        for (size_t i = 0; i < n; i++) {
            struct plain *p = &b->orders[i * 7919 % b->n_orders];
            int64_t start = now_ns();

            p->price += kind == CHANGE_PRICE ? (int64_t)(i % 100) : 0;
            change(b, p, (enum change)kind);
            ns[i] = now_ns() - start;
        }
        print_times(names[kind], (double)(cpu_ns() - spent) / (double)n, ns, n);
    }
    free(ns);
}

/* 19 of 20, for cap and money by turns. */
static void fall_asleep(struct bench *b)
{
    for (size_t i = 0; i < b->n_orders; i++) {
        struct uuid id = id_of(b->orders[i].id, 0);

        if (b->orders[i].id * UINT32_C(2654435761) >> 16 <= UINT32_C(65536) / 20)
            continue;
        b->orders[i].asleep = true;
        book_sleep(b->book, &id, i % 2 == 0 ? ORDER_ASLEEP_CAP : ORDER_ASLEEP_MONEY, 0);
    }
}

/* --- Life ------------------------------------------------------------------------------------- */

static bool measure(struct bench *b, size_t sample)
{
    struct asked a = {.all = mem_alloc((b->n_orders + 1) * sizeof *a.all)};
    bool equal;

    load(b);
    time_book(b, "book, best", ask_best, &a);
    time_book(b, "book, best and reserve", ask_routing, &a);
    equal = compare_best(b, "scan, best", sample, &a);
    equal = compare_all(b, sample, &a) && equal;
    time_changes(b);
    equal = compare_best(b, "scan, best, after changes", sample, &a) && equal;
    fall_asleep(b);
    time_book(b, "book, best, 95 % asleep", ask_best, &a);
    equal = compare_best(b, "scan, best, 95 % asleep", sample, &a) && equal;
    free(a.all);
    return equal;
}

static void bench_free(struct bench *b)
{
    for (size_t i = 0; i < b->n_orders; i++)
        free(b->orders[i].filter);
    free(b->orders);
    free(b->leads);
    book_free(b->book);
    symbols_free(b->symbols);
}

static size_t option(int argc, char **argv, const char *name, size_t otherwise)
{
    for (int i = 3; i + 1 < argc; i += 2)
        if (strcmp(argv[i], name) == 0)
            return strtoul(argv[i + 1], NULL, 10);
    return otherwise;
}

int main(int argc, char **argv)
{
    struct bench b = {.symbols = symbols_new()};
    size_t sample;
    bool equal;

    if (argc < 3 || argc % 2 == 0)
        die("usage", "book ORDERS.jsonl LEADS.jsonl [--k 1..16] [--scan LEADS]");
    b.k = option(argc, argv, "--k", 4);
    if (b.k < 1 || b.k > K_MAX)
        die("k is from 1 to", "16");
    each_line(&b, argv[1], on_order);
    each_line(&b, argv[2], on_lead);
    if (b.n_orders == 0 || b.n_leads == 0)
        die("nothing to do", "no orders or no leads");
    sample = option(argc, argv, "--scan", b.n_orders > SCAN_ALL ? SCAN_SAMPLE : b.n_leads);
    sample = sample < 1 ? 1 : sample > b.n_leads ? b.n_leads : sample;
    printf("%-26s %zu orders   %zu leads   best %zu\n", "market", b.n_orders, b.n_leads, b.k);
    equal = measure(&b, sample);
    bench_free(&b);
    return equal ? 0 : 1;
}
