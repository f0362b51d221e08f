/* Asking blocks.
 *
 * Its one rule: a fact's value is looked up once a slot, and answers for all 64 orders; the walk
 * over slots ends when nobody is left. Called by match.c for every lead. */
#include "block.h"

static size_t data_words(const struct block *b)
{
    const struct column *last;

    if (b->n_columns == 0)
        return 0;
    last = block_columns(b) + b->n_columns - 1;
    return last->at + last->n + 1 + column_key_words(last);
}

const uint32_t *block_orders(const struct block *b)
{
    return (const uint32_t *)(const void *)(b->words + data_words(b));
}

size_t block_bytes(const struct block *b)
{
    return sizeof *b + (data_words(b) + (b->n + 1) / 2) * sizeof b->words[0];
}

/* How many keys are not above the value, which is not below the first: halves without branches. */
#define STEPS_OF(name, type)                                                                       \
    static uint32_t name(const type *keys, uint32_t n, type value)                                 \
    {                                                                                              \
        const type *at = keys;                                                                     \
                                                                                                   \
        while (n > 1) {                                                                            \
            uint32_t half = n / 2;                                                                 \
                                                                                                   \
            at += at[half] <= value ? half : 0;                                                    \
            n -= half;                                                                             \
        }                                                                                          \
        return (uint32_t)(at - keys) + 1;                                                          \
    }
STEPS_OF(steps_16, uint16_t)
STEPS_OF(steps_32, uint32_t)
STEPS_OF(steps_64, uint64_t)

static uint64_t column_accepts(const struct block *b, const struct column *c, int64_t value)
{
    const uint64_t *masks = column_masks(b, c);
    const void *keys = masks + c->n + 1;
    uint64_t above = (uint64_t)value - (uint64_t)c->first;

    if (c->n == 0 || value < c->first)
        return masks[0];
    if (c->width == 0)
        return masks[steps_16(keys, c->n, above > UINT16_MAX ? UINT16_MAX : (uint16_t)above)];
    if (c->width == 1)
        return masks[steps_32(keys, c->n, above > UINT32_MAX ? UINT32_MAX : (uint32_t)above)];
    return masks[steps_64(keys, c->n, above)];
}

uint64_t block_accepts(const struct block *b, const struct facts *facts)
{
    const struct column *c = block_columns(b), *end = c + b->n_columns;
    uint64_t rows = rows_mask(b->n);

    for (; c < end && rows != 0; c++)
        rows &= fact_has(facts, c->slot) ? column_accepts(b, c, facts->value[c->slot]) : c->absent;
    return rows;
}

void block_profile(const struct block *b, uint32_t at, struct profile *out)
{
    profile_clear(out);
    for (uint32_t i = 0; i < b->n_columns; i++) {
        const struct column *c = block_columns(b) + i;
        const uint64_t *masks = column_masks(b, c);

        profile_slot_begin(out, (uint8_t)c->slot, c->absent >> at & 1, masks[0] >> at & 1);
        for (uint32_t j = 0; j < c->n; j++)
            if ((masks[j] ^ masks[j + 1]) >> at & 1)
                profile_key(out, column_key(b, c, j));
    }
}
