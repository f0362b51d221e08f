/* A property: a large book of random filters (every operator, narrow and wide numbers, texts of all
 * scripts, missing facts, several conditions on one fact) answers as a scan of the same orders
 * through filter_accepts, while orders come, change, go, sleep and wake. Blocks fill, even out,
 * split and unite on the way. What a single filter means: test_filter.c. Families, hours, consent:
 * test_router.c. */
#include <stdlib.h>

#include "leadx/base/mem.h"
#include "support_book.h"

enum { ORDERS_MAX = 1500, ROUNDS = 12, STEPS = 60, BEST = 5, TERMS_MAX = 6, SLOTS = 7 };

struct plain {
    bool there;
    struct order o; /* its filter is the scan's own */
    bool dear_asleep;
};

static struct plain plains[ORDERS_MAX];
static struct symbols *symbols;
static struct book *book;
static uint64_t seed;

/* --- Chance ------------------------------------------------------------------------------------
 */

static int64_t draw_word(void)
{
    static const char *const words[] = {"Île-de-France", "Åland", "東京都", "Москва", "ελλάδα",
                                        "São Paulo",     "मुंबई",   "x",      "𝔸stro",  ""};

    return symbol_intern(symbols, slice_of(words[draw_below(&seed, COUNT(words))]));
}

/* What values of a slot look like: words, small and large numbers, borders of what fits. */
static int64_t draw_value(int slot)
{
    static const int64_t borders[] = {INT64_MIN, INT64_MIN + 1, INT32_MIN, -1,           0,
                                      1,         INT32_MAX,     INT64_MAX, INT64_MAX - 1};

    switch (slot % SLOTS) {
    case 0:
        return draw_word();
    case 1:
        return draw_below(&seed, 2);
    case 2:
        return draw_below(&seed, 80);
    case 3:
        return (draw_below(&seed, 2000) - 1000) * 1000000 * 1000000;
    case 4:
        return borders[draw_below(&seed, COUNT(borders))];
    default:
        return draw_below(&seed, 300) - 20;
    }
}

/* Reserved facts and the niche's own fields, the first and the last one too. */
static uint8_t slot_of(int64_t n)
{
    static const uint8_t slots[] = {0,  1,  FACT_TEMPERATURE, FACT_HOUR, FACT_RESERVED_COUNT,
                                    30, 78, FACT_SLOTS - 1};

    return slots[n];
}
enum { SLOTS_USED = 8 };

static struct filter *draw_filter(void)
{
    static int64_t sets[TERMS_MAX][100];
    struct filter_term terms[TERMS_MAX];
    size_t n = (size_t)draw_below(&seed, TERMS_MAX + 1);

    for (size_t i = 0; i < n; i++) {
        struct filter_term *t = &terms[i];

        *t = (struct filter_term){.slot = slot_of(draw_below(&seed, SLOTS_USED)),
                                  .op = (uint8_t)draw_below(&seed, 5),
                                  .set = sets[i]};
        t->min = draw_chance(&seed, 30) ? INT64_MIN : draw_value(t->slot);
        t->max = draw_chance(&seed, 30) ? INT64_MAX : draw_value(t->slot);
        if (t->op == FILTER_IS)
            t->min = draw_below(&seed, 2);
        if (t->op == FILTER_IN || t->op == FILTER_NOT_IN || t->op == FILTER_WITHIN)
            t->n = (uint32_t)draw_below(&seed, draw_chance(&seed, 10) ? 100 : 12);
        for (uint32_t j = 0; j < t->n; j++)
            sets[i][j] = draw_value(t->slot);
    }
    return filter_compile(terms, n);
}

static struct facts draw_facts(void)
{
    struct facts f = {.present = {0}};

    for (int i = 0; i < SLOTS_USED; i++)
        if (draw_chance(&seed, 85))
            fact_set(&f, slot_of(i), draw_chance(&seed, 5) ? 0 : draw_value(slot_of(i)));
    return f;
}

/* --- What happens to the book ------------------------------------------------------------------
 */

static void put(uint32_t n)
{
    struct plain *p = &plains[n];
    bool both = draw_chance(&seed, 20), shared = draw_chance(&seed, 50);
    int64_t last_sale = p->there ? p->o.idle_since_ms : 0; /* stays */
    struct order o;

    if (p->there)
        free(p->o.filter);
    p->there = true;
    p->dear_asleep = false;
    p->o = order_of(n, both || shared ? 1 + draw_below(&seed, 40) : 0,
                    both || !shared ? 1 + draw_below(&seed, 40) : 0);
    free(p->o.filter);
    p->o.filter = draw_filter();
    p->o.idle_since_ms = last_sale;
    o = p->o;
    o.filter = filter_compile(p->o.filter->terms, p->o.filter->n);
    book_put(book, &o);
}

static void drop(uint32_t n)
{
    assert_int_equal(book_remove(book, &plains[n].o.id), plains[n].there);
    if (plains[n].there)
        free(plains[n].o.filter);
    plains[n].there = false;
}

static void fall_asleep(struct plain *p)
{
    book_sleep(book, &p->o.id, ORDER_ASLEEP_CAP, 0);
    p->o.sleep = ORDER_ASLEEP_CAP;
    p->dear_asleep = false;
}

static void fall_half_asleep(struct plain *p)
{
    book_sleep_dear(book, &p->o.id, ORDER_ASLEEP_MONEY, 0);
    p->dear_asleep = p->dear_asleep || p->o.sleep == ORDER_AWAKE;
}

