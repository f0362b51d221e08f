/* Score and temperature, as tables. */
#include "leadx/core/score.h"

#include "support.h"

static const int64_t day = INT64_C(86400000);

static void test_points_add_up_and_stay_inside(void **state)
{
    static const struct {
        struct score_input in;
        int total;
        size_t rules;
    } cases[] = {
        {{0}, 0, 0},
        {{.phone_valid = true}, 20, 1},
        {{.phone_valid = true, .email_valid = true, .named = true}, 45, 3},
        {{.completeness = 50}, 10, 1},
        {{.completeness = 4}, 0, 0},
        {{.completeness = 250}, 20, 1},
        {{.completeness = -5}, 0, 0},
        {{.phone_valid = true, .incentivised = true}, 5, 2},
        {{.email_valid = true, .cold_base = true, .purchased_list = true}, 0, 3},
        {{.declared_hot = true, .declared_warm = true}, 15, 1},
        {{.declared_warm = true}, 8, 1},
        {{.phone_valid = true,
          .email_valid = true,
          .named = true,
          .address_proof = true,
          .consent_text = true,
          .completeness = 100,
          .declared_hot = true},
         100,
         7},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct score s;
        int sum = 0;

        score_lead(&cases[i].in, &s);
        assert_int_equal(s.total, cases[i].total);
        assert_int_equal(s.n, cases[i].rules);
        for (size_t j = 0; j < s.n; j++) {
            assert_non_null(s.given[j].rule);
            assert_int_not_equal(s.given[j].points, 0);
            sum += s.given[j].points;
        }
        assert_int_equal(s.total, sum < 0 ? 0 : sum > 100 ? 100 : sum);
    }
}

static void test_every_input_fits_the_rules_kept(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 1 << 10; bits++) {
        struct score_input in = {bits & 1, bits & 2,  bits & 4,   bits & 8,   bits & 16, bits & 32,
                                 100,      bits & 64, bits & 128, bits & 256, bits & 512};
        struct score s;

        score_lead(&in, &s);
        assert_in_range(s.total, 0, 100);
        assert_in_range(s.n, 1, SCORE_RULES_MAX);
    }
}

static void test_temperature(void **state)
{
    const int64_t now = 20000 * day, none = INT64_MIN;
    const struct {
        int64_t by;
        const char *word;
        int score;
        enum temperature want;
        bool declared;
    } cases[] = {
        {now, NULL, 0, TEMPERATURE_HOT, true},
        {now - 400 * day, NULL, 0, TEMPERATURE_HOT, true},
        {now + 1, NULL, 100, TEMPERATURE_WARM, true},
        {now + 61 * day, NULL, 100, TEMPERATURE_WARM, true},
        {now + 61 * day + 1, NULL, 100, TEMPERATURE_COLD, true},
        {now + 90 * day, "hot", 100, TEMPERATURE_COLD, true}, /* the date outranks the word */
        {none, "hot", 0, TEMPERATURE_HOT, true},
        {none, "warm", 0, TEMPERATURE_WARM, true},
        {none, "cold", 100, TEMPERATURE_COLD, true},
        {none, "boiling", 69, TEMPERATURE_WARM, false},
        {none, NULL, 70, TEMPERATURE_HOT, false},
        {none, NULL, 69, TEMPERATURE_WARM, false},
        {none, NULL, 40, TEMPERATURE_WARM, false},
        {none, NULL, 39, TEMPERATURE_COLD, false},
        {INT64_MAX, NULL, 39, TEMPERATURE_COLD, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        bool declared = !cases[i].declared;

        assert_int_equal(temperature_of(cases[i].by, cases[i].word, cases[i].score, now, &declared),
                         cases[i].want);
        assert_int_equal(declared, cases[i].declared);
    }
    assert_string_equal(temperature_name(TEMPERATURE_WARM), "warm");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points_add_up_and_stay_inside),
        cmocka_unit_test(test_every_input_fits_the_rules_kept),
        cmocka_unit_test(test_temperature),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
