/* Reading values: each type by a table of what is taken, how it is kept, and what is refused. */
#include "leadx/core/field.h"
#include "leadx/core/place.h"

#include "support.h"

static struct pool *pool;
static struct symbols *symbols;

struct good {
    const char *text, *normal;
    int64_t value; /* ignored for texts, which are compared by symbol */
};

static void assert_text(const struct field *field, const char *region, const char *text,
                        const char *normal)
{
    uint32_t symbol = symbol_intern(symbols, slice_of(normal));
    struct slice got;
    const char *why;
    int64_t value;

    if (!field_read(field, slice_of(text), region, symbols, pool, &value, &got, &why))
        fail_msg("\"%s\" was refused: %s", text, why);
    assert_int_equal(got.n, strlen(normal));
    assert_memory_equal(got.p, normal, got.n);
    assert_int_equal(value, symbol);
}

static void assert_number(const struct field *field, const struct good *g)
{
    struct slice got;
    const char *why;
    int64_t value;

    if (!field_read(field, slice_of(g->text), NULL, symbols, pool, &value, &got, &why))
        fail_msg("\"%s\" was refused: %s", g->text, why);
    assert_int_equal(got.n, strlen(g->normal));
    assert_memory_equal(got.p, g->normal, got.n);
    assert_true(value == g->value);
}

static void assert_refused(const struct field *field, struct slice text, const char *sentence)
{
    struct slice got;
    const char *why = NULL;
    int64_t value;

    if (field_read(field, text, NULL, symbols, pool, &value, &got, &why))
        fail_msg("\"%.*s\" was taken", (int)text.n, text.p);
    assert_non_null(why);
    if (sentence != NULL)
        assert_string_equal(why, sentence);
    assert_int_equal(strncmp(why, "must be ", 8), 0);
    if (text.n > 8) /* the value never comes back in the sentence */
        assert_null(memmem(why, strlen(why), text.p, text.n));
}

static void refuse_each(const struct field *field, const char *const *texts, size_t n,
                        const char *sentence)
{
    for (size_t i = 0; i < n; i++)
        assert_refused(field, slice_of(texts[i]), sentence);
}

static void test_every_type_refuses_broken_text(void **state)
{
    static const struct slice broken[] = {SLICE("\xff"),    SLICE("a\0b"),     SLICE("12\0"),
                                          SLICE("\x1b[2J"), SLICE("a\u202eb"), SLICE(""),
                                          SLICE("   ")};

    (void)state;
    for (int t = 0; t < FIELD_TYPE_COUNT; t++)
        for (size_t i = 0; i < COUNT(broken); i++)
            assert_refused(&(struct field){.type = (enum field_type)t}, broken[i], NULL);
}

static void test_text(void **state)
{
    const struct field any = {.type = FIELD_TEXT}, bound = {.type = FIELD_TEXT, .min = 2, .max = 4};
    char long_text[202];

    (void)state;
    assert_text(&any, NULL, " три  слова здесь ", "три  слова здесь");
    assert_text(&bound, NULL, "слон", "слон");
    assert_refused(&bound, SLICE("слоны"), "must be text of 2 to 4 characters");
    assert_refused(&bound, SLICE("a"), "must be text of 2 to 4 characters");
    memset(long_text, 'a', sizeof long_text);
    assert_refused(&any, (struct slice){long_text, 201}, "must be text of 1 to 200 characters");
    long_text[200] = '\0';
    assert_text(&any, NULL, long_text, long_text);
}

static void test_unknown_text_is_taken_and_matches_nothing(void **state)
{
    struct slice normal;
    const char *why;
    int64_t value = 1;

    (void)state;
    assert_true(field_read(&(struct field){.type = FIELD_TEXT}, SLICE("nobody named this"), NULL,
                           symbols, pool, &value, &normal, &why));
    assert_int_equal(value, 0);
}

static void test_integer(void **state)
{
    const struct field any = {.type = FIELD_INTEGER};
    const struct field age = {.type = FIELD_INTEGER, .min = 18, .max = 120};
    static const struct good good[] = {
        {"0", "0", 0},
        {"-5", "-5", -5},
        {" 42 ", "42", 42},
        {"9223372036854775807", "9223372036854775807", INT64_MAX},
        {"-9223372036854775808", "-9223372036854775808", INT64_MIN},
    };
    static const char *const bad[] = {"1.5", "1e3",   "abc",  "0x10", "+5", "9223372036854775808",
                                      "--5", "1 000", "true", "-"};
    static const char *const out[] = {"17", "121", "-34", "34.0", "999999999999999999999"};

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_number(&any, &good[i]);
    assert_number(&age, &(struct good){"18", "18", 18});
    assert_number(&age, &(struct good){"120", "120", 120});
    refuse_each(&any, bad, COUNT(bad), "must be a whole number");
    refuse_each(&age, out, COUNT(out), "must be a whole number from 18 to 120");
}

