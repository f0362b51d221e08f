/* Filters as step functions.
 *
 * Its one rule: membership, exclusion, range, circle and yes-or-no are all the same thing here, a
 * set of values with borders, so that a block of orders answers them all by one search. Several
 * terms on a slot are one function. Called by the book when an order comes in. */
#include "profile.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"

void profile_free(struct profile *p)
{
    free(p->keys);
    *p = (struct profile){0};
}

void profile_clear(struct profile *p)
{
    p->n = 0;
    p->n_keys = 0;
}

void profile_slot_begin(struct profile *p, uint8_t slot, bool absent, bool base)
{
    p->slots[p->n++] = (struct profile_slot){slot, absent, base, (uint32_t)p->n_keys, 0};
}

void profile_key(struct profile *p, int64_t key)
{
    if (p->n_keys == p->size_keys) {
        p->size_keys = p->size_keys == 0 ? 64 : p->size_keys * 2;
        p->keys = mem_resize(p->keys, p->size_keys * sizeof *p->keys);
    }
    p->keys[p->n_keys++] = key;
    p->slots[p->n - 1].n++;
}

/* Turns the answer at each value and back behind it; neighbours make one step. */
static void add_set(struct profile *p, const int64_t *set, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (i == 0 || set[i] - 1 != set[i - 1])
            profile_key(p, set[i]);
        if (set[i] != INT64_MAX && (i + 1 == n || set[i + 1] - 1 != set[i]))
            profile_key(p, set[i] + 1);
    }
}

static void add_range(struct profile *p, const struct filter_term *t)
{
    if (t->min > t->max)
        return; /* nothing: the base stays no */
    if (t->min == INT64_MIN)
        p->slots[p->n - 1].base = true;
    else
        profile_key(p, t->min);
    if (t->max != INT64_MAX)
        profile_key(p, t->max + 1);
}

static void add_term(struct profile *p, const struct filter_term *t)
{
    bool outside = t->op == FILTER_NOT_IN;

    profile_slot_begin(p, t->slot, outside, outside);
    if (t->op == FILTER_RANGE)
        add_range(p, t);
    else if (t->op == FILTER_IS)
        add_set(p, &t->min, 1);
    else if (t->op == FILTER_WITHIN)
        for (uint32_t i = 0; i < t->n; i++)
            profile_key(p, t->set[i]);
    else
        add_set(p, t->set, t->n);
}

/* The function of the last slot takes the place of the two before it, whose keys it drops. */
static void keep_last(struct profile *p)
{
    struct profile_slot joint = p->slots[p->n - 1];
    uint32_t to = p->slots[p->n - 3].from;

    if (joint.n > 0)
        memmove(&p->keys[to], &p->keys[joint.from], joint.n * sizeof *p->keys);
    joint.from = to;
    p->n -= 2;
    p->slots[p->n - 1] = joint;
    p->n_keys = to + joint.n;
}

/* The two last slots are of one slot: both must accept. */
static void join_last(struct profile *p)
{
    struct profile_slot b = p->slots[p->n - 1], a = p->slots[p->n - 2];
    bool in_a = a.base, in_b = b.base, yes = in_a && in_b;
    uint32_t i = 0, j = 0;

    profile_slot_begin(p, a.slot, a.absent && b.absent, yes);
    while (i < a.n || j < b.n) {
        int64_t of_a = i < a.n ? p->keys[a.from + i] : INT64_MAX;
        int64_t of_b = j < b.n ? p->keys[b.from + j] : INT64_MAX;
        int64_t key = of_a < of_b ? of_a : of_b;

        if (i < a.n && of_a == key) {
            in_a = !in_a;
            i++;
        }
        if (j < b.n && of_b == key) {
            in_b = !in_b;
            j++;
        }
        if ((in_a && in_b) != yes) {
            yes = !yes;
            profile_key(p, key);
        }
    }
    keep_last(p);
}

void profile_of(struct profile *p, const struct filter *filter)
{
    int above = FACT_SLOTS, slot;

    profile_clear(p);
    for (;; above = slot) {
        uint32_t before = p->n;

        slot = -1;
        for (uint32_t i = 0; i < filter->n; i++)
            if (filter->terms[i].slot < above && filter->terms[i].slot > slot)
                slot = filter->terms[i].slot;
        if (slot < 0)
            return;
        for (uint32_t i = 0; i < filter->n; i++) {
            if (filter->terms[i].slot != slot)
                continue;
            add_term(p, &filter->terms[i]);
            if (p->n - before == 2)
                join_last(p);
        }
    }
}
