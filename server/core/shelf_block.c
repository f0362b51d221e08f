/* The conditions of a search, over a block of rows, one column after the other.
 *
 * Its one rule: loops without a branch, each over as few columns as it can be, so that the compiler
 * makes vectors of them. Called by shelf_walk.c; compiled with more optimisation than the rest. */
#include "shelf_block.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"

/* --- A filter made ready --- */

/* The runs of accepted codes, when they are few. */
static void runs_find(struct sieve *v, size_t n)
{
    size_t runs = 0;

    for (size_t code = 1; code < n; code++) {
        if (v->refuse[code])
            continue;
        if (code > 1 && !v->refuse[code - 1]) {
            v->more[runs - 1]++;
            continue;
        }
        if (runs == SIEVE_RUNS_MAX)
            return;
        v->first[runs] = (uint8_t)code;
        v->more[runs++] = 0;
    }
    v->n_runs = runs;
}

void sieve_make(struct sieve *v, const struct shelf *s, const struct shelf_filter *filter)
{
    size_t n = s->n_sums[filter->dim]; /* no row has a code from there on */

    assert(filter->dim < s->dims);
    v->dim = filter->dim;
    v->n_runs = 0;
    v->refuse = mem_alloc(n + 1);
    v->refuse[0] = true; /* not shown: fits no filter */
    for (size_t code = 1; code < n; code++)
        v->refuse[code] = code >= filter->n || !filter->accept[code];
    if (s->shown[v->dim].wide == NULL)
        runs_find(v, n < UINT8_MAX + 1 ? n : UINT8_MAX + 1);
}

void sieve_free(struct sieve *v)
{
    free(v->refuse);
}

/* --- Filters --- */

static void pass_run(uint8_t *restrict refused, const uint8_t *restrict codes, uint32_t n,
                     uint8_t first, uint8_t more)
{
    for (uint32_t i = 0; i < n; i++)
        refused[i] &= (uint8_t)(codes[i] - first) > more ? UINT8_MAX : 0;
}

static void refuse_by_runs(uint8_t *refused, const uint8_t *codes, uint32_t n,
                           const struct sieve *v)
{
    memset(refused, UINT8_MAX, n);
    for (size_t r = 0; r < v->n_runs; r++)
        pass_run(refused, codes, n, v->first[r], v->more[r]);
}

static void refuse_narrow(uint8_t *restrict refused, const uint8_t *restrict codes, uint32_t n,
                          const bool *restrict refuse)
{
    for (uint32_t i = 0; i < n; i++)
        refused[i] = (uint8_t)-refuse[codes[i]];
}

static void refuse_wide(uint8_t *restrict refused, const uint16_t *restrict codes, uint32_t n,
                        const bool *restrict refuse)
{
    for (uint32_t i = 0; i < n; i++)
        refused[i] = (uint8_t)-refuse[codes[i]];
}

/* Who fits so far and is refused now fails this one alone; who is refused a second time is out. */
static void refusals_note(uint8_t *restrict state, const uint8_t *restrict refused, uint32_t n,
                          uint8_t alone)
{
    for (uint32_t i = 0; i < n; i++) {
        uint8_t worse = state[i] == STATE_FITS ? alone : STATE_OUT;

        state[i] = refused[i] != 0 ? worse : state[i];
    }
}

void block_filter(struct shelf_block *b, const struct shelf *s, const struct sieve *v, size_t no)
{
    const struct shown *c = &s->shown[v->dim];

    if (v->n_runs > 0)
        refuse_by_runs(b->refused, c->narrow + b->from, b->n, v);
    else if (c->wide == NULL)
        refuse_narrow(b->refused, c->narrow + b->from, b->n, v->refuse);
    else
        refuse_wide(b->refused, c->wide + b->from, b->n, v->refuse);
    refusals_note(b->state, b->refused, b->n, (uint8_t)(no + 1));
}

/* --- The gate --- */

/* Returns the flags that any has. */
static uint8_t out_unless_flags(uint8_t *restrict state, const uint8_t *restrict flags, uint32_t n,
                                uint8_t want)
{
    uint8_t any = 0;

    for (uint32_t i = 0; i < n; i++) {
        state[i] = (flags[i] & want) == want ? STATE_FITS : STATE_OUT;
        any |= flags[i];
    }
    return any;
}

static void out_until(uint8_t *restrict state, const uint32_t *restrict seconds, uint32_t n,
                      uint32_t until)
{
    for (uint32_t i = 0; i < n; i++)
        state[i] |= seconds[i] <= until ? STATE_OUT : STATE_FITS;
}

static void out_if_same(uint8_t *restrict state, const uint32_t *restrict numbers, uint32_t n,
                        uint32_t number)
{
    for (uint32_t i = 0; i < n; i++)
        state[i] |= numbers[i] == number ? STATE_OUT : STATE_FITS;
}

static uint32_t earliest(const uint32_t *seconds, uint32_t n)
{
    uint32_t first = UINT32_MAX;

    for (uint32_t i = 0; i < n; i++)
        first = seconds[i] < first ? seconds[i] : first;
    return first;
}

/* Most blocks have nothing that ended: what ends first there tells. */
static void out_when_ended(struct shelf_block *b, struct shelf *s, uint32_t now_s)
{
    uint32_t *first = &s->ends_first[b->from / SHELF_BLOCK];

    if (*first > now_s)
        return;
    out_until(b->state, s->ends_s + b->from, b->n, now_s);
    *first = earliest(s->ends_s + b->from, b->n); /* it may have been taken away */
}

void block_gate(struct shelf_block *b, struct shelf *s, const struct shelf_query *q)
{
    uint8_t want = (uint8_t)(FLAG_ALIVE | (q->exclusive ? FLAG_EXCLUSIVE : 0));

    b->flags = out_unless_flags(b->state, s->flags + b->from, b->n, want);
    out_when_ended(b, s, (uint32_t)q->now_s);
    if (s->owners[q->family % SHELF_OWNERS] > 0)
        out_if_same(b->state, s->family + b->from, b->n, q->family);
    if (q->age_max_s > 0 && q->age_max_s < q->now_s)
        out_until(b->state, s->born_s + b->from, b->n, (uint32_t)(q->now_s - q->age_max_s) - 1);
}

/* --- Who is left --- */

/* Eight bytes that are 0 or 1, as eight bits: the product moves byte i to bit 56 + i. */
static uint64_t bits_of(const uint8_t *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return le64toh(word) * UINT64_C(0x0102040810204080) >> 56;
}

static void mark(uint8_t *restrict marks, const uint8_t *restrict state, uint32_t n, uint8_t first,
                 uint8_t more)
{
    for (uint32_t i = 0; i < n; i++)
        marks[i] = (uint8_t)(state[i] - first) <= more;
}

/* Bit by bit costs one wrong guess in 64 rows, row by row one for each that is picked. */
uint32_t block_pick(const struct shelf_block *b, uint8_t first, uint8_t last,
                    uint16_t list[SHELF_BLOCK])
{
    uint8_t marks[SHELF_BLOCK];
    uint32_t n = 0;

    mark(marks, b->state, b->n, first, (uint8_t)(last - first));
    memset(marks + b->n, 0, SHELF_BLOCK - b->n);
    for (uint32_t from = 0; from < b->n; from += 64) {
        uint64_t bits = 0;

        for (uint32_t i = 0; i < 64; i += 8)
            bits |= bits_of(marks + from + i) << i;
        for (; bits != 0; bits &= bits - 1)
            list[n++] = (uint16_t)(from + (uint32_t)__builtin_ctzll(bits));
    }
    return n;
}
