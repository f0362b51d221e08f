/* What people type in cells becomes what was meant, or stays as it is: never something else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import_fold.h"
#include "import_value.h"
#include "import_words.h"

static struct value_customs customs = {DATES_PLAIN, "Z", ""};

static void assert_value(enum value_kind kind, const char *text, const char *expected)
{
    json_t *words = json_pack("[s,s]", "New flat", "Вторичка"),
           *value = value_read(kind, slice_of(text), words, &customs);
    char *json = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));

    assert_string_equal(json, expected);
    free(json);
    json_decref(value);
    json_decref(words);
}

static void whole_numbers(void **state)
{
    static const char *const same[][2] = {{"34", "34"},
                                          {"-5", "-5"},
                                          {"120 000", "120000"},
                                          {"120.000", "120000"},
                                          {"120,000", "120000"},
                                          {"1.234.567", "1234567"},
                                          {"1,234,567", "1234567"},
                                          {"120 000,00", "120000"},
                                          {"1.234,00", "1234"},
                                          {"34,0", "34"},
                                          {"34.00", "34"},
                                          {"120\xc2\xa0"
                                           "000",
                                           "120000"},
                                          {"1'000", "1000"},
                                          {"0", "0"}};
    static const char *const kept[] = {"34,5",     "1.5", "abc",     "12a", "1,2,3",
                                       "1.23.456", "--1", "-",       "1e3", "1234567890123456",
                                       ",5",       "5,",  "тридцать"};

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_value(VALUE_INTEGER, same[i][0], same[i][1]);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        json_t *v = value_read(VALUE_INTEGER, slice_of(kept[i]), NULL, &customs);

        assert_true(json_is_string(v));
        assert_string_equal(json_string_value(v), kept[i]);
        json_decref(v);
    }
}

static void decimals(void **state)
{
    (void)state;
    assert_value(VALUE_DECIMAL, "1,5", "1.5");
    assert_value(VALUE_DECIMAL, "1.5", "1.5");
    assert_value(VALUE_DECIMAL, "1.234,56", "1234.56");
    assert_value(VALUE_DECIMAL, "1,234.56", "1234.56");
    assert_value(VALUE_DECIMAL, "1 234,5", "1234.5");
    assert_value(VALUE_DECIMAL, "-0,25", "-0.25");
    assert_value(VALUE_DECIMAL, "7", "7");
    assert_value(VALUE_DECIMAL, "1.234", "1.234");
    assert_value(VALUE_DECIMAL, "1,2.3,4", "\"1,2.3,4\"");
}

static void yes_and_no_in_five_languages(void **state)
{
    static const char *const yes[] = {"yes", "Да", "sí", "Si", "sim", "JA", "true", "1", "есть"};
    static const char *const no[] = {"no", "НЕТ", "não", "nei", "false", "0"};

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_value(VALUE_BOOLEAN, yes[i], "true");
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_value(VALUE_BOOLEAN, no[i], "false");
    assert_value(VALUE_BOOLEAN, "maybe", "\"maybe\"");
}

static void days(void **state)
{
    (void)state;
    customs.dates = DATES_PLAIN;
    assert_value(VALUE_DATE, "2026-11-21", "\"2026-11-21\"");
    assert_value(VALUE_DATE, "21.11.2026", "\"2026-11-21\"");
    assert_value(VALUE_DATE, "1.2.2026 10:00", "\"2026-02-01\"");
    assert_value(VALUE_DATE, "2026/1/2", "\"2026-01-02\"");
    assert_value(VALUE_DATE, "03/04/2026", "\"03/04/2026\"");
    assert_value(VALUE_DATE, "31.02.2026", "\"31.02.2026\"");
    assert_value(VALUE_DATE, "21.11.26", "\"21.11.26\"");
    customs.dates = DATES_DMY;
    assert_value(VALUE_DATE, "03/04/2026", "\"2026-04-03\"");
    assert_value(VALUE_DATE, "03-04-2026", "\"2026-04-03\"");
    customs.dates = DATES_MDY;
    assert_value(VALUE_DATE, "03/04/2026", "\"2026-03-04\"");
    assert_value(VALUE_DATE, "13/04/2026", "\"13/04/2026\"");
    assert_value(VALUE_DATE, "03.04.2026", "\"2026-04-03\""); /* points are day first everywhere */
    customs.dates = DATES_PLAIN;
}

