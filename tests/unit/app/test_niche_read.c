/* Field schemas and attributes from JSON: what is taken, and what each mistake is called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "leadx/app/niche.h"

static struct pool *pool;
static struct symbols *symbols;
static struct faults faults;
static struct field_schema schema;

static bool read_fields(const char *text)
{
    json_error_t error;
    json_t *json = json_loads(text, 0, &error);
    bool ok;

    assert_non_null(json);
    faults_init(&faults, pool);
    ok = niche_fields_read(json, "/fields", symbols, &faults, &schema);
    json_decref(json);
    return ok;
}

/* The text is refused, and its first fault is this one. */
static void refused(const char *text, const char *pointer, const char *code)
{
    assert_false(read_fields(text));
    assert_int_equal(schema.n, 0);
    assert_true(faults.n >= 1);
    assert_string_equal(faults.items[0].pointer, pointer);
    assert_string_equal(faults.items[0].code, code);
}

static void test_a_schema(void **state)
{
    (void)state;
    assert_true(read_fields("[{\"name\":\"region\",\"type\":\"region\",\"required\":true},"
                            "{\"name\":\"age\",\"type\":\"integer\",\"min\":18,\"max\":99},"
                            "{\"name\":\"note\",\"type\":\"text\",\"max\":500},"
                            "{\"name\":\"since\",\"type\":\"integer\",\"max\":-5},"
                            "{\"name\":\"job\",\"type\":\"enum\",\"values\":[\"a\",\"b\"]}]"));
    assert_int_equal(schema.n, 5);
    assert_true(schema.fields[0].required && schema.fields[0].type == FIELD_REGION);
    assert_false(schema.fields[1].required);
    assert_int_equal(schema.fields[1].min, 18);
    assert_int_equal(schema.fields[2].max, 500);
    assert_true(schema.fields[3].min == INT64_MIN && schema.fields[3].max == -5);
    assert_int_equal(schema.fields[4].n_values, 2);
    assert_int_equal(schema.fields[4].values[1], symbol_find(symbols, SLICE("b")));
    field_schema_free(&schema);
    assert_true(read_fields("[]"));
}

static void test_reserved_and_doubled_names(void **state)
{
    (void)state;
    refused("[{\"name\":\"score\",\"type\":\"integer\"}]", "/fields/0/name", "invalid_field");
    refused("[{\"name\":\"temperature\",\"type\":\"text\"}]", "/fields/0/name", "invalid_field");
    refused("[{\"name\":\"purchase_by\",\"type\":\"date\"}]", "/fields/0/name", "invalid_field");
    refused("[{\"name\":\"Age\",\"type\":\"integer\"}]", "/fields/0/name", "invalid_field");
    refused("[{\"name\":\"a\",\"type\":\"text\"},{\"name\":\"a\",\"type\":\"text\"}]",
            "/fields/1/name", "invalid_field");
    refused("[{\"type\":\"text\"}]", "/fields/0/name", "missing_field");
}

static void test_types_and_bounds(void **state)
{
    (void)state;
    refused("{}", "/fields", "invalid_field");
    refused("[7]", "/fields/0", "invalid_field");
    refused("[{\"name\":\"a\"}]", "/fields/0/type", "missing_field");
    refused("[{\"name\":\"a\",\"type\":\"money\"}]", "/fields/0/type", "invalid_field");
    refused("[{\"name\":\"a\",\"type\":\"text\",\"colour\":1}]", "/fields/0/colour",
            "unknown_field");
    refused("[{\"name\":\"a\",\"type\":\"text\",\"required\":1}]", "/fields/0/required",
            "invalid_field");
    refused("[{\"name\":\"a\",\"type\":\"integer\",\"min\":5,\"max\":4}]", "/fields/0/max",
            "invalid_field");
    refused("[{\"name\":\"a\",\"type\":\"integer\",\"min\":0,\"max\":0}]", "/fields/0/max",
            "invalid_field");
    refused("[{\"name\":\"a\",\"type\":\"integer\",\"min\":1.5}]", "/fields/0/min",
            "invalid_field");
    refused("[{\"name\":\"a\",\"type\":\"text\",\"max\":4001}]", "/fields/0/max", "invalid_field");
    refused("[{\"name\":\"a\",\"type\":\"date\",\"min\":1}]", "/fields/0/min", "invalid_field");
}