static void test_decimal(void **state)
{
    const struct field f = {.type = FIELD_DECIMAL};
    static const struct good good[] = {
        {"0", "0", 0},
        {"-0", "0", 0},
        {"1", "1", 1000000},
        {"1.5", "1.5", 1500000},
        {"-0.5", "-0.5", -500000},
        {"0.000001", "0.000001", 1},
        {"-0.000001", "-0.000001", -1},
        {"1.10000000", "1.1", 1100000},
        {"12.3456780", "12.345678", 12345678},
        {"1e3", "1000", INT64_C(1000000000)},
        {"1.5E+2", "150", 150000000},
        {"25e-2", "0.25", 250000},
        {"0e30", "0", 0},
        {"999999999999.999999", "999999999999.999999", INT64_C(999999999999999999)},
        {"-999999999999.999999", "-999999999999.999999", INT64_C(-999999999999999999)},
        {"9.99999999999e11", "999999999999", INT64_C(999999999999000000)},
    };
    static const char *const bad[] = {
        "1.0000001",
        "1000000000000",
        "-1000000000000",
        "1e12",
        "1e-7",
        "1e31",
        "1e-31",
        "1.",
        ".5",
        "01",
        "1e",
        "1e+",
        "1e++1",
        "1e+-1",
        "1,5",
        "abc",
        "--1",
        "+1",
        "NaN",
        "Infinity",
        "0x1p3",
        "1 2",
        "1e99999999999999999999",
        "0.10000000000000001",
        "1.5.5",
        "11111111111111111111111111111111111111111",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_number(&f, &good[i]);
    refuse_each(&f, bad, COUNT(bad),
                "must be a number below 10^12 with at most 6 digits after the point");
}

static void test_boolean_and_date(void **state)
{
    const struct field flag = {.type = FIELD_BOOLEAN}, date = {.type = FIELD_DATE};
    static const struct good days[] = {
        {"1970-01-01", "1970-01-01", 0},
        {"1969-12-31", "1969-12-31", -1},
        {"2024-02-29", "2024-02-29", 19782},
        {"2026-11-21", "2026-11-21", 20778},
    };
    static const char *const no_flags[] = {"yes", "1", "0", "True", "TRUE", "null"};
    static const char *const no_dates[] = {
        "2025-02-29", "2026-13-01", "21.11.2026", "2026-11-21T00:00:00Z",
        "2026-1-2",   "tomorrow",   "2026-11-31"};

    (void)state;
    assert_number(&flag, &(struct good){"true", "true", 1});
    assert_number(&flag, &(struct good){"false", "false", 0});
    refuse_each(&flag, no_flags, COUNT(no_flags), "must be true or false");
    for (size_t i = 0; i < COUNT(days); i++)
        assert_number(&date, &days[i]);
    refuse_each(&date, no_dates, COUNT(no_dates), NULL);
}

static void test_enum(void **state)
{
    uint32_t values[20];
    struct field f = {.type = FIELD_ENUM, .values = values, .n_values = 2};

    (void)state;
    values[0] = symbol_intern(symbols, SLICE("own"));
    values[1] = symbol_intern(symbols, SLICE("rent"));
    assert_text(&f, NULL, "rent", "rent");
    assert_refused(&f, SLICE("Rents"), "must be one of: own, rent");
    symbol_intern(symbols, SLICE("hotel"));
    assert_refused(&f, SLICE("hotel"), "must be one of: own, rent");
    for (size_t i = 0; i < COUNT(values); i++)
        values[i] = symbol_intern(symbols, (struct slice){&"abcdefghijklmnopqrstuvwxyz"[i], 1});
    f.n_values = COUNT(values);
    assert_refused(&f, SLICE("own"),
                   "must be one of: a, b, c, d, e, f, g, h, i, j, k, l and 8 more");
}

static void test_codes(void **state)
{
    const struct field country = {.type = FIELD_COUNTRY}, region = {.type = FIELD_REGION};
    const struct field post = {.type = FIELD_POSTCODE}, language = {.type = FIELD_LANGUAGE};
    static const char *const no_posts[] = {"1",    "1234567890123", "12_34", "-12", "12-",
                                           "1--2", "1  2",          "почта", "12,3"};

    (void)state;
    assert_text(&country, NULL, "NO", "NO");
    assert_refused(&country, SLICE("Norge"), NULL);
    assert_text(&region, NULL, " RU-MOW ", "RU-MOW");
    assert_refused(&region, SLICE("ru-mow"), NULL);
    assert_text(&post, NULL, "sw1a 1aa", "SW1A 1AA");
    assert_text(&post, NULL, "01310-100", "01310-100");
    refuse_each(&post, no_posts, COUNT(no_posts), NULL);
    assert_text(&language, NULL, "PT-br", "pt-BR");
    assert_text(&language, NULL, "zh-HANT-tw", "zh-Hant-TW");
    assert_text(&language, NULL, "EN-u-CA-Gregory", "en-u-ca-gregory");
    assert_refused(&language, SLICE("tlh-x-none"), NULL);
}

static void test_contacts(void **state)
{
    const struct field phone = {.type = FIELD_PHONE}, email = {.type = FIELD_EMAIL};

    (void)state;
    assert_text(&phone, "NO", "406 12 345", "+4740612345");
    assert_refused(&phone, SLICE("406 12 345"), NULL);
    assert_refused(&phone, SLICE("+7 100 000 00 00"), NULL); /* reads, but cannot exist */
    assert_text(&email, NULL, "Anna@Example.com", "anna@example.com");
    assert_refused(&email, SLICE("anna@example"), NULL);
}

static void test_url(void **state)
{
    const struct field f = {.type = FIELD_URL};
    static const char *const good[][2] = {
        {"https://example.com", "https://example.com"},
        {"HTTP://Example.COM/Path?Q=1#F", "http://example.com/Path?Q=1#F"},
        {"https://example.com:8443/", "https://example.com:8443/"},
        {"https://203.0.113.7/x", "https://203.0.113.7/x"},
        {"https://[2001:DB8::1]:80/x", "https://[2001:db8::1]:80/x"},
        {"https://a_b.example.com?x=:", "https://a_b.example.com?x=:"},
    };
    static const char *const bad[] = {
        "example.com",
        "//example.com",
        "ftp://example.com",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://user@host.com",
        "https://a b.com",
        "https://host.com:0/",
        "https://host.com:x/",
        "https://host.com:65536",
        "https://host.com:",
        "https://-a.com",
        "https://a..com",
        "https://.com",
        "https://a.com/<script>",
        "https://[::1",
        "https://[::1]x/",
        "https://почта.рф/",
        "https://a.com/\\x",
        "https://[]/",
        "https:/a.com",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_text(&f, NULL, good[i][0], good[i][1]);
    refuse_each(&f, bad, COUNT(bad), NULL);
}

static void test_point(void **state)
{
    const struct field f = {.type = FIELD_POINT};
    static const char *const bad[] = {"59.91", "59.91;10.75", "90.000001,0", "0,-180.5",    "a,b",
                                      ",",     "1,2,3",       "59.91,",      "59.1234567,1"};

    (void)state;
    assert_number(&f,
                  &(struct good){"59.91, 10.750", "59.91,10.75", place_code(59910000, 10750000)});
    assert_number(&f, &(struct good){"-90,-180", "-90,-180", place_code(-90000000, -180000000)});
    assert_number(&f, &(struct good){"90,180", "90,180", place_code(90000000, 180000000)});
    refuse_each(&f, bad, COUNT(bad), NULL);
}

static void test_random_text_is_taken_or_refused_but_never_breaks(void **state)
{
    static const char alphabet[] = "0123456789.-+eE,:/ aZ[]@\"\\%\xd0\xb0\xff\n";
    uint64_t seed = 11;
    char text[24];

    (void)state;
    for (int i = 0; i < 40000; i++) {
        struct field f = {.type = (enum field_type)draw_below(&seed, FIELD_TYPE_COUNT)};
        size_t n = (size_t)draw_below(&seed, sizeof text);
        struct slice normal, again;
        const char *why = NULL;
        int64_t value, value_again;

        for (size_t j = 0; j < n; j++)
            text[j] = alphabet[draw_below(&seed, sizeof alphabet - 1)];
        if (field_read(&f, (struct slice){text, n}, "US", symbols, pool, &value, &normal, &why)) {
            assert_true(field_read(&f, normal, "US", symbols, pool, &value_again, &again, &why));
            assert_true(value == value_again && slice_is(normal, again));
        } else {
            assert_non_null(why);
        }
        pool_reset(pool);
    }
}

static int make(void **state)
{
    (void)state;
    pool = pool_new(0);
    symbols = symbols_new();
    return 0;
}

static int drop(void **state)
{
    (void)state;
    pool_free(pool);
    symbols_free(symbols);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_type_refuses_broken_text),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_unknown_text_is_taken_and_matches_nothing),
        cmocka_unit_test(test_integer),
        cmocka_unit_test(test_decimal),
        cmocka_unit_test(test_boolean_and_date),
        cmocka_unit_test(test_enum),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_contacts),
        cmocka_unit_test(test_url),
        cmocka_unit_test(test_point),
        cmocka_unit_test(test_random_text_is_taken_or_refused_but_never_breaks),
    };

    return cmocka_run_group_tests(tests, make, drop);
}