static void moments(void **state)
{
    (void)state;
    assert_value(VALUE_TIME, "2026-11-21T10:00:00Z", "\"2026-11-21T10:00:00Z\"");
    assert_value(VALUE_TIME, "2026-11-21T10:00:00+03:00", "\"2026-11-21T10:00:00+03:00\"");
    assert_value(VALUE_TIME, "2026-11-21 10:00", "\"2026-11-21T10:00:00Z\"");
    assert_value(VALUE_TIME, "2026-11-21", "\"2026-11-21T00:00:00Z\"");
    strcpy(customs.zone, "+03:00");
    assert_value(VALUE_TIME, "21.11.2026 9:05:07", "\"2026-11-21T09:05:07+03:00\"");
    assert_value(VALUE_TIME, "2026-11-21 10:00:00+01:00", "\"2026-11-21T10:00:00+01:00\"");
    strcpy(customs.zone, "Z");
    assert_value(VALUE_TIME, "21.11.2026 25:00", "\"21.11.2026 25:00\"");
    assert_value(VALUE_TIME, "yesterday", "\"yesterday\"");
}

static void words_and_codes(void **state)
{
    (void)state;
    assert_value(VALUE_ENUM, "new  FLAT", "\"New flat\"");
    assert_value(VALUE_ENUM, "вторичка", "\"Вторичка\"");
    assert_value(VALUE_ENUM, "third", "\"third\"");
    assert_value(VALUE_LANGUAGE, "Español", "\"es\"");
    assert_value(VALUE_LANGUAGE, "pt-BR", "\"pt-BR\"");
    assert_value(VALUE_TEMPERATURE, "Тёплый", "\"warm\"");
    assert_value(VALUE_TEMPERATURE, "теплый", "\"warm\"");
    assert_value(VALUE_CODE, "ru-mow", "\"RU-MOW\"");
}

static void phones_of_a_country(void **state)
{
    (void)state;
    assert_value(VALUE_PHONE, "8 (999) 000-11-22", "\"8 (999) 000-11-22\"");
    strcpy(customs.phone_country, "RU");
    assert_value(VALUE_PHONE, "8 (999) 000-11-22", "\"+79990001122\"");
    assert_value(VALUE_PHONE, "'+7 999 000 11 22", "\"+7 999 000 11 22\"");
    assert_value(VALUE_PHONE, "none", "\"none\"");
    strcpy(customs.phone_country, "NO");
    assert_value(VALUE_PHONE, "400 00 123", "\"+4740000123\"");
    customs.phone_country[0] = '\0';
}

static void folding(void **state)
{
    char out[FOLD_SIZE];

    (void)state;
    fold(slice_of("Teléfono MÓVIL (nº 1)"), out);
    assert_string_equal(out, "telefonomoviln1");
    fold(slice_of("Ёлка-Йод"), out);
    assert_string_equal(out, "елкаиод");
    assert_true(fold_equal(slice_of("Электронная\xc2\xa0почта"), slice_of("электронная почта")));
    assert_true(fold_equal(slice_of("Teléfono"), slice_of("Telefono\xcc\x81")) ||
                fold_equal(slice_of("Tele\xcc\x81"
                                    "fono"),
                           slice_of("Teléfono")));
    assert_false(fold_equal(slice_of("!!"), slice_of("??")));
    assert_true(fold_among(slice_of("E-Mail"), "phone|email"));
    assert_int_equal(fold((struct slice){"\xff\xd0", 2}, out), 0);
}

/* A word that stands under two meanings would be read as whichever comes first. */
static void no_header_means_two_things(void **state)
{
    (void)state;
    for (const struct import_words *a = import_headers; a->name != NULL; a++)
        for (const char *w = a->words; *w != '\0';
             w += strcspn(w, "|") + (w[strcspn(w, "|")] == '|')) {
            struct slice word = {w, strcspn(w, "|")};

            for (const struct import_words *b = a + 1; b->name != NULL; b++)
                if (fold_among(word, b->words))
                    fail_msg("'%.*s' is both %s and %s", (int)word.n, word.p, a->name, b->name);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(decimals),
        cmocka_unit_test(yes_and_no_in_five_languages),
        cmocka_unit_test(days),
        cmocka_unit_test(moments),
        cmocka_unit_test(words_and_codes),
        cmocka_unit_test(phones_of_a_country),
        cmocka_unit_test(folding),
        cmocka_unit_test(no_header_means_two_things),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
