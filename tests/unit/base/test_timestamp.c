/* Timestamps: against the C library's calendar, and what is not one. */
#include "leadx/base/timestamp.h"

#include <time.h>

#include "support.h"

static void expect(const char *text, int64_t ms)
{
    int64_t got = 0;

    assert_true(timestamp_parse(slice_of(text), &got));
    assert_int_equal(got, ms);
}

static void test_parse(void **state)
{
    (void)state;
    expect("1970-01-01T00:00:00Z", 0);
    expect("2026-11-21T10:00:00.000Z", INT64_C(1795255200000));
    expect("2026-11-21t13:00:00.5+03:00", INT64_C(1795255200500));
    expect("2026-11-21T00:30:00.123999999-09:30", INT64_C(1795255200123));
    expect("1969-12-31T23:59:59.999z", -1);
    expect("2016-12-31T23:59:60Z", INT64_C(1483228799999));
    expect("2017-01-01T02:59:60.5+03:00", INT64_C(1483228799999));
    expect("1900-01-01T00:00:00-00:00", INT64_C(-2208988800000));
    expect("9999-12-31T23:59:59.999Z", INT64_C(253402300799999));
}

static void test_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "2026-11-21",
        "2026-11-21T10:00:00",
        "2026-11-21 10:00:00Z",
        "2026-11-21T10:00Z",
        "2026-11-21T10:00:00.Z",
        "2026-11-21T10:00:00.1234567890Z",
        "2026-11-21T10:00:00,5Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T10:60:00Z",
        "2026-11-21T10:00:60Z",
        "2026-11-21T10:00:61Z",
        "2026-11-21T10:00:00+24:00",
        "2026-11-21T10:00:00+03:60",
        "2026-11-21T10:00:00+0300",
        "2026-11-21T10:00:00Z ",
        "2026-11-21T10:00:00ZZ",
        "2026-04-31T10:00:00Z",
        "2025-02-29T10:00:00Z",
        "1900-02-29T10:00:00Z",
        "2026-00-10T10:00:00Z",
        "2026-13-10T10:00:00Z",
        "2026-01-00T10:00:00Z",
        "1899-12-31T23:59:59Z",
        "1900-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "+026-11-21T10:00:00Z",
        "2026-1-21T10:00:00Z",
    };
    int64_t ms = 5;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(timestamp_parse(slice_of(bad[i]), &ms));
    assert_int_equal(ms, 5);
}

static void test_dates(void **state)
{
    int64_t ms = 5;

    (void)state;
    assert_true(timestamp_parse_date(SLICE("2024-02-29"), &ms));
    assert_int_equal(ms, INT64_C(1709164800000));
    assert_true(timestamp_parse_date(SLICE("2000-02-29"), &ms));
    assert_false(timestamp_parse_date(SLICE("2100-02-29"), &ms));
    assert_false(timestamp_parse_date(SLICE("2024-02-29T"), &ms));
    assert_false(timestamp_parse_date(SLICE("2024-2-29"), &ms));
    assert_false(timestamp_parse_date(SLICE_NONE, &ms));
}

/* All days from 1900 to 9999 in steps, each at another moment of the day. */
static void test_agrees_with_the_c_library(void **state)
{
    int64_t last = INT64_C(253402300799999);

    (void)state;
    for (int64_t ms = INT64_C(-2208988800000); ms <= last; ms += INT64_C(86400000) * 11 + 7654321) {
        time_t seconds = (time_t)((ms - ((ms % 1000) + 1000) % 1000) / 1000);
        char want[64], got[TIMESTAMP_SIZE];
        struct tm tm;
        int64_t again;

        gmtime_r(&seconds, &tm);
        snprintf(want, sizeof want, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", tm.tm_year + 1900,
                 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
                 (int)(((ms % 1000) + 1000) % 1000));
        assert_string_equal(timestamp_format(ms, got), want);
        assert_true(timestamp_parse(slice_of(got), &again));
        assert_int_equal(again, ms);
    }
}

static void test_out_of_range_is_shown_as_the_nearest(void **state)
{
    char text[TIMESTAMP_SIZE];

    (void)state;
    assert_string_equal(timestamp_format(INT64_MAX, text), "9999-12-31T23:59:59.999Z");
    assert_string_equal(timestamp_format(INT64_MIN, text), "1900-01-01T00:00:00.000Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_agrees_with_the_c_library),
        cmocka_unit_test(test_out_of_range_is_shown_as_the_nearest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
