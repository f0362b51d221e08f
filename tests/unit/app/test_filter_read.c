/* Orders' filters from JSON: each operator on each type, what is refused and by which name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "leadx/app/niche.h"
#include "leadx/core/place.h"

/* Slots of the test niche's fields. */
enum { REGION = FACT_RESERVED_COUNT, AGE, INCOME, OWNER, SINCE, JOB, NOTE, PHONE, PLACE };

static const char niche_fields[] = "[{\"name\":\"region\",\"type\":\"region\"},"
                                   "{\"name\":\"age\",\"type\":\"integer\",\"min\":18,\"max\":99},"
                                   "{\"name\":\"income\",\"type\":\"decimal\"},"
                                   "{\"name\":\"owner\",\"type\":\"boolean\"},"
                                   "{\"name\":\"since\",\"type\":\"date\"},"
                                   "{\"name\":\"job\",\"type\":\"enum\",\"values\":[\"a\",\"b\"]},"
                                   "{\"name\":\"note\",\"type\":\"text\"},"
                                   "{\"name\":\"phone2\",\"type\":\"phone\"},"
                                   "{\"name\":\"place\",\"type\":\"point\"}]";

static struct pool *pool;
static struct symbols *symbols;
static struct faults faults;
static struct field_schema schema;
static struct filter *filter;

static bool read_filter(const char *text, struct filter **out)
{
    json_t *json = json_loads(text, 0, NULL);
    bool ok;

    assert_non_null(json);
    faults_init(&faults, pool);
    ok = filter_read(json, "/filter", &schema, symbols, &faults, out);
    json_decref(json);
    return ok;
}

static void taken(const char *text)
{
    free(filter);
    filter = NULL;
    assert_true(read_filter(text, &filter));
    assert_non_null(filter);
}

static void refused(const char *text, const char *pointer, const char *code)
{
    struct filter *none = NULL;

    assert_false(read_filter(text, &none));
    assert_null(none);
    assert_string_equal(faults.items[0].pointer, pointer);
    assert_string_equal(faults.items[0].code, code);
    assert_false(read_filter(text, NULL)); /* checking alone says the same */
    assert_string_equal(faults.items[0].pointer, pointer);
}

static bool accepts(int slot, int64_t value)
{
    struct facts facts = {0};

    fact_set(&facts, slot, value);
    return filter_accepts(filter, &facts);
}

static int64_t word(const char *text)
{
    return symbol_find(symbols, slice_of(text));
}

static void test_empty_accepts_all(void **state)
{
    struct facts nothing = {0};

    (void)state;
    taken("{}");
    assert_true(filter_accepts(filter, &nothing));
}

static void test_in_and_not_in(void **state)
{
    (void)state;
    taken("{\"region\":{\"in\":[\"RU-MOW\",\"NO-03\"]}}");
    assert_true(accepts(REGION, word("RU-MOW")) && accepts(REGION, word("NO-03")));
    assert_false(accepts(REGION, 0) || accepts(REGION, word("a")));
    taken("{\"source\":{\"not_in\":[\"0193\",\"0194\"]}}");
    assert_false(accepts(FACT_SOURCE, word("0193")));
    assert_true(accepts(FACT_SOURCE, 0) && accepts(AGE, 1));
    taken("{\"age\":{\"in\":[20,30]}}");
    assert_true(accepts(AGE, 30));
    assert_false(accepts(AGE, 25));
    taken("{\"temperature\":{\"in\":[\"hot\"]},\"job\":{\"not_in\":[\"b\"]}}");
    assert_int_equal(filter->n, 2);
}

static void test_ranges(void **state)
{
    (void)state;
    taken("{\"age\":{\"min\":25,\"max\":45}}");
    assert_true(accepts(AGE, 25) && accepts(AGE, 45));
    assert_false(accepts(AGE, 24) || accepts(AGE, 46));
    assert_int_equal(filter->n, 1);
    taken("{\"age\":{\"min\":0}}"); /* the niche's own range does not bind a filter */
    taken("{\"income\":{\"min\":1000.5}}");
    assert_true(accepts(INCOME, INT64_C(1000500000)));
    assert_false(accepts(INCOME, INT64_C(1000499999)));
    taken("{\"since\":{\"max\":\"1970-01-02\"}}");
    assert_true(accepts(SINCE, 1));
    assert_false(accepts(SINCE, 2));
    taken("{\"score\":{\"min\":40}}");
    assert_false(accepts(FACT_SCORE, 39));
}

static void test_is(void **state)
{
    (void)state;
    taken("{\"owner\":{\"is\":true},\"resold\":{\"is\":false}}");
    assert_false(accepts(OWNER, 1)); /* resold is not known */
    taken("{\"owner\":{\"is\":false}}");
    assert_true(accepts(OWNER, 0));
    assert_false(accepts(OWNER, 1));
}

static void test_unknown_names(void **state)
{
    (void)state;
    refused("{\"colour\":{\"in\":[\"red\"]}}", "/filter/colour", "unknown_field");
    refused("{\"age\":{\"above\":4}}", "/filter/age/above", "unknown_field");
}

