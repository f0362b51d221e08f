/* Phones as people of several countries write them. Sample numbers are those that national plans or
 * the numbering library reserve as examples. */
#include "leadx/core/normalise.h"

#include "support.h"

static void test_national_formats_become_e164(void **state)
{
    static const struct {
        const char *text, *region, *e164;
    } cases[] = {
        {"+7 999 123-45-67", NULL, "+79991234567"},
        {"8 (999) 123-45-67", "RU", "+79991234567"},
        {"999 123 45 67", "RU", "+79991234567"},
        {"+7 (495) 123-45-67", "US", "+74951234567"},
        {"(202) 555-0143", "US", "+12025550143"},
        {"1-202-555-0143", "US", "+12025550143"},
        {"011 7 999 123 45 67", "US", "+79991234567"},
        {"8 10 1 202 555 0143", "RU", "+12025550143"},
        {"(11) 96123-4567", "BR", "+5511961234567"},
        {"0 15 11 96123-4567", "BR", "+5511961234567"},
        {"612 34 56 78", "ES", "+34612345678"},
        {"0034 612 345 678", "ES", "+34612345678"},
        {"406 12 345", "NO", "+4740612345"},
        {"00 47 40 61 23 45", "NO", "+4740612345"},
        {"+47 40612345", "DE", "+4740612345"},
        {"01512 3456789", "DE", "+4915123456789"},
        {"030/123456", "DE", "+4930123456"},
        {"(030) 12 34 56", "DE", "+4930123456"},
        {"+39 06 1234 5678", NULL, "+390612345678"},
        {"  +44 20 7946 0958\t", NULL, "+442079460958"},
        {"tel:+1-202-555-0143", NULL, "+12025550143"},
        {"+1 202 555 0143 ext. 12", NULL, "+12025550143"},
        {"\xEF\xBC\x8B\xEF\xBC\x97 999 123 45 67", NULL, "+79991234567"}, /* full-width + and 7 */
    };
    char out[PHONE_E164_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(phone_normalise(slice_of(cases[i].text), cases[i].region, out), PHONE_OK);
        assert_string_equal(out, cases[i].e164);
    }
}

static void test_numbers_that_cannot_exist_are_kept_as_invalid(void **state)
{
    static const struct {
        const char *text, *region, *e164;
    } cases[] = {
        {"+7 100 000 00 00", NULL, "+71000000000"},
        {"+1 202 055 0143", NULL, "+12020550143"},
        {"+7 999 123", NULL, "+7999123"},
        {"123 45 67", "NO", "+471234567"},
        {"+55 11 1", NULL, "+55111"},
    };
    char out[PHONE_E164_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(phone_normalise(slice_of(cases[i].text), cases[i].region, out),
                         PHONE_INVALID);
        assert_string_equal(out, cases[i].e164);
    }
}

static void test_what_is_no_number_is_refused(void **state)
{
    static const struct slice cases[] = {
        SLICE(""),
        SLICE("   "),
        SLICE("call me"),
        SLICE("+"),
        SLICE("7"),
        SLICE("999 123 45 67"),
        SLICE("+999 1234567"),
        SLICE("+7 999 123 45 67 999 123 45 67 999"),
        SLICE("\xff\xfe"),
        SLICE("\0"),
        SLICE("+0 123"),
        SLICE("anna@example.com"),
        SLICE("+7999123456712345678901234567890123456789012345678901234567890123456789"),
    };
    char out[PHONE_E164_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(phone_normalise(cases[i], NULL, out), PHONE_UNPARSABLE);
    assert_int_equal(phone_normalise(SLICE("999 123 45 67"), "ru", out), PHONE_UNPARSABLE);
    assert_int_equal(phone_normalise(SLICE("999 123 45 67"), "XX", out), PHONE_UNPARSABLE);
}

static void test_a_good_number_normalised_again_stays(void **state)
{
    static const char *const starts[] = {"+79", "+12", "+474", "+5511", "+346", "+4915", "+3", "+"};
    uint64_t seed = 7;
    int good = 0;
    char once[PHONE_E164_SIZE], twice[PHONE_E164_SIZE], text[24];

    (void)state;
    for (int i = 0; i < 4000; i++) {
        size_t n = strlen(strcpy(text, starts[draw_below(&seed, COUNT(starts))]));

        for (int64_t digits = 7 + draw_below(&seed, 4); digits > 0; digits--)
            text[n++] = (char)('0' + draw_below(&seed, 10));
        if (phone_normalise((struct slice){text, n}, NULL, once) != PHONE_OK)
            continue;
        good++;
        assert_int_equal(phone_normalise(slice_of(once), "RU", twice), PHONE_OK);
        assert_string_equal(once, twice);
    }
    assert_true(good > 300); /* the drawing is worth something */
}

static void test_country_of_a_number(void **state)
{
    static const char *const cases[][2] = {
        {"+79991234567", "RU"}, {"+77011234567", "KZ"}, {"+12025550143", "US"},
        {"+16135550143", "CA"}, {"+4740612345", "NO"},  {"+5511961234567", "BR"},
        {"+80012345678", "ZZ"}, {"+71000000000", "ZZ"}, {"nonsense", "ZZ"},
    };
    char country[3];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        phone_country(cases[i][0], country);
        assert_string_equal(country, cases[i][1]);
    }
}

static void test_mask_shows_start_and_end_only(void **state)
{
    static const char *const cases[][2] = {
        {"+79991234567", "+7 999 *** ** 67"},
        {"+12025550143", "+1 202 *** ** 43"},
        {"+4740612345", "+47 *** *** 45"},
        {"+5511961234567", "+55 119 *** *** 67"},
        {"+7", "***"},
        {"", "***"},
    };
    struct pool *pool = pool_new(0);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(phone_mask(pool, slice_of(cases[i][0])), cases[i][1]);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_national_formats_become_e164),
        cmocka_unit_test(test_numbers_that_cannot_exist_are_kept_as_invalid),
        cmocka_unit_test(test_what_is_no_number_is_refused),
        cmocka_unit_test(test_a_good_number_normalised_again_stays),
        cmocka_unit_test(test_country_of_a_number),
        cmocka_unit_test(test_mask_shows_start_and_end_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
