/* The best of what a search finds, so many as a page takes, behind the cursor of the page before.
 *
 * Its one rule: a heap with the worst on top, so that most rows cost one comparison. Called by
 * shelf_walk.c. */
#include "shelf_best.h"

#include <assert.h>

void best_begin(struct shelf_best *p, const struct shelf *s, const struct shelf_query *q)
{
    assert(q->limit >= 1 && q->limit <= SHELF_FOUND_MAX);
    p->s = s;
    p->q = q;
    p->n = 0;
}

#define KEYS_FROM(column)                                                                          \
    do {                                                                                           \
        for (uint32_t i = 0; i < n; i++)                                                           \
            keys[i] = sign * (int64_t)(column)[places[i]];                                         \
    } while (0)

/* Smaller is nearer the front. */
static void keys_find(const struct shelf_best *p, uint32_t from, const uint16_t *restrict places,
                      uint32_t n, const int64_t *restrict price, int64_t *restrict keys)
{
    enum shelf_sort sort = p->q->sort;
    int64_t sign = sort == SHELF_CHEAPEST || sort == SHELF_OLDEST ? 1 : -1;

    if (sort == SHELF_CHEAPEST || sort == SHELF_DEAREST)
        KEYS_FROM(price);
    else if (sort == SHELF_NEWEST || sort == SHELF_OLDEST)
        KEYS_FROM(p->s->born_s + from);
    else
        KEYS_FROM(p->s->score + from);
}

static int before(const struct shelf_best *p, int64_t key, uint32_t row, int64_t key2,
                  uint32_t row2)
{
    if (key != key2)
        return key < key2 ? -1 : 1;
    return uuid_compare(&p->s->ids[row], &p->s->ids[row2]);
}

static bool worse(const struct shelf_best *p, size_t a, size_t b)
{
    return before(p, p->rows[a].key, p->rows[a].row, p->rows[b].key, p->rows[b].row) > 0;
}

static void swap(struct shelf_best *p, size_t a, size_t b)
{
    __typeof__(p->rows[0]) t = p->rows[a];

    p->rows[a] = p->rows[b];
    p->rows[b] = t;
}

static void heap_up(struct shelf_best *p, size_t i)
{
    for (; i > 0 && worse(p, i, (i - 1) / 2); i = (i - 1) / 2)
        swap(p, i, (i - 1) / 2);
}

static void heap_down(struct shelf_best *p, size_t i, size_t n)
{
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && worse(p, child + 1, child))
            child++;
        if (!worse(p, child, i))
            return;
        swap(p, child, i);
    }
}

static bool behind_cursor(const struct shelf_best *p, int64_t key, uint32_t row)
{
    const struct shelf_query *q = p->q;

    if (!q->resume || key > q->after_key)
        return true;
    return key == q->after_key && uuid_compare(&p->s->ids[row], &q->after_id) > 0;
}

static void offer(struct shelf_best *p, uint32_t row, int64_t key)
{
    if (!behind_cursor(p, key, row))
        return;
    if (p->n < p->q->limit) {
        p->rows[p->n].key = key;
        p->rows[p->n].row = row;
        heap_up(p, p->n++);
    } else if (before(p, key, row, p->rows[0].key, p->rows[0].row) < 0) {
        p->rows[0].key = key;
        p->rows[0].row = row;
        heap_down(p, 0, p->n);
    }
}

void best_offer(struct shelf_best *p, uint32_t from, const uint16_t *places, uint32_t n,
                const int64_t *price)
{
    int64_t keys[SHELF_BLOCK], last = p->n < p->q->limit ? INT64_MAX : p->rows[0].key;

    keys_find(p, from, places, n, price, keys);
    for (uint32_t i = 0; i < n; i++) {
        if (keys[i] > last)
            continue;
        offer(p, from + places[i], keys[i]);
        last = p->n < p->q->limit ? INT64_MAX : p->rows[0].key;
    }
}

/* Front first. */
void best_sort(struct shelf_best *p)
{
    for (size_t n = p->n; n > 1; n--) {
        swap(p, 0, n - 1);
        heap_down(p, 0, n - 1);
    }
}
