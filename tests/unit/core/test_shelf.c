/* The shelf against a plain list that is searched the slow way, under random changes: at once and
 * in slices, with codes that fit a byte and codes that do not, within one block and across several.
 */
#include "leadx/core/shelf.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum {
    NOBODY = 99,
    DIMS = 5,
    PERSONAL = 3,
    K = 3,
    CODES = 400,
    MANY = 40, /* codes that hardly stand next to each other when picked by chance */
    LIST_MAX = 2500,
    NOW = 1000000,
    DAY = 86400
};

static const struct curve curve = {
    .steps = {{0, 10000}, {DAY, 7000}, {3 * DAY, 4000}}, .n = 3, .resold_bp = 8000};

static struct listing list[LIST_MAX];
static size_t n_list;
static uint64_t seed;
static bool wide; /* codes above a byte's come */
static const uint32_t meant_for[] = {3, 4}, bought[] = {4};

static uint32_t dice(uint32_t sides)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % sides;
}

static uint16_t code_make(size_t dim)
{
    static const uint32_t codes_of[DIMS] = {3, 6, 6, MANY, 6};

    if (wide && dim >= 2 && dice(4) == 0)
        return (uint16_t)(dim == 2 ? 255 + dice(3) : dice(CODES));
    return (uint16_t)dice(codes_of[dim]);
}

static struct listing listing_make(uint32_t no)
{
    struct listing l = {.id = {{0}}, .span = {100 + dice(20) * 10, 50}};

    l.id.b[0] = (uint8_t)dice(256); /* so that order by id is not order of coming */
    memcpy(l.id.b + 4, &no, sizeof no);
    for (size_t d = 0; d < DIMS; d++)
        l.codes[d] = code_make(d);
    l.listed_s = NOW - (int64_t)dice(5 * DAY);
    l.born_s = l.listed_s - (int64_t)dice(2 * DAY);
    l.ends_s = NOW + (int64_t)dice(10) - 1;
    l.seller = dice(9);
    l.family = dice(5);
    l.score = (uint8_t)dice(101);
    l.resold = dice(4) == 0;
    l.exclusive = dice(2) == 0;
    l.shares = (uint8_t)(1 + dice(3));
    l.only = dice(5) == 0 ? meant_for : NULL;
    l.n_only = l.only == NULL ? 0 : 2;
    l.barred = dice(5) == 0 ? bought : NULL;
    l.n_barred = l.barred == NULL ? 0 : 1;
    return l;
}

/* --- The slow way --- */

static bool alike(const struct listing *a, const struct listing *b, size_t shown)
{
    bool same = true;

    for (size_t d = 0; d < shown; d++)
        same &= a->codes[d] == b->codes[d];
    return same;
}

static size_t slow_shown(const struct listing *l)
{
    for (size_t shown = PERSONAL; shown > 0; shown--) {
        uint32_t n = 0;

        for (size_t i = 0; i < n_list; i++)
            n += alike(l, &list[i], shown);
        if (n >= K)
            return shown;
    }
    return 0;
}

static struct listing slow_show(const struct listing *l)
{
    struct listing out = *l;

    for (size_t d = slow_shown(l); d < PERSONAL; d++)
        out.codes[d] = 0;
    out.only = NULL;
    out.n_only = 0;
    out.barred = NULL;
    out.n_barred = 0;
    return out;
}

static bool slow_allowed(const struct listing *l, uint32_t family)
{
    return l->family != family &&
           (l->n_only == 0 || family == l->only[0] || family == l->only[1]) &&
           (l->n_barred == 0 || family != l->barred[0]);
}

static bool slow_news(const struct shelf_query *q, const struct listing *l)
{
    int64_t then;

    if (q->since_s == 0 || (l->listed_s > q->since_s && l->listed_s <= q->now_s))
        return true;
    if (l->listed_s > q->now_s)
        return false;
    then = curve_price(&curve, l->span, q->since_s - l->listed_s, l->resold);
    return q->price_max > 0 && then > q->price_max;
}

