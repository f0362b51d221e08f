/* Names of types, fields and facts. */
#include "leadx/core/field.h"

#include "leadx/base/mem.h"
#include "support.h"

static void test_type_names_go_both_ways(void **state)
{
    (void)state;
    for (int t = 0; t < FIELD_TYPE_COUNT; t++)
        assert_int_equal(field_type_by_name(slice_of(field_type_name((enum field_type)t))), t);
    assert_int_equal(field_type_by_name(SLICE("string")), FIELD_TYPE_COUNT);
    assert_int_equal(field_type_by_name(SLICE("")), FIELD_TYPE_COUNT);
    assert_int_equal(field_type_by_name(SLICE("Text")), FIELD_TYPE_COUNT);
}

static void test_fact_names_go_both_ways(void **state)
{
    (void)state;
    for (int f = 0; f < FACT_RESERVED_COUNT; f++) {
        assert_int_equal(fact_by_name(slice_of(fact_name((enum fact)f))), f);
        assert_in_range(fact_type((enum fact)f), 0, FIELD_TYPE_COUNT - 1);
        assert_true(fact_words((enum fact)f) == NULL || fact_type((enum fact)f) == FIELD_TEXT);
    }
    assert_int_equal(fact_by_name(SLICE("age")), -1);
    assert_string_equal(fact_words(FACT_TEMPERATURE)[0], "hot");
    assert_null(fact_words(FACT_SOURCE));
}

static void test_field_names(void **state)
{
    static const char *const good[] = {"age", "a", "home_owner2", "x_", "regions"};
    static const char *const bad[] = {
        "",      "2nd",         "_age",        "Age",    "home-owner", "home owner", "возраст",
        "score", "temperature", "purchase_by", "source", "age_hours",  "kind",       "hour",
    };
    char name[FIELD_NAME_MAX + 2];

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(field_name_ok(slice_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(field_name_ok(slice_of(bad[i])));
    memset(name, 'a', sizeof name);
    assert_true(field_name_ok((struct slice){name, FIELD_NAME_MAX}));
    assert_false(field_name_ok((struct slice){name, FIELD_NAME_MAX + 1}));
}

static void test_finding_a_field(void **state)
{
    struct field_schema schema = {.fields = {{.name = "region"}, {.name = "age"}}, .n = 2};

    (void)state;
    assert_int_equal(field_find(&schema, SLICE("region")), 0);
    assert_int_equal(field_find(&schema, SLICE("age")), 1);
    assert_int_equal(field_find(&schema, SLICE("ag")), -1);
    assert_int_equal(field_find(&schema, SLICE("")), -1);
    schema.fields[0].values = mem_zero(3, sizeof *schema.fields[0].values);
    schema.fields[0].n_values = 3;
    field_schema_free(&schema);
    assert_null(schema.fields[0].values);
}

static void test_slots_of_the_largest_schema_fit(void **state)
{
    (void)state;
    assert_true(FACT_RESERVED_COUNT + FIELDS_MAX <= FACT_SLOTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_type_names_go_both_ways),
        cmocka_unit_test(test_fact_names_go_both_ways),
        cmocka_unit_test(test_field_names),
        cmocka_unit_test(test_finding_a_field),
        cmocka_unit_test(test_slots_of_the_largest_schema_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