static void test_enum_values(void **state)
{
    (void)state;
    refused("[{\"name\":\"a\",\"type\":\"enum\"}]", "/fields/0/values", "missing_field");
    refused("[{\"name\":\"a\",\"type\":\"enum\",\"values\":[]}]", "/fields/0/values",
            "invalid_field");
    refused("[{\"name\":\"a\",\"type\":\"enum\",\"values\":[\"x\",\"x\"]}]", "/fields/0/values/1",
            "invalid_field");
    refused("[{\"name\":\"a\",\"type\":\"enum\",\"values\":[\" x\"]}]", "/fields/0/values/0",
            "invalid_field");
    refused("[{\"name\":\"a\",\"type\":\"enum\",\"values\":[3]}]", "/fields/0/values/0",
            "invalid_field");
    refused("[{\"name\":\"a\",\"type\":\"text\",\"values\":[\"x\"]}]", "/fields/0/values",
            "invalid_field");
}

static void test_too_many_fields(void **state)
{
    json_t *list = json_array();
    bool ok;

    (void)state;
    for (int i = 0; i <= FIELDS_MAX; i++)
        json_array_append_new(
            list, json_pack("{s:o,s:s}", "name", json_sprintf("f%d", i), "type", "text"));
    faults_init(&faults, pool);
    ok = niche_fields_read(list, "/fields", symbols, &faults, &schema);
    assert_false(ok);
    json_array_remove(list, 0);
    faults_init(&faults, pool);
    assert_true(niche_fields_read(list, "/fields", symbols, &faults, &schema));
    assert_int_equal(schema.n, FIELDS_MAX);
    field_schema_free(&schema);
    json_decref(list);
}

/* ---- attributes */

static struct facts facts;
static const char *why;

/* The attribute's stored form as JSON text, or NULL when it is refused. */
static const char *attribute(enum field_type type, const char *text)
{
    struct field field = {.name = "a", .type = type};
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL), *normal = NULL;
    char *shown = NULL, *copy = NULL;

    assert_non_null(value);
    facts = (struct facts){0};
    if (attribute_read(&field, 20, value, "RU", symbols, pool, &facts, &normal, &why)) {
        shown = json_dumps(normal, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
        copy = pool_strdup(pool, shown);
        free(shown);
        json_decref(normal);
    }
    assert_int_equal(fact_has(&facts, 20), copy != NULL);
    json_decref(value);
    return copy;
}

static void test_attribute_forms(void **state)
{
    (void)state;
    assert_string_equal(attribute(FIELD_INTEGER, "34"), "34");
    assert_int_equal(facts.value[20], 34);
    assert_string_equal(attribute(FIELD_DECIMAL, "0.1"), "0.1");
    assert_int_equal(facts.value[20], 100000);
    assert_string_equal(attribute(FIELD_DECIMAL, "-12.50"), "-12.5");
    assert_string_equal(attribute(FIELD_DECIMAL, "120000"), "120000");
    assert_string_equal(attribute(FIELD_BOOLEAN, "true"), "true");
    assert_int_equal(facts.value[20], 1);
    assert_string_equal(attribute(FIELD_LANGUAGE, "\"PT-br\""), "\"pt-BR\"");
    assert_string_equal(attribute(FIELD_PHONE, "\"8 (999) 123-45-67\""), "\"+79991234567\"");
    assert_string_equal(attribute(FIELD_TEXT, "\" Anna \""), "\"Anna\"");
    assert_int_equal(facts.value[20], 0); /* a text nobody named */
}

static void test_attribute_of_the_wrong_kind(void **state)
{
    (void)state;
    assert_null(attribute(FIELD_INTEGER, "\"34\""));
    assert_string_equal(why, "must be a whole number");
    assert_null(attribute(FIELD_INTEGER, "34.0"));
    assert_null(attribute(FIELD_DECIMAL, "0.12345678901234567"));
    assert_null(attribute(FIELD_DECIMAL, "0.1234567"));
    assert_null(attribute(FIELD_BOOLEAN, "1"));
    assert_null(attribute(FIELD_TEXT, "5"));
    assert_null(attribute(FIELD_REGION, "[\"RU-MOW\"]"));
    assert_null(attribute(FIELD_REGION, "\"XX-MOW\""));
}

static int setup(void **state)
{
    (void)state;
    pool = pool_new(4096);
    symbols = symbols_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    symbols_free(symbols);
    pool_free(pool);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_schema),
        cmocka_unit_test(test_reserved_and_doubled_names),
        cmocka_unit_test(test_types_and_bounds),
        cmocka_unit_test(test_enum_values),
        cmocka_unit_test(test_too_many_fields),
        cmocka_unit_test(test_attribute_forms),
        cmocka_unit_test(test_attribute_of_the_wrong_kind),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