static void wake(struct plain *p)
{
    book_wake(book, &p->o.id);
    p->o.sleep = ORDER_AWAKE;
    p->dear_asleep = false;
}

static void change(uint32_t n)
{
    struct plain *p = &plains[n];
    int64_t what = draw_below(&seed, 100);

    if (what < 25) {
        put(n);
    } else if (what < 35) {
        drop(n);
    } else if (p->there && what < 60) {
        fall_asleep(p);
    } else if (p->there && what < 70) {
        fall_half_asleep(p);
    } else if (p->there && what < 90) {
        wake(p);
    } else if (p->there) {
        p->o.idle_since_ms = draw_below(&seed, 1000);
        book_sold(book, &p->o.id, p->o.idle_since_ms);
    }
}

/* --- The scan ----------------------------------------------------------------------------------
 */

static bool way_asleep(const struct plain *p, bool exclusive)
{
    int64_t price = exclusive ? p->o.exclusive_price : p->o.shared_price;
    int64_t other = exclusive ? p->o.shared_price : p->o.exclusive_price;

    return p->o.sleep != ORDER_AWAKE || (p->dear_asleep && other > 0 && price > other);
}

struct option {
    const struct order *order;
    int64_t price;
};

static int by_rank(const void *a, const void *b)
{
    const struct option *x = a, *y = b;

    if (x->price != y->price)
        return x->price > y->price ? -1 : 1;
    if (x->order->idle_since_ms != y->order->idle_since_ms)
        return x->order->idle_since_ms < y->order->idle_since_ms ? -1 : 1;
    return uuid_compare(&x->order->id, &y->order->id);
}

/* All that accept, ranked: in one way, those awake; in both (exclusive < 0), at the better price.
 */
static size_t scan(const struct facts *facts, int exclusive, struct option *out)
{
    size_t n = 0;

    for (uint32_t i = 0; i < ORDERS_MAX; i++) {
        const struct plain *p = &plains[i];
        int64_t a = p->o.exclusive_price, b = p->o.shared_price;
        int64_t price = exclusive < 0 ? (a > b ? a : b) : exclusive ? a : b;

        if (p->there && price > 0 && (exclusive < 0 || !way_asleep(p, exclusive)) &&
            filter_accepts(p->o.filter, facts))
            out[n++] = (struct option){&p->o, price};
    }
    qsort(out, n, sizeof *out, by_rank);
    return n;
}

/* --- The comparison ----------------------------------------------------------------------------
 */

static struct option wanted[ORDERS_MAX];

static void assert_best(const struct candidate *got, size_t n_got, size_t n, size_t most)
{
    assert_int_equal(n_got, n < most ? n : most);
    for (size_t i = 0; i < n_got; i++) {
        assert_memory_equal(&got[i].order, &wanted[i].order->id, sizeof(struct uuid));
        assert_true(got[i].price == wanted[i].price);
    }
}

struct heard {
    size_t n;
};

static void hear(const struct candidate *c, void *arg)
{
    struct heard *heard = arg;

    assert_memory_equal(&c->order, &wanted[heard->n].order->id, sizeof(struct uuid));
    assert_true(c->price == wanted[heard->n].price);
    heard->n++;
}

/* Returns how many would take it. */
static size_t compare(void)
{
    struct facts facts = draw_facts();
    struct match_query q = query_of(&facts);
    struct candidates c;
    struct heard heard = {0};
    size_t n;

    q.want_shared = BEST;
    q.no_spares = true;
    book_match(book, &q, &c);
    assert_best(c.exclusive, c.n_exclusive, scan(&facts, true, wanted), 1);
    assert_best(c.shared, c.n_shared, scan(&facts, false, wanted), BEST);
    n = scan(&facts, -1, wanted);
    book_match_all(book, &q, hear, &heard);
    assert_int_equal(heard.n, n);
    assert_int_equal(book_match_count(book, &q), n);
    return n;
}

/* Changes many orders in one direction and compares now and then. */
static size_t storm(void (*one)(struct plain *p))
{
    size_t found = 0;

    for (uint32_t i = 0; i < ORDERS_MAX; i++) {
        struct plain *p = &plains[i * 7 % ORDERS_MAX];

        if (p->there && i % 20 != 0)
            one(p);
        if (i % 300 == 0)
            found += compare();
    }
    return found;
}

static void remove_all(void)
{
    for (uint32_t i = 0; i < ORDERS_MAX; i++) {
        drop(i * 11 % ORDERS_MAX);
        if (i % 250 == 0)
            compare();
    }
    assert_int_equal(book_size(book), 0);
}

static void test_the_book_answers_as_a_scan(void **state)
{
    size_t found = 0;

    (void)state;
    seed = 20261122;
    symbols = symbols_new();
    for (int round = 0; round < ROUNDS; round++) {
        book = book_new();
        for (uint32_t i = 0; i < ORDERS_MAX; i++)
            if (draw_chance(&seed, 8 * (round + 1)))
                put(i);
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < 20; i++)
                change((uint32_t)draw_below(&seed, ORDERS_MAX));
            found += compare();
        }
        found += storm(fall_asleep) + storm(wake) + storm(fall_half_asleep);
        remove_all();
        book_free(book);
    }
    symbols_free(symbols);
    assert_in_range(found, 10000, SIZE_MAX); /* most lists were long */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_book_answers_as_a_scan),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