/* Bits of what it fails: filters by place, 30 price, 31 the rest. */
static uint32_t slow_failed(const struct shelf_query *q, const struct listing *l,
                            const struct listing *shown, int64_t price)
{
    uint32_t failed = 0;
    bool out = l->ends_s <= q->now_s || !slow_allowed(l, q->family) || !slow_news(q, l) ||
               (q->exclusive && !l->exclusive) ||
               (q->age_max_s > 0 && q->now_s - l->born_s > q->age_max_s);

    for (size_t f = 0; f < q->n_filters; f++) {
        uint16_t code = shown->codes[q->filters[f].dim];

        if (code == 0 || code >= q->filters[f].n || !q->filters[f].accept[code])
            failed |= UINT32_C(1) << f;
    }
    if (price < q->price_min || (q->price_max > 0 && price > q->price_max))
        failed |= UINT32_C(1) << 30;
    return failed | (uint32_t)out << 31;
}

static int64_t slow_key(const struct shelf_query *q, const struct listing *l, int64_t price)
{
    switch (q->sort) {
    case SHELF_CHEAPEST:
        return price;
    case SHELF_DEAREST:
        return -price;
    case SHELF_NEWEST:
        return -l->born_s;
    case SHELF_OLDEST:
        return l->born_s;
    case SHELF_BEST:
        break;
    }
    return -(int64_t)l->score;
}

static int by_key(const void *a, const void *b)
{
    const struct shelf_found *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return uuid_compare(&x->listing.id, &y->listing.id);
}

static size_t slow_search(const struct shelf_query *q, struct shelf_found out[LIST_MAX],
                          uint32_t counts[DIMS][CODES])
{
    size_t n = 0;

    for (size_t i = 0; i < n_list; i++) {
        struct listing shown = slow_show(&list[i]);
        int64_t price =
            curve_price(&curve, list[i].span, q->now_s - list[i].listed_s, list[i].resold);
        uint32_t failed = slow_failed(q, &list[i], &shown, price);

        if (failed == 0)
            out[n++] = (struct shelf_found){shown, price, slow_key(q, &list[i], price)};
        for (size_t d = 0; d < DIMS; d++) {
            uint32_t own = 0;

            for (size_t f = 0; f < q->n_filters; f++)
                own |= q->filters[f].dim == d ? UINT32_C(1) << f : 0;
            if ((failed & ~own) == 0)
                counts[d][shown.codes[d]]++;
        }
    }
    qsort(out, n, sizeof *out, by_key);
    return n;
}

/* --- Both --- */

static void same(const struct listing *a, const struct listing *b)
{
    assert_memory_equal(&a->id, &b->id, sizeof a->id);
    assert_memory_equal(a->codes, b->codes, DIMS * sizeof *a->codes);
    assert_int_equal(a->span.start_minor, b->span.start_minor);
    assert_int_equal(a->listed_s, b->listed_s);
    assert_int_equal(a->seller, b->seller);
    assert_int_equal(a->shares, b->shares);
    assert_int_equal(a->exclusive, b->exclusive);
}

/* At once, or in slices. */
static void search(struct shelf *s, const struct shelf_query *q, struct shelf_result *out)
{
    struct shelf_walk *w;

    if (dice(2) == 0) {
        shelf_search(s, q, out);
        return;
    }
    w = shelf_walk_begin(s, q);
    while (shelf_walk_step(w, 1 + dice(1500)) == SHELF_WALK_UNDER_WAY)
        ;
    *out = *shelf_walk_result(w);
    shelf_walk_free(w);
}

/* Some are not counted, some not to the end. */
static void counts_ask(struct shelf_query *q, uint32_t got[DIMS][CODES])
{
    for (size_t d = 0; d < DIMS; d++) {
        q->counts[d] = dice(6) == 0 ? NULL : got[d];
        q->n_codes[d] = dice(4) == 0 ? 3 : CODES;
    }
}

static void counts_compare(const struct shelf_query *q, uint32_t got[DIMS][CODES],
                           uint32_t want[DIMS][CODES])
{
    for (size_t d = 0; d < DIMS; d++)
        for (size_t code = 0; code < CODES; code++)
            assert_int_equal(got[d][code],
                             q->counts[d] == NULL || code >= q->n_codes[d] ? 0 : want[d][code]);
}