static void test_near(void **state)
{
    (void)state;
    taken("{\"place\":{\"near\":{\"point\":\"59.91,10.75\",\"km\":25}}}");
    assert_true(accepts(PLACE, place_code(59910000, 10750000)));
    assert_true(accepts(PLACE, place_code(59745000, 10205000 + 300000))); /* 23 km */
    assert_false(accepts(PLACE, place_code(60390000, 5320000)));          /* Bergen */
    assert_false(accepts(PLACE, place_code(-59910000, 10750000)));
    taken("{\"place\":{\"near\":{\"point\":\"59.91, 10.75\",\"km\":0.1}}}");
    assert_true(accepts(PLACE, place_code(59910000, 10750000)));
    assert_false(accepts(PLACE, place_code(59912000, 10750000)));
    refused("{\"place\":{\"near\":\"59.91,10.75\"}}", "/filter/place/near", "invalid_field");
    refused("{\"place\":{\"near\":{\"km\":5}}}", "/filter/place/near/point", "invalid_field");
    refused("{\"place\":{\"near\":{\"point\":\"91,0\",\"km\":5}}}", "/filter/place/near/point",
            "invalid_field");
    refused("{\"place\":{\"near\":{\"point\":\"1,1\"}}}", "/filter/place/near/km", "invalid_field");
    refused("{\"place\":{\"near\":{\"point\":\"1,1\",\"km\":0.09}}}", "/filter/place/near/km",
            "invalid_field");
    refused("{\"place\":{\"near\":{\"point\":\"1,1\",\"km\":2001}}}", "/filter/place/near/km",
            "invalid_field");
    refused("{\"place\":{\"near\":{\"point\":\"1,1\",\"km\":5,\"miles\":3}}}",
            "/filter/place/near/miles", "unknown_field");
    refused("{\"place\":{\"in\":[\"1,1\"]}}", "/filter/place/in", "invalid_field");
    assert_string_equal(faults.items[0].message, "A point field takes: near.");
    refused("{\"region\":{\"near\":{\"point\":\"1,1\",\"km\":5}}}", "/filter/region/near",
            "invalid_field");
}

static void test_operators_must_suit(void **state)
{
    (void)state;
    refused("{\"region\":{\"min\":\"RU-MOW\"}}", "/filter/region/min", "invalid_field");
    assert_string_equal(faults.items[0].message, "A region field takes: in, not_in.");
    refused("{\"owner\":{\"in\":[true]}}", "/filter/owner/in", "invalid_field");
    refused("{\"income\":{\"in\":[1]}}", "/filter/income/in", "invalid_field");
    refused("{\"since\":{\"is\":true}}", "/filter/since/is", "invalid_field");
    refused("{\"phone2\":{\"in\":[\"+79991234567\"]}}", "/filter/phone2/in", "invalid_field");
    refused("{\"hour\":{\"is\":true}}", "/filter/hour/is", "invalid_field");
}

static void test_values_must_suit(void **state)
{
    (void)state;
    refused("{\"region\":{\"in\":[\"RU-MOW\",\"Moscow\"]}}", "/filter/region/in/1",
            "invalid_field");
    refused("{\"age\":{\"min\":\"25\"}}", "/filter/age/min", "invalid_field");
    refused("{\"age\":{\"min\":null}}", "/filter/age/min", "invalid_field");
    refused("{\"age\":{\"min\":45,\"max\":25}}", "/filter/age/max", "invalid_field");
    refused("{\"job\":{\"in\":[\"c\"]}}", "/filter/job/in/0", "invalid_field");
    refused("{\"temperature\":{\"in\":[\"boiling\"]}}", "/filter/temperature/in/0",
            "invalid_field");
    refused("{\"owner\":{\"is\":1}}", "/filter/owner/is", "invalid_field");
    refused("{\"region\":{\"in\":[]}}", "/filter/region/in", "invalid_field");
    refused("{\"region\":{\"in\":\"RU-MOW\"}}", "/filter/region/in", "invalid_field");
    refused("{\"region\":{}}", "/filter/region", "invalid_field");
    refused("{\"region\":[\"RU-MOW\"]}", "/filter/region", "invalid_field");
}

static void test_sizes(void **state)
{
    json_t *values = json_array(), *many = json_object(), *f;

    (void)state;
    for (int i = 0; i <= FILTER_SET_MAX; i++)
        json_array_append_new(values, json_integer(i));
    f = json_pack("{s:{s:O}}", "age", "in", values);
    faults_init(&faults, pool);
    assert_false(filter_read(f, "/filter", &schema, symbols, &faults, NULL));
    json_array_remove(values, 0);
    assert_true(filter_read(f, "/filter", &schema, symbols, &faults, NULL));
    for (int i = 0; i <= FILTER_TERMS_MAX; i++)
        json_object_set_new(many, (char[]){'a', (char)('0' + i), 0}, json_pack("{s:b}", "is", 1));
    assert_false(filter_read(many, "/filter", &schema, symbols, &faults, NULL));
    assert_string_equal(faults.items[faults.n - 1].pointer, "/filter");
    json_decref(many);
    json_decref(values);
    json_decref(f);
}

static void test_checking_interns_nothing(void **state)
{
    (void)state;
    assert_true(read_filter("{\"note\":{\"in\":[\"never said before\"]}}", NULL));
    assert_int_equal(word("never said before"), 0);
    taken("{\"note\":{\"in\":[\"never said before\"]}}");
    assert_int_not_equal(word("never said before"), 0);
}

static int setup(void **state)
{
    json_t *fields = json_loads(niche_fields, 0, NULL);

    (void)state;
    pool = pool_new(4096);
    symbols = symbols_new();
    faults_init(&faults, pool);
    assert_true(niche_fields_read(fields, "/fields", symbols, &faults, &schema));
    json_decref(fields);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    free(filter);
    field_schema_free(&schema);
    symbols_free(symbols);
    pool_free(pool);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_accepts_all),
        cmocka_unit_test(test_in_and_not_in),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_is),
        cmocka_unit_test(test_unknown_names),
        cmocka_unit_test(test_near),
        cmocka_unit_test(test_operators_must_suit),
        cmocka_unit_test(test_values_must_suit),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_checking_interns_nothing),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
