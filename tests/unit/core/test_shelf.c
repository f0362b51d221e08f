/* The shelf against a plain list that is searched the slow way, under random changes: at once and
 * in slices, with codes that fit a byte and codes that do not, within one block and across several.
 */
#include "leadx/core/shelf.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "support_shelf.h"

static void same(const struct listing *a, const struct listing *b)
{
    assert_memory_equal(&a->id, &b->id, sizeof a->id);
    assert_memory_equal(a->codes, b->codes, SLOW_DIMS * sizeof *a->codes);
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

    if (slow_dice(2) == 0) {
        shelf_search(s, q, out);
        return;
    }
    w = shelf_walk_begin(s, q);
    while (shelf_walk_step(w, 1 + slow_dice(1500)) == SHELF_WALK_UNDER_WAY)
        ;
    *out = *shelf_walk_result(w);
    shelf_walk_free(w);
}

/* Some are not counted, some not to the end. */
static void counts_ask(struct shelf_query *q, uint32_t got[SLOW_DIMS][SLOW_CODES])
{
    for (size_t d = 0; d < SLOW_DIMS; d++) {
        q->counts[d] = slow_dice(6) == 0 ? NULL : got[d];
        q->n_codes[d] = slow_dice(4) == 0 ? 3 : SLOW_CODES;
    }
}

