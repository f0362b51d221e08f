/* What is to be done later, and when: a heap of operations by their time.
 *
 * Its one rule: of two at the same time the one that was added first is done first. What is still
 * on it when the history ends never happens: that is why some disputes are left half-way. */
#include <stdlib.h>

#include "leadx/base/mem.h"
#include "room.h"

enum { BITE = 400 }; /* operations of one transaction */

struct entry {
    int64_t at_ms, n;
    json_t *operation;
};

struct agenda {
    struct entry *heap;
    size_t used, room;
    int64_t added;
};

static struct agenda changes, reports;

static bool before(const struct entry *a, const struct entry *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->n < b->n;
}

static void swap(struct entry *a, struct entry *b)
{
    struct entry e = *a;

    *a = *b;
    *b = e;
}

static void add(struct agenda *a, int64_t at_ms, json_t *operation)
{
    size_t i = a->used++;

    if (i == a->room) {
        a->room = a->room == 0 ? 1024 : 2 * a->room;
        a->heap = mem_resize(a->heap, a->room * sizeof *a->heap);
    }
    a->heap[i] = (struct entry){at_ms, a->added++, operation};
    for (; i > 0 && before(&a->heap[i], &a->heap[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&a->heap[i], &a->heap[(i - 1) / 2]);
}

static json_t *take_first(struct agenda *a)
{
    json_t *first = a->heap[0].operation;
    size_t i = 0, child;

    a->heap[0] = a->heap[--a->used];
    while ((child = 2 * i + 1) < a->used) {
        if (child + 1 < a->used && before(&a->heap[child + 1], &a->heap[child]))
            child++;
        if (!before(&a->heap[child], &a->heap[i]))
            break;
        swap(&a->heap[i], &a->heap[child]);
        i = child;
    }
    return first;
}

/* At most a bite of what is due; empty: nothing is. */
static json_t *take_due(struct agenda *a)
{
    json_t *due = json_array();

    while (a->used > 0 && a->heap[0].at_ms <= past.now_ms && json_array_size(due) < BITE)
        json_array_append_new(due, take_first(a));
    return due;
}

void agenda_add(int64_t at_ms, json_t *operation)
{
    add(&changes, at_ms, operation);
}

void agenda_add_report(int64_t at_ms, json_t *operation)
{
    add(&reports, at_ms, operation);
}

void reports_wait(void)
{
    wait_until(operate_beside_done);
}

static void report(void)
{
    json_t *due = take_due(&reports);

    while (json_array_size(due) > 0) {
        reports_wait(); /* for the bite before */
        operate_beside(due);
        due = take_due(&reports);
    }
    json_decref(due);
}

void agenda_run(void)
{
    json_t *due = take_due(&changes);

    while (json_array_size(due) > 0) {
        operate(due);
        due = take_due(&changes);
    }
    json_decref(due);
    report();
}
