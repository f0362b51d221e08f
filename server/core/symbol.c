/* Interned texts behind filters and facts.
 *
 * Its one rule: a number once given stays with its text for as long as the table lives. Orders and
 * niches intern, leads only look up, so that strangers' texts cannot make it grow. Called by
 * whoever reads filters and niches, and by field_read. */
#include "leadx/core/symbol.h"

#include <assert.h>
#include <stdlib.h>

#include "leadx/base/digest.h"
#include "leadx/base/mem.h"

enum { SLOTS_FIRST = 64 }; /* power of two */

struct text {
    char *p;
    uint32_t n, hash;
};

struct symbols {
    struct text *texts; /* texts[symbol - 1] */
    uint32_t n, size;
    uint32_t *slots; /* symbol or 0; open addressing */
    uint32_t n_slots;
    uint64_t
        basis; /* drawn anew for each table: buyers choose the texts and could aim collisions */
};

struct symbols *symbols_new(void)
{
    struct symbols *s = mem_zero(1, sizeof *s);

    s->n_slots = SLOTS_FIRST;
    s->slots = mem_zero(s->n_slots, sizeof *s->slots);
    random_bytes(&s->basis, sizeof s->basis);
    return s;
}

void symbols_free(struct symbols *s)
{
    if (s == NULL)
        return;
    for (uint32_t i = 0; i < s->n; i++)
        free(s->texts[i].p);
    free(s->texts);
    free(s->slots);
    free(s);
}

/* FNV-1a from a secret basis, its high bits folded down because slots are taken from the low ones.
 */
static uint32_t text_hash(const struct symbols *s, struct slice text)
{
    uint64_t h = s->basis;

    for (size_t i = 0; i < text.n; i++)
        h = (h ^ (unsigned char)text.p[i]) * UINT64_C(1099511628211);
    h ^= h >> 32;
    h *= UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(h >> 32);
}

/* The slot that holds text, or the empty one where it belongs. */
static uint32_t slot_of(const struct symbols *s, struct slice text, uint32_t hash)
{
    uint32_t i = hash & (s->n_slots - 1);

    for (; s->slots[i] != 0; i = (i + 1) & (s->n_slots - 1)) {
        const struct text *t = &s->texts[s->slots[i] - 1];

        if (t->hash == hash && slice_is((struct slice){t->p, t->n}, text))
            break;
    }
    return i;
}

static void grow_slots(struct symbols *s)
{
    free(s->slots);
    s->n_slots *= 2;
    s->slots = mem_zero(s->n_slots, sizeof *s->slots);
    for (uint32_t symbol = 1; symbol <= s->n; symbol++) {
        uint32_t i = s->texts[symbol - 1].hash & (s->n_slots - 1);

        while (s->slots[i] != 0)
            i = (i + 1) & (s->n_slots - 1);
        s->slots[i] = symbol;
    }
}

uint32_t symbol_find(const struct symbols *s, struct slice text)
{
    return s->slots[slot_of(s, text, text_hash(s, text))];
}

uint32_t symbol_intern(struct symbols *s, struct slice text)
{
    uint32_t hash = text_hash(s, text), slot = slot_of(s, text, hash);
    struct text *t;

    assert(text.n <= UINT32_MAX);
    if (s->slots[slot] != 0)
        return s->slots[slot];
    if (s->n == s->size) {
        s->size = s->size == 0 ? SLOTS_FIRST : s->size * 2;
        s->texts = mem_resize(s->texts, s->size * sizeof *s->texts);
    }
    t = &s->texts[s->n++];
    *t = (struct text){mem_alloc(text.n + 1), (uint32_t)text.n, hash};
    if (text.n > 0)
        memcpy(t->p, text.p, text.n);
    t->p[text.n] = '\0';
    s->slots[slot] = s->n;
    if (s->n > s->n_slots / 2)
        grow_slots(s);
    return s->n;
}

struct slice symbol_text(const struct symbols *s, uint32_t symbol)
{
    assert(symbol >= 1 && symbol <= s->n);
    return (struct slice){s->texts[symbol - 1].p, s->texts[symbol - 1].n};
}
