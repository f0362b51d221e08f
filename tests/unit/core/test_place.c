/* Circles as pieces of a line: what is near is in, what is far is out, all around the earth. */
#include "leadx/core/place.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static int64_t borders[PLACE_BORDERS_MAX];
static size_t n;

static int64_t degrees(double d)
{
    return (int64_t)llround(d * PLACE_DEGREE);
}

static int64_t code(double lat, double lon)
{
    return place_code(degrees(lat), degrees(lon));
}

static void circle(double lat, double lon, int64_t metres)
{
    n = place_near(code(lat, lon), metres, borders);
    assert_true(n >= 2 && n <= PLACE_BORDERS_MAX && n % 2 == 0);
    for (size_t i = 1; i < n; i++)
        assert_true(borders[i - 1] < borders[i]);
}

static bool inside(double lat, double lon)
{
    size_t below = 0;

    while (below < n && borders[below] <= code(lat, lon))
        below++;
    return below % 2 == 1;
}

static double rad(double d)
{
    return d * M_PI / 180;
}

/* By three dimensions: nothing of it is shared with what is tested. */
static double metres_between(double lat, double lon, double lat2, double lon2)
{
    double x = cos(rad(lat)) * cos(rad(lon)), y = cos(rad(lat)) * sin(rad(lon)), z = sin(rad(lat));
    double u = cos(rad(lat2)) * cos(rad(lon2)), v = cos(rad(lat2)) * sin(rad(lon2)),
           w = sin(rad(lat2));
    double cx = y * w - z * v, cy = z * u - x * w, cz = x * v - y * u;

    return 6371008.8 * atan2(sqrt(cx * cx + cy * cy + cz * cz), x * u + y * v + z * w);
}

/* Points of all directions and distances up to twice the radius. */
static void tried(double lat, double lon, double radius)
{
    circle(lat, lon, (int64_t)radius);
    for (int i = 0; i < 2000; i++) {
        double far = radius * 2 * (i + 1) / 2000 / 6371008.8, way = i * 2.399963;
        double to = asin(sin(rad(lat)) * cos(far) + cos(rad(lat)) * sin(far) * cos(way));
        double over =
            atan2(sin(way) * sin(far) * cos(rad(lat)), cos(far) - sin(rad(lat)) * sin(to));
        double lat2 = to * 180 / M_PI, lon2 = lon + over * 180 / M_PI, away;

        lon2 = lon2 > 180 ? lon2 - 360 : lon2 < -180 ? lon2 + 360 : lon2;
        away = metres_between(lat, lon, lat2, lon2);
        if (away < radius * 0.95)
            assert_true(inside(lat2, lon2));
        if (away > radius * 1.05)
            assert_false(inside(lat2, lon2));
    }
}

static void test_a_city(void **state)
{
    (void)state;
    circle(55.7558, 37.6173, 30000); /* Moscow */
    assert_true(inside(55.7558, 37.6173));
    assert_true(inside(55.8894, 37.4451));  /* Khimki, 18 km */
    assert_false(inside(55.4242, 37.5547)); /* Podolsk, 37 km */
    assert_false(inside(59.9343, 30.3351)); /* Saint Petersburg */
    assert_false(inside(-55.7558, 37.6173));
}

static void test_every_size(void **state)
{
    static const double radii[] = {100, 1234, 25000, 300000, 2000000};

    (void)state;
    for (size_t i = 0; i < sizeof radii / sizeof *radii; i++) {
        tried(55.7558, 37.6173, radii[i]);
        tried(0, 0, radii[i]);
        tried(-33.8688, 151.2093, radii[i]);
    }
}

static void test_across_the_date_line(void **state)
{
    (void)state;
    tried(-16.5, 179.99, 200000); /* Fiji */
    tried(64.7, -180, 500000);
    tried(64.7, 180, 500000);
}

static void test_at_the_poles(void **state)
{
    (void)state;
    tried(90, 0, 300000);
    tried(-90, 120, 2000000);
    tried(89.9, -45, 50000);
    tried(78.2232, 15.6267, 100); /* Longyearbyen */
    tried(85, 10, 1000000);
}

static void test_anywhere(void **state)
{
    (void)state;
    srand(7);
    for (int i = 0; i < 60; i++)
        tried(asin(2.0 * rand() / RAND_MAX - 1) * 180 / M_PI, 360.0 * rand() / RAND_MAX - 180,
              100 * pow(20000, (double)rand() / RAND_MAX));
}

static void test_codes(void **state)
{
    (void)state;
    for (int lat = -90; lat <= 90; lat += 15)
        for (int lon = -180; lon <= 180; lon += 15)
            assert_true(code(lat, lon) >= 0);
    assert_true(code(1, 2) != code(2, 1));
    assert_true(code(55.7558, 37.6173) != code(55.755801, 37.6173)); /* eleven centimetres */
    assert_int_equal(code(90, 0), code(90, 120));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),        cmocka_unit_test(test_a_city),
        cmocka_unit_test(test_every_size),   cmocka_unit_test(test_across_the_date_line),
        cmocka_unit_test(test_at_the_poles), cmocka_unit_test(test_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
