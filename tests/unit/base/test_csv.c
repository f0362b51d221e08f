/* CSV for machines and for spreadsheets. */
#include "leadx/base/csv.h"

#include <stdio.h>

#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *field(enum csv_form form, const char *value)
{
    static char out[200];
    struct buf b;

    buf_init(&b, 0);
    csv_field(&b, form, true, slice_of(value));
    snprintf(out, sizeof out, "%.*s", (int)b.n, b.p == NULL ? "" : b.p);
    buf_free(&b);
    return out;
}

static void test_machines_get_values_untouched(void **state)
{
    static const char *const cases[][2] = {
        {"plain", "plain"},   {"", ""},
        {"a,b", "\"a,b\""},   {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"a\nb", "\"a\nb\""}, {"=1+1", "=1+1"},
        {"-5", "-5"},         {" x", "\" x\""},
        {"Анна", "Анна"},     {"+79991234567", "+79991234567"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(field(CSV_MACHINE, cases[i][0]), cases[i][1]);
}

static void test_spreadsheets_run_nothing(void **state)
{
    static const char *const cases[][2] = {
        {"plain", "plain"},
        {"=1+1", "\"'=1+1\""},
        {"=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""},
        {"+79991234567", "\"'+79991234567\""},
        {"-1", "-1"},
        {"-1.50", "-1.50"},
        {"-1+2", "\"'-1+2\""},
        {"-", "\"'-\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\t=1", "\"'\t=1\""},
        {"\r=1", "\"'\r=1\""},
        {"  =1", "\"'  =1\""},
        {"\xEF\xBC\x9D"
         "1",
         "\"'\xEF\xBC\x9D"
         "1\""},
        {"a;b", "\"a;b\""},
        {"a,b", "\"a,b\""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(field(CSV_SPREADSHEET, cases[i][0]), cases[i][1]);
}

static void test_lines(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    csv_begin(&b, CSV_SPREADSHEET);
    csv_field(&b, CSV_SPREADSHEET, true, SLICE("a"));
    csv_field(&b, CSV_SPREADSHEET, false, SLICE("b"));
    csv_end_line(&b);
    csv_begin(&b, CSV_MACHINE);
    csv_field(&b, CSV_MACHINE, true, SLICE(""));
    csv_field(&b, CSV_MACHINE, false, SLICE("b"));
    csv_end_line(&b);
    assert_int_equal(b.n, 3 + 5 + 4);
    assert_memory_equal(b.p,
                        "\xEF\xBB\xBF"
                        "a;b\r\n,b\r\n",
                        b.n);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machines_get_values_untouched),
        cmocka_unit_test(test_spreadsheets_run_nothing),
        cmocka_unit_test(test_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