static void page_compare(const struct shelf_result *page, const struct shelf_found *slow, size_t n)
{
    assert_true(page->n <= n);
    for (size_t i = 0; i < page->n; i++) {
        same(&page->found[i].listing, &slow[i].listing);
        assert_int_equal(page->found[i].price, slow[i].price);
        assert_int_equal(page->found[i].key, slow[i].key);
    }
}

static void pages_compare(struct shelf *s, struct shelf_query q)
{
    static struct shelf_found slow[LIST_MAX];
    static struct shelf_result page;
    uint32_t want[DIMS][CODES] = {{0}}, got[DIMS][CODES];
    size_t n = slow_search(&q, slow, want), at = 0;

    do {
        memset(got, 0, sizeof got);
        counts_ask(&q, got);
        search(s, &q, &page);
        assert_int_equal(page.total, n);
        counts_compare(&q, got, want);
        page_compare(&page, slow + at, n - at);
        at += page.n;
        q.resume = true;
        if (page.n > 0) {
            q.after_key = page.found[page.n - 1].key;
            q.after_id = page.found[page.n - 1].listing.id;
        }
    } while (page.n > 0);
    assert_int_equal(at, n);
}

/* By chance, or a range. */
static void accept_make(bool accept[CODES])
{
    size_t first = dice(MANY), last = first + dice(MANY);
    bool range = dice(2) == 0;

    for (size_t c = 0; c < CODES; c++)
        accept[c] = range ? c >= first && c <= last : dice(2) == 0;
}

static struct shelf_query query_make(bool accept[3][CODES], struct shelf_filter filters[3])
{
    struct shelf_query q = {.curve = &curve, .now_s = NOW - dice(2) * DAY, .family = dice(6)};
    size_t dim = dice(DIMS);

    q.n_filters = dice(4);
    for (size_t f = 0; f < q.n_filters; f++) {
        accept_make(accept[f]);
        filters[f] = (struct shelf_filter){(dim + 2 * f) % DIMS, accept[f],
                                           dice(4) == 0 ? 1 + dice(6) : CODES};
    }
    q.filters = filters;
    q.price_min = dice(3) == 0 ? 80 : 0;
    q.price_max = dice(3) == 0 ? 150 : 0;
    q.age_max_s = dice(3) == 0 ? 2 * DAY : 0;
    q.since_s = dice(3) == 0 ? NOW - (int64_t)dice(4 * DAY) : 0;
    q.exclusive = dice(4) == 0;
    q.sort = (enum shelf_sort)dice(5);
    q.limit = 1 + dice(60);
    return q;
}

static void ask(struct shelf *s)
{
    bool accept[3][CODES];
    struct shelf_filter filters[3];

    pages_compare(s, query_make(accept, filters));
}

static void change(struct shelf *s)
{
    if (n_list > 0 && dice(100) < 45) {
        size_t i = dice((uint32_t)n_list);

        assert_true(shelf_remove(s, &list[i].id));
        assert_false(shelf_remove(s, &list[i].id));
        list[i] = list[--n_list];
    } else if (n_list > 0 && dice(10) == 0) { /* changed in place */
        struct listing *l = &list[dice((uint32_t)n_list)], new = listing_make(0);

        new.id = l->id;
        *l = new;
        shelf_put(s, l);
    } else if (n_list < LIST_MAX) {
        static uint32_t no;

        list[n_list] = listing_make(++no);
        shelf_put(s, &list[n_list++]);
    }
}

/* One that a family may not buy answers it like one that is not there. */
static void look(struct shelf *s)
{
    const struct listing *l = &list[n_list == 0 ? 0 : dice((uint32_t)n_list)];
    uint32_t family = dice(6);
    struct listing shown;
    bool there = shelf_look(s, &l->id, family, NOW, &shown);

    if (n_list > 0)
        assert_int_equal(there, l->ends_s > NOW && slow_allowed(l, family));
}