static void counts_compare(const struct shelf_query *q, uint32_t got[SLOW_DIMS][SLOW_CODES],
                           uint32_t want[SLOW_DIMS][SLOW_CODES])
{
    for (size_t d = 0; d < SLOW_DIMS; d++)
        for (size_t code = 0; code < SLOW_CODES; code++)
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
    static struct shelf_found slow[SLOW_MAX];
    static struct shelf_result page;
    uint32_t want[SLOW_DIMS][SLOW_CODES] = {{0}}, got[SLOW_DIMS][SLOW_CODES];
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
static void accept_make(bool accept[SLOW_CODES])
{
    size_t first = slow_dice(SLOW_MANY), last = first + slow_dice(SLOW_MANY);
    bool range = slow_dice(2) == 0;

    for (size_t c = 0; c < SLOW_CODES; c++)
        accept[c] = range ? c >= first && c <= last : slow_dice(2) == 0;
}

static struct shelf_query query_make(bool accept[3][SLOW_CODES], struct shelf_filter filters[3])
{
    struct shelf_query q = {
        .curve = &slow_curve, .now_s = SLOW_NOW - slow_dice(2) * SLOW_DAY, .family = slow_dice(6)};
    size_t dim = slow_dice(SLOW_DIMS);

    q.n_filters = slow_dice(4);
    for (size_t f = 0; f < q.n_filters; f++) {
        accept_make(accept[f]);
        filters[f] = (struct shelf_filter){(dim + 2 * f) % SLOW_DIMS, accept[f],
                                           slow_dice(4) == 0 ? 1 + slow_dice(6) : SLOW_CODES};
    }
    q.filters = filters;
    q.price_min = slow_dice(3) == 0 ? 80 : 0;
    q.price_max = slow_dice(3) == 0 ? 150 : 0;
    q.age_max_s = slow_dice(3) == 0 ? 2 * SLOW_DAY : 0;
    q.since_s = slow_dice(3) == 0 ? SLOW_NOW - (int64_t)slow_dice(4 * SLOW_DAY) : 0;
    q.exclusive = slow_dice(4) == 0;
    q.sort = (enum shelf_sort)slow_dice(5);
    q.limit = 1 + slow_dice(60);
    return q;
}

static void ask(struct shelf *s)
{
    bool accept[3][SLOW_CODES];
    struct shelf_filter filters[3];

    pages_compare(s, query_make(accept, filters));
}

/* One that a family may not buy answers it like one that is not there. */
static void look(struct shelf *s)
{
    const struct listing *l = &slow_list[slow_n == 0 ? 0 : slow_dice((uint32_t)slow_n)];
    uint32_t family = slow_dice(6);
    struct listing shown;
    bool there = shelf_look(s, &l->id, family, SLOW_NOW, &shown);

    if (slow_n > 0)
        assert_int_equal(there, l->ends_s > SLOW_NOW && slow_allowed(l, family));
}

static void test_as_the_slow_way(void **state)
{
    struct shelf *s = shelf_new(SLOW_DIMS, SLOW_PERSONAL, SLOW_K);

    (void)state;
    slow_seed = 7;
    for (int i = 0; i < 3000; i++) {
        slow_wide = i > 1500;
        slow_change(s);
        assert_int_equal(shelf_size(s), slow_n);
        look(s);
        if (i % 10 == 0)
            ask(s);
    }
    shelf_free(s);
    slow_n = 0;
    slow_wide = false;
}

static struct shelf *shelf_of_blocks(void)
{
    struct shelf *s = shelf_new(SLOW_DIMS, SLOW_PERSONAL, SLOW_K);

    for (slow_n = 0; slow_n < SLOW_MAX; slow_n++) {
        slow_list[slow_n] = slow_listing((uint32_t)slow_n);
        shelf_put(s, &slow_list[slow_n]);
    }
    return s;
}

static void test_as_the_slow_way_across_blocks(void **state)
{
    struct shelf *s;

    (void)state;
    slow_seed = 13;
    s = shelf_of_blocks();
    for (int i = 0; i < 16; i++) {
        for (int n = 0; n < 20; n++)
            slow_change(s);
        ask(s);
    }
    shelf_free(s);
    slow_n = 0;
}

/* Many go, or one comes. */
static void change_while_searched(struct shelf *s, bool go)
{
    for (int c = 0; go && c < 300; c++) {
        size_t i = slow_dice((uint32_t)slow_n);

        assert_true(shelf_remove(s, &slow_list[i].id));
        slow_list[i] = slow_list[--slow_n];
    }
    if (!go) {
        slow_list[slow_n] = slow_listing(SLOW_MAX + (uint32_t)slow_n);
        shelf_put(s, &slow_list[slow_n++]);
    }
}

struct asked {
    bool accept[3][SLOW_CODES];
    struct shelf_filter filters[3];
    struct shelf_query q;
    struct shelf_found slow[SLOW_MAX];
    uint32_t want[SLOW_DIMS][SLOW_CODES], got[SLOW_DIMS][SLOW_CODES];
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
    assert_int_equal(shelf_walk_step(a->w, 1 + slow_dice(1000)), SHELF_WALK_UNDER_WAY);
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
    slow_seed = 17;
    s = shelf_of_blocks();
    for (int i = 0; i < 6; i++) {
        asked_begin(&one, s);
        asked_begin(&other, s);
        change_while_searched(s, i % 3 == 0);
        asked_end(&one);
        asked_end(&other);
    }
    shelf_free(s);
    slow_n = 0;
}

/* To the second, though nothing but the first to end is remembered of a block. */
static void test_what_ends_now_is_not_there(void **state)
{
    struct shelf *s = shelf_new(2, 0, 5);
    struct listing l = {.span = {100, 1}, .ends_s = SLOW_NOW};
    struct shelf_query q = {.curve = &slow_curve, .family = SLOW_NOBODY, .limit = 5};
    static struct shelf_result page;

    (void)state;
    for (uint8_t i = 0; i < 3; i++) {
        l.id.b[0] = i;
        l.ends_s = SLOW_NOW + i;
        shelf_put(s, &l);
    }
    for (uint8_t i = 0; i < 4; i++) {
        q.now_s = SLOW_NOW - 1 + i;
        shelf_search(s, &q, &page);
        assert_int_equal(page.total, 3 - i);
        shelf_remove(s, &(struct uuid){{(uint8_t)(i - 1)}}); /* the one that ended */
    }
    shelf_free(s);
}

/* Whoever asked leaves, or the shelf is replaced: the other goes on without. */
static void test_a_search_and_its_shelf_part(void **state)
{
    struct shelf_query q = {
        .curve = &slow_curve, .now_s = SLOW_NOW, .family = SLOW_NOBODY, .limit = 5};
    struct shelf_walk *left, *lost;
    struct shelf *s;

    (void)state;
    slow_seed = 19;
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
    slow_n = 0;
}

/* Whatever is shown fits at least k listings, or it says nothing personal. */
static void test_nothing_shown_is_rare(void **state)
{
    struct shelf *s = shelf_new(SLOW_DIMS, SLOW_PERSONAL, SLOW_K);

    (void)state;
    slow_seed = 11;
    for (int i = 0; i < 1500; i++) {
        slow_change(s);
        if (i % 20 != 0)
            continue;
        for (size_t a = 0; a < slow_n; a++) {
            struct listing shown;
            uint32_t fits = 0, personal = 0;

            if (!slow_allowed(&slow_list[a], SLOW_NOBODY))
                continue;
            assert_true(shelf_look(s, &slow_list[a].id, SLOW_NOBODY, 0, &shown));
            for (size_t d = 0; d < SLOW_PERSONAL; d++)
                personal += shown.codes[d] != 0;
            for (size_t b = 0; b < slow_n; b++) {
                bool fit = true;

                for (size_t d = 0; d < SLOW_PERSONAL; d++)
                    fit &= shown.codes[d] == 0 || shown.codes[d] == slow_list[b].codes[d];
                fits += fit;
            }
            assert_true(personal == 0 || fits >= SLOW_K);
        }
    }
    shelf_free(s);
    slow_n = 0;
}

static void test_many_dimensions_are_hidden_in_steps(void **state)
{
    struct shelf *s = shelf_new(20, 20, 2);
    struct listing l = {.id = {{1}}, .span = {100, 1}, .ends_s = SLOW_NOW + 9}, shown;

    (void)state;
    for (size_t d = 0; d < 20; d++)
        l.codes[d] = 7;
    shelf_put(s, &l);
    shelf_look(s, &l.id, SLOW_NOBODY, 0, &shown);
    assert_int_equal(shown.codes[0], 0);
    l.id.b[0] = 2;
    l.codes[19] = 8; /* only the last differs */
    shelf_put(s, &l);
    shelf_look(s, &l.id, SLOW_NOBODY, 0, &shown);
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
    assert_true(shelf_look(s, &l.id, SLOW_NOBODY, 0, &shown));
    assert_int_equal(shown.codes[1], 4);
    assert_false(shelf_look(s, &(struct uuid){{9}}, SLOW_NOBODY, 0, &shown));
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
