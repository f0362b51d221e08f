/* What the rows of a shelf show of each dimension, in columns as narrow as the codes allow.
 *
 * Its one rule: a column is widened when the first code comes that a byte cannot hold, and stays
 * wide. Called by shelf.c and shelf_mask.c; searches read the columns themselves. */
#include <stdlib.h>

#include "leadx/base/mem.h"
#include "shelf_room.h"

void shown_free(struct shelf *s)
{
    for (size_t d = 0; d < s->dims; d++) {
        free(s->shown[d].narrow);
        free(s->shown[d].wide);
    }
}

void shown_grow(struct shelf *s, uint32_t room)
{
    for (size_t d = 0; d < s->dims; d++) {
        struct shown *c = &s->shown[d];

        if (c->wide != NULL)
            c->wide = mem_resize(c->wide, room * sizeof *c->wide);
        else
            c->narrow = mem_resize(c->narrow, room * sizeof *c->narrow);
    }
}

static void widen(struct shelf *s, struct shown *c)
{
    c->wide = mem_alloc(s->room * sizeof *c->wide);
    for (uint32_t row = 0; row < s->top; row++)
        c->wide[row] = c->narrow[row];
    free(c->narrow);
    c->narrow = NULL;
}

void shown_put(struct shelf *s, uint32_t row, size_t dim, uint16_t code)
{
    struct shown *c = &s->shown[dim];

    if (code > UINT8_MAX && c->wide == NULL)
        widen(s, c);
    if (c->wide != NULL)
        c->wide[row] = code;
    else
        c->narrow[row] = (uint8_t)code;
}
