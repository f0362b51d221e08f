/* What of a niche's fields is shown, and as which codes. */
#include "leadx/app/shelf_dims.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct field field(const char *name, enum field_type type, int64_t min, int64_t max)
{
    struct field f = {.type = type, .min = min, .max = max};

    strcpy(f.name, name);
    return f;
}

static const struct field_schema *schema(void)
{
    static struct field_schema s;

    s.n = 0;
    s.fields[s.n++] = field("age", FIELD_INTEGER, 18, 85);
    s.fields[s.n++] = field("income", FIELD_INTEGER, 0, 0);
    s.fields[s.n++] = field("area", FIELD_DECIMAL, 0, 0);
    s.fields[s.n++] = field("region", FIELD_REGION, 0, 0);
    s.fields[s.n++] = field("homeowner", FIELD_BOOLEAN, 0, 0);
    s.fields[s.n++] = field("since", FIELD_DATE, 0, 0);
    s.fields[s.n++] = field("note", FIELD_TEXT, 0, 0);
    s.fields[s.n++] = field("mobile", FIELD_PHONE, 0, 0);
    s.fields[s.n++] = field("mail", FIELD_EMAIL, 0, 0);
    s.fields[s.n++] = field("page", FIELD_URL, 0, 0);
    s.fields[s.n++] = field("place", FIELD_POINT, 0, 0);
    s.fields[s.n++] = field("code", FIELD_POSTCODE, 0, 0);
    return &s;
}

/* The attribute's code as JSON text. */
static const char *shown(struct shelf_dims *d, const char *name, const char *attributes)
{
    static char text[200];
    uint16_t codes[SHELF_DIMS_MAX] = {0};
    json_t *lead = json_loads(attributes, 0, NULL);
    int dim = shelf_dims_find(d, name);
    struct buf value;

    assert_non_null(lead);
    assert_true(dim >= 0);
    shelf_dims_read(d, lead, codes);
    buf_init(&value, 0);
    shelf_dim_value_add(&value, &d->dims[dim], codes[dim]);
    snprintf(text, sizeof text, "%.*s", (int)value.n, value.p);
    buf_free(&value);
    json_decref(lead);
    return text;
}

static void test_only_what_may_be_shown_is_a_dimension(void **state)
{
    static const char *const never[] = {"note", "mobile", "mail", "page", "place", "code"};
    struct shelf_dims *d = shelf_dims_new(schema());

    (void)state;
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert_int_equal(shelf_dims_find(d, never[i]), -1);
    assert_int_equal(d->personal, 7);
    assert_string_equal(d->dims[0].name, "country"); /* kept longest */
    assert_string_equal(d->dims[1].name, "region");
    assert_int_equal(d->n, d->personal + SHELF_FACTS);
    shelf_dims_free(d);
}

static void test_numbers_are_bands(void **state)
{
    struct shelf_dims *d = shelf_dims_new(schema());

    (void)state;
    assert_string_equal(shown(d, "age", "{\"age\": 18}"), "{\"min\":18,\"max\":19}");
    assert_string_equal(shown(d, "age", "{\"age\": 39}"), "{\"min\":30,\"max\":39}");
    assert_string_equal(shown(d, "age", "{\"age\": 85}"), "{\"min\":80,\"max\":85}");
    assert_string_equal(shown(d, "income", "{\"income\": -5}"), "{\"max\":-1}");
    assert_string_equal(shown(d, "income", "{\"income\": 0}"), "{\"min\":0,\"max\":0}");
    assert_string_equal(shown(d, "income", "{\"income\": 123456}"),
                        "{\"min\":100000,\"max\":199999}");
    assert_string_equal(shown(d, "income", "{\"income\": 9000000000000000000}"),
                        "{\"min\":5000000000000}");
    assert_string_equal(shown(d, "area", "{\"area\": 54.3}"), "{\"min\":50,\"below\":100}");
    assert_string_equal(shown(d, "area", "{\"area\": 0.5}"), "{\"min\":0,\"below\":1}");
    shelf_dims_free(d);
}

static void test_the_rest(void **state)
{
    struct shelf_dims *d = shelf_dims_new(schema());

    (void)state;
    assert_string_equal(shown(d, "country", "{\"region\": \"RU-MOW\"}"), "\"RU\"");
    assert_string_equal(shown(d, "region", "{\"region\": \"RU-MOW\"}"), "\"RU-MOW\"");
    assert_string_equal(shown(d, "homeowner", "{\"homeowner\": false}"), "false");
    assert_string_equal(shown(d, "since", "{\"since\": \"2025-11-21\"}"), "\"2025-11\"");
    assert_string_equal(shown(d, "since", "{\"since\": \"1969-12-31\"}"), "\"1969-12\"");
    for (size_t i = 0; i < d->personal; i++) /* what is not there, or of another kind, is null */
        assert_string_equal(
            shown(d, d->dims[i].name, "{\"age\": \"x\", \"region\": 1, \"area\": []}"), "null");
    shelf_dims_free(d);
}

static void test_a_score_is_a_ten(void **state)
{
    struct shelf_dims *d = shelf_dims_new(schema());
    struct shelf_dim *score = shelf_dims_fact(d, SHELF_SCORE);

    (void)state;
    assert_string_equal(score->name, "score");
    assert_int_equal(shelf_band(score, 0), 1);
    assert_int_equal(shelf_band(score, 89), 9);
    assert_int_equal(shelf_band(score, 90), 10);
    assert_int_equal(shelf_band(score, 100), 10);
    shelf_dims_free(d);
}

static void test_words_have_an_end(void **state)
{
    struct shelf_dims *d = shelf_dims_new(schema());
    struct shelf_dim *channel = shelf_dims_fact(d, SHELF_CHANNEL);
    char word[20];

    (void)state;
    for (int i = 0; i < SHELF_WORDS_MAX + 10; i++) {
        snprintf(word, sizeof word, "w%d", i);
        assert_int_equal(shelf_word(channel, slice_of(word)) != 0, i < SHELF_WORDS_MAX);
    }
    assert_int_equal(shelf_dim_codes(channel), SHELF_WORDS_MAX + 1);
    shelf_dims_free(d);
}

static void test_many_fields_leave_room_for_the_facts(void **state)
{
    static struct field_schema s;
    struct shelf_dims *d;
    char name[20];

    (void)state;
    for (s.n = 0; s.n < FIELDS_MAX; s.n++) {
        snprintf(name, sizeof name, "f%zu", s.n);
        s.fields[s.n] = field(name, s.n == 60 ? FIELD_REGION : FIELD_BOOLEAN, 0, 0);
    }
    d = shelf_dims_new(&s);
    assert_int_equal(d->n, SHELF_DIMS_MAX);
    assert_string_equal(d->dims[1].name, "f60"); /* a region comes first, wherever it stands */
    assert_int_equal(shelf_dims_find(d, "temperature"), d->personal);
    shelf_dims_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_what_may_be_shown_is_a_dimension),
        cmocka_unit_test(test_numbers_are_bands),
        cmocka_unit_test(test_the_rest),
        cmocka_unit_test(test_a_score_is_a_ten),
        cmocka_unit_test(test_words_have_an_end),
        cmocka_unit_test(test_many_fields_leave_room_for_the_facts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
