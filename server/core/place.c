/* Places as codes, and circles covered by squares of them.
 *
 * Its one rule: what is inside is what the borders say, everywhere and always; nobody measures the
 * distance again. Called by field_read.c for a lead's point and by app's filter_read.c for an
 * order's circle. */
#include "leadx/core/place.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

enum { BITS = 28, FACES = 6, STAIRS = 16 };

static const double earth_m = 6371008.8;

struct vector {
    double x, y, z;
};

/* A square of two to the bits by two to the bits on a face, by its lowest corner. */
struct square {
    int face; /* the axis it looks along: 0, 1, 2 for x, y, z, and 3 more for the other way */
    uint64_t i, j;
    int bits;
};

/* --- Codes ------------------------------------------------------------------------------------ */

/* Every bit with a zero before it. */
static uint64_t spread(uint64_t v)
{
    v = (v | v << 16) & UINT64_C(0x0000ffff0000ffff);
    v = (v | v << 8) & UINT64_C(0x00ff00ff00ff00ff);
    v = (v | v << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    v = (v | v << 2) & UINT64_C(0x3333333333333333);
    return (v | v << 1) & UINT64_C(0x5555555555555555);
}

/* Every other bit, from the lowest on. */
static uint64_t gather(uint64_t v)
{
    v &= UINT64_C(0x5555555555555555);
    v = (v | v >> 1) & UINT64_C(0x3333333333333333);
    v = (v | v >> 2) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    v = (v | v >> 4) & UINT64_C(0x00ff00ff00ff00ff);
    v = (v | v >> 8) & UINT64_C(0x0000ffff0000ffff);
    return (v | v >> 16) & UINT64_C(0x00000000ffffffff);
}

static int64_t square_code(const struct square *s)
{
    return (int64_t)((uint64_t)s->face << 2 * BITS | spread(s->j) << 1 | spread(s->i));
}

/* -1 to 1 across a face. */
static uint64_t step_of(double u)
{
    double step = (u + 1) * (UINT64_C(1) << (BITS - 1));

    return step < 0                        ? 0
           : step >= (UINT64_C(1) << BITS) ? (UINT64_C(1) << BITS) - 1
                                           : (uint64_t)step;
}

int64_t place_code(int64_t lat, int64_t lon)
{
    double north = (double)lat / PLACE_DEGREE * M_PI / 180,
           east = (double)lon / PLACE_DEGREE * M_PI / 180;
    double v[3] = {cos(north) * cos(east), cos(north) * sin(east), sin(north)};
    int axis = fabs(v[0]) >= fabs(v[1]) ? 0 : 1;
    struct square s = {.bits = 0};

    axis = fabs(v[axis]) >= fabs(v[2]) ? axis : 2;
    s.face = v[axis] < 0 ? axis + 3 : axis;
    s.i = step_of(v[(axis + 1) % 3] / fabs(v[axis]));
    s.j = step_of(v[(axis + 2) % 3] / fabs(v[axis]));
    return square_code(&s);
}

/* The direction of a point of a face, from its place in steps. length: how far the cube's side is
 * there from the earth's middle. */
static struct vector direction(int face, double i, double j, double *length)
{
    double u = i / (UINT64_C(1) << (BITS - 1)) - 1, w = j / (UINT64_C(1) << (BITS - 1)) - 1, v[3];
    int axis = face % 3;

    *length = sqrt(1 + u * u + w * w);
    v[axis] = (face < 3 ? 1 : -1) / *length;
    v[(axis + 1) % 3] = u / *length;
    v[(axis + 2) % 3] = w / *length;
    return (struct vector){v[0], v[1], v[2]};
}

/* --- Circles ---------------------------------------------------------------------------------- */

struct circle {
    struct vector middle;
    int64_t code;  /* of the middle */
    double radius; /* the straight line to its edge, through an earth of radius 1 */
    int smallest;  /* squares of so many bits are not split */
    int64_t *borders;
    size_t n;
    bool full;
};

/* The straight line from one to the other. Lines obey the triangle's inequality as arcs do, and
 * cost no arc sine. */
static double line(struct vector a, struct vector b)
{
    double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;

    return sqrt(x * x + y * y + z * z);
}

/* From this code up to that one; what begins where the last ended goes on. */
static void add(struct circle *c, int64_t from, int64_t to)
{
    if (c->n > 0 && c->borders[c->n - 1] == from) {
        c->borders[c->n - 1] = to;
        return;
    }
    c->full = c->full || c->n + 2 > PLACE_BORDERS_MAX;
    if (c->full)
        return;
    c->borders[c->n++] = from;
    c->borders[c->n++] = to;
}

enum where { OUTSIDE, INSIDE, ACROSS };

/* On the earth a square is smaller than on the cube, by at least how far the cube is there. */
static enum where look(const struct circle *c, const struct square *s)
{
    double side = (double)(UINT64_C(1) << s->bits), length, away, wide;
    struct vector middle =
        direction(s->face, (double)s->i + side / 2, (double)s->j + side / 2, &length);

    away = line(c->middle, middle);
    wide = side / (UINT64_C(1) << BITS) * M_SQRT2; /* to a corner */
    wide /= length - wide > 1 ? length - wide : 1;
    if (away + wide <= c->radius)
        return INSIDE;
    if (away - wide > c->radius)
        return OUTSIDE;
    return s->bits > c->smallest ? ACROSS : away <= c->radius ? INSIDE : OUTSIDE;
}

/* In the order of the line. */
static void cover(struct circle *c, struct square s)
{
    int64_t from = square_code(&s), to = from + (INT64_C(1) << 2 * s.bits);
    enum where where = look(c, &s);

    if (where == OUTSIDE && s.bits <= c->smallest && from <= c->code && c->code < to)
        where = INSIDE; /* the middle itself, whatever else */
    if (where == INSIDE)
        add(c, from, to);
    if (where != ACROSS || c->full)
        return;
    for (int part = 0; part < 4; part++) {
        uint64_t half = UINT64_C(1) << (s.bits - 1);

        cover(c, (struct square){s.face, s.i + (part & 1 ? half : 0), s.j + (part & 2 ? half : 0),
                                 s.bits - 1});
    }
}

size_t place_near(int64_t code, int64_t metres, int64_t out[PLACE_BORDERS_MAX])
{
    uint64_t on_face = (uint64_t)code & ((UINT64_C(1) << 2 * BITS) - 1);
    int face = (int)(code >> 2 * BITS);
    struct circle c = {
        .code = code, .radius = 2 * sin((double)metres / earth_m / 2), .borders = out};
    double stair = c.radius / STAIRS * (UINT64_C(1) << (BITS - 1)), length;

    assert(metres >= PLACE_METRES_MIN && metres <= PLACE_METRES_MAX && face >= 0 && face < FACES);
    c.middle =
        direction(face, (double)gather(on_face) + 0.5, (double)gather(on_face >> 1) + 0.5, &length);
    while ((double)(UINT64_C(2) << c.smallest) <= stair)
        c.smallest++;
    for (;; c.smallest++) { /* more squares than borders for them: larger ones */
        c.n = 0;
        c.full = false;
        for (face = 0; face < FACES; face++)
            cover(&c, (struct square){face, 0, 0, BITS});
        if (!c.full)
            return c.n;
    }
}
