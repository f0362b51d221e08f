/* Country, region and language codes. */
#include "leadx/core/field.h"

#include "support.h"

static void test_countries(void **state)
{
    static const char *const good[] = {"AD", "RU", "US", "BR", "ES", "NO", "GB", "ZW"};
    static const char *const bad[] = {"", "R", "RUS", "ru", "UK", "EU", "ZZ", "XX", "A1", "DA"};

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(country_known(slice_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(country_known(slice_of(bad[i])));
}

static void test_the_country_list_is_whole(void **state)
{
    int known = 0;

    (void)state;
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++)
            known += country_known((struct slice){(char[]){a, b}, 2});
    assert_int_equal(known, 249); /* officially assigned codes of ISO 3166-1 */
}

static void test_regions(void **state)
{
    static const char *const good[] = {"RU-MOW", "US-CA", "NO-03", "BR-SP",
                                       "FR-75C", "ES-MD", "AD-02"};
    static const char *const bad[] = {"",       "RU",     "RU-",     "ru-mow", "RU-mow", "RUMOW",
                                      "XX-MOW", "RU_MOW", "US-CALI", "US-C-A", "US-C A", "-CA"};

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(region_ok(slice_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(region_ok(slice_of(bad[i])));
}

static void test_languages(void **state)
{
    static const char *const good[] = {
        "en",          "ru",     "nb",       "pt-BR",      "PT-br",         "zh-Hant-TW",
        "zh-cmn-Hans", "es-419", "sl-rozaj", "de-CH-1996", "en-US-x-twain", "en-u-ca-gregory",
    };
    static const char *const bad[] = {
        "",
        "e",
        "eng",
        "xx",
        "english",
        "en_US",
        "en-",
        "-en",
        "en--US",
        "en-US-",
        "en-toolongsub",
        "en-US-NO",
        "en-x",
        "en-u-x-a",
        "ру",
        "en-\xd0\xb0\xd0\xb0",
        "x-en",
        "en-aaaaaaaa-bbbbbbbb-cccccccc-ddddddddd",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(language_ok(slice_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(language_ok(slice_of(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_countries),
        cmocka_unit_test(test_the_country_list_is_whole),
        cmocka_unit_test(test_regions),
        cmocka_unit_test(test_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
