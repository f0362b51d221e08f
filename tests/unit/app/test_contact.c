/* Masked contacts: nothing that says who the person is survives, whatever the contact holds. */
#include "leadx/app/contact.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static const char full[] =
    "{\"first_name\":\"Anna\",\"last_name\":\"Petrova-Zhukova\",\"phone\":\"+79991234567\","
    "\"email\":\"anna.p@example.com\",\"position\":\"head of purchasing\",\"decides\":true,"
    "\"organisation\":{\"name\":\"Vostok\",\"registration_no\":\"7707083893\","
    "\"industry\":\"retail\",\"size\":120},"
    "\"channels\":[{\"type\":\"telegram\",\"value\":\"@annapet\",\"personal\":true},"
    "{\"type\":\"phone\",\"value\":\"+79997654321\"},{\"type\":\"email\",\"value\":"
    "\"work.p@example.org\"}],\"nickname\":\"Annushka\",\"passport\":{\"no\":\"123456\"},"
    "\"age\":34,\"middle_name\":null}";

static json_t *masked(struct pool *pool, const char *text)
{
    json_t *contact = json_loads(text, 0, NULL), *out;

    assert_non_null(contact);
    out = contact_masked(pool, contact);
    json_decref(contact);
    return out;
}

static void nothing_personal_survives(void **state)
{
    static const char *const personal[] = {"Anna",    "Petrova", "Zhukova", "1234567",    "12345",
                                           "anna.p",  "example", "Vostok",  "7707083893", "annapet",
                                           "7654321", "work.p",  "ushka",   "123456",     "34"};
    struct pool *pool = pool_new(0);
    json_t *out = masked(pool, full);
    char *text = json_dumps(out, 0);

    (void)state;
    for (size_t i = 0; i < sizeof personal / sizeof *personal; i++) {
        if (strstr(text, personal[i]) != NULL)
            fail_msg("\"%s\" is still in %s", personal[i], text);
    }
    free(text);
    json_decref(out);
    pool_free(pool);
}

static const char *at(json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static void what_helps_to_judge_a_lead_stays(void **state)
{
    struct pool *pool = pool_new(0);
    json_t *out = masked(pool, full), *organisation = json_object_get(out, "organisation");

    (void)state;
    assert_string_equal(at(out, "first_name"), "A***");
    assert_string_equal(at(out, "phone"), "+7 999 *** ** 67");
    assert_string_equal(at(out, "position"), "head of purchasing");
    assert_true(json_is_true(json_object_get(out, "decides")));
    assert_string_equal(at(organisation, "industry"), "retail");
    assert_int_equal(json_integer_value(json_object_get(organisation, "size")), 120);
    assert_string_equal(at(json_array_get(json_object_get(out, "channels"), 0), "type"),
                        "telegram");
    json_decref(out);
    pool_free(pool);
}

static void odd_shapes_are_hidden_not_shown(void **state)
{
    struct pool *pool = pool_new(0);
    json_t *out = masked(pool, "{\"phone\":79991234567,\"position\":{\"a\":\"Anna\"},"
                               "\"channels\":\"Anna\",\"organisation\":[\"Anna\"]}");
    char *text = json_dumps(out, 0);

    (void)state;
    assert_null(strstr(text, "Anna"));
    assert_null(strstr(text, "79991234567"));
    free(text);
    json_decref(out);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_personal_survives),
        cmocka_unit_test(what_helps_to_judge_a_lead_stays),
        cmocka_unit_test(odd_shapes_are_hidden_not_shown),
    };

    return cmocka_run_group_tests_name("contact", tests, NULL, NULL);
}