static void test_as_the_slow_way(void **state)
{
    struct shelf *s = shelf_new(DIMS, PERSONAL, K);

    (void)state;
    seed = 7;
    for (int i = 0; i < 3000; i++) {
        wide = i > 1500;
        change(s);
        assert_int_equal(shelf_size(s), n_list);
        look(s);
        if (i % 10 == 0)
            ask(s);
    }
    shelf_free(s);
    n_list = 0;
    wide = false;
}

static struct shelf *shelf_of_blocks(void)
{
    struct shelf *s = shelf_new(DIMS, PERSONAL, K);

    for (n_list = 0; n_list < LIST_MAX; n_list++) {
        list[n_list] = listing_make((uint32_t)n_list);
        shelf_put(s, &list[n_list]);
    }
    return s;
}

static void test_as_the_slow_way_across_blocks(void **state)
{
    struct shelf *s;

    (void)state;
    seed = 13;
    s = shelf_of_blocks();
    for (int i = 0; i < 16; i++) {
        for (int n = 0; n < 20; n++)
            change(s);
        ask(s);
    }
    shelf_free(s);
    n_list = 0;
}

/* Many go, or one comes. */
static void change_while_searched(struct shelf *s, bool go)
{
    for (int c = 0; go && c < 300; c++) {
        size_t i = dice((uint32_t)n_list);

        assert_true(shelf_remove(s, &list[i].id));
        list[i] = list[--n_list];
    }
    if (!go) {
        list[n_list] = listing_make(LIST_MAX + (uint32_t)n_list);
        shelf_put(s, &list[n_list++]);
    }
}

struct asked {
    bool accept[3][CODES];
    struct shelf_filter filters[3];
    struct shelf_query q;
    struct shelf_found slow[LIST_MAX];
    uint32_t want[DIMS][CODES], got[DIMS][CODES];
    size_t n;
    struct shelf_walk *w;
};

static void asked_begin(struct asked *a, struct shelf *s)
{
    memset(a, 0, sizeof *a);
    a->q = query_make(a->accept, a->filters);
    a->n = slow_search(&a->q, a->slow, a->want);
    counts_ask(&a->q, a->got);
    a->w = shelf_walk_begin(s, &a->q);
    assert_int_equal(shelf_walk_step(a->w, 1 + dice(1000)), SHELF_WALK_UNDER_WAY);
}

static void asked_end(struct asked *a)
{
    const struct shelf_result *page;

    assert_int_equal(shelf_walk_step(a->w, 1), SHELF_WALK_DONE);
    page = shelf_walk_result(a->w);
    assert_int_equal(page->total, a->n);
    page_compare(page, a->slow, a->n);
    counts_compare(&a->q, a->got, a->want);
    shelf_walk_free(a->w);
}

/* A search finds what was there when it began, whatever is changed while it is under way. */
static void test_a_change_ends_the_searches_under_way(void **state)
{
    static struct asked one, other;
    struct shelf *s;

    (void)state;
    seed = 17;
    s = shelf_of_blocks();
    for (int i = 0; i < 6; i++) {
        asked_begin(&one, s);
        asked_begin(&other, s);
        change_while_searched(s, i % 3 == 0);
        asked_end(&one);
        asked_end(&other);
    }
    shelf_free(s);
    n_list = 0;
}

/* To the second, though nothing but the first to end is remembered of a block. */
static void test_what_ends_now_is_not_there(void **state)
{
    struct shelf *s = shelf_new(2, 0, 5);
    struct listing l = {.span = {100, 1}, .ends_s = NOW};
    struct shelf_query q = {.curve = &curve, .family = NOBODY, .limit = 5};
    static struct shelf_result page;

    (void)state;
    for (uint8_t i = 0; i < 3; i++) {
        l.id.b[0] = i;
        l.ends_s = NOW + i;
        shelf_put(s, &l);
    }
    for (uint8_t i = 0; i < 4; i++) {
        q.now_s = NOW - 1 + i;
        shelf_search(s, &q, &page);
        assert_int_equal(page.total, 3 - i);
        shelf_remove(s, &(struct uuid){{(uint8_t)(i - 1)}}); /* the one that ended */
    }
    shelf_free(s);
}

