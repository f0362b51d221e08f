/* Points on the earth as numbers on a line, and circles as pieces of that line, so that "near" is
 * asked like any other condition: by where a value stands between borders.
 *
 * The earth is seen on the six faces of a cube around it, each parted into squares of five
 * centimetres or less, which a Z-order curve (G. M. Morton, 1966) numbers face by face: a square of
 * two to the n by two to the n of them is one piece of the line. So no place is special, neither
 * poles nor date line, and squares are alike in size to a factor of three. */
#ifndef LEADX_CORE_PLACE_H
#define LEADX_CORE_PLACE_H

#include <stddef.h>
#include <stdint.h>

enum {
    PLACE_DEGREE = 1000000, /* a degree */
    PLACE_BORDERS_MAX = 1000,
    PLACE_METRES_MIN = 100,
    PLACE_METRES_MAX = 2000000,
};

/* The point's place on the line, not negative. In millionths of a degree: lat from -90 to 90
 * degrees, lon from -180 to 180. */
int64_t place_code(int64_t lat, int64_t lon);
/* The circle of so many metres (PLACE_METRES_MIN to _MAX) around a place_code, on a sphere of the
 * earth's mean radius (IUGG 1980, 6,371,008.8 m). out: borders, rising; a code is inside when an
 * odd number of them is not above it. Returns how many, never 0 and always even. The circle's edge
 * is a stair: what is farther from it than a twentieth of the radius is on the right side of it. */
size_t place_near(int64_t code, int64_t metres, int64_t out[PLACE_BORDERS_MAX]);

#endif