/* Whoever asked leaves, or the shelf is replaced: the other goes on without. */
static void test_a_search_and_its_shelf_part(void **state)
{
    struct shelf_query q = {.curve = &curve, .now_s = NOW, .family = NOBODY, .limit = 5};
    struct shelf_walk *left, *lost;
    struct shelf *s;

    (void)state;
    seed = 19;
    s = shelf_of_blocks();
    left = shelf_walk_begin(s, &q);
    lost = shelf_walk_begin(s, &q);
    assert_int_equal(shelf_walk_step(left, 1), SHELF_WALK_UNDER_WAY);
    assert_int_equal(shelf_walk_step(lost, 1), SHELF_WALK_UNDER_WAY);
    shelf_walk_free(left);
    shelf_free(s);
    assert_int_equal(shelf_walk_step(lost, 1), SHELF_WALK_LOST);
    shelf_walk_free(lost);
    shelf_walk_free(NULL);
    n_list = 0;
}

/* Whatever is shown fits at least k listings, or it says nothing personal. */
static void test_nothing_shown_is_rare(void **state)
{
    struct shelf *s = shelf_new(DIMS, PERSONAL, K);

    (void)state;
    seed = 11;
    for (int i = 0; i < 1500; i++) {
        change(s);
        if (i % 20 != 0)
            continue;
        for (size_t a = 0; a < n_list; a++) {
            struct listing shown;
            uint32_t fits = 0, personal = 0;

            if (!slow_allowed(&list[a], NOBODY))
                continue;
            assert_true(shelf_look(s, &list[a].id, NOBODY, 0, &shown));
            for (size_t d = 0; d < PERSONAL; d++)
                personal += shown.codes[d] != 0;
            for (size_t b = 0; b < n_list; b++) {
                bool fit = true;

                for (size_t d = 0; d < PERSONAL; d++)
                    fit &= shown.codes[d] == 0 || shown.codes[d] == list[b].codes[d];
                fits += fit;
            }
            assert_true(personal == 0 || fits >= K);
        }
    }
    shelf_free(s);
    n_list = 0;
}

static void test_many_dimensions_are_hidden_in_steps(void **state)
{
    struct shelf *s = shelf_new(20, 20, 2);
    struct listing l = {.id = {{1}}, .span = {100, 1}, .ends_s = NOW + 9}, shown;

    (void)state;
    for (size_t d = 0; d < 20; d++)
        l.codes[d] = 7;
    shelf_put(s, &l);
    shelf_look(s, &l.id, NOBODY, 0, &shown);
    assert_int_equal(shown.codes[0], 0);
    l.id.b[0] = 2;
    l.codes[19] = 8; /* only the last differs */
    shelf_put(s, &l);
    shelf_look(s, &l.id, NOBODY, 0, &shown);
    assert_int_equal(shown.codes[15], 7);
    assert_int_equal(shown.codes[16], 0);
    shelf_free(s);
}

static void test_nothing_personal_at_all(void **state)
{
    struct shelf *s = shelf_new(2, 0, 5);
    struct listing l = {.id = {{1}}, .codes = {3, 4}, .span = {100, 1}, .ends_s = 9}, shown;

    (void)state;
    shelf_put(s, &l);
    assert_true(shelf_look(s, &l.id, NOBODY, 0, &shown));
    assert_int_equal(shown.codes[1], 4);
    assert_false(shelf_look(s, &(struct uuid){{9}}, NOBODY, 0, &shown));
    shelf_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_the_slow_way),
        cmocka_unit_test(test_as_the_slow_way_across_blocks),
        cmocka_unit_test(test_a_change_ends_the_searches_under_way),
        cmocka_unit_test(test_a_search_and_its_shelf_part),
        cmocka_unit_test(test_what_ends_now_is_not_there),
        cmocka_unit_test(test_nothing_shown_is_rare),
        cmocka_unit_test(test_many_dimensions_are_hidden_in_steps),
        cmocka_unit_test(test_nothing_personal_at_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
