/* Templates of posts: what is refused, what is sent, how answers are read. */
#include "leadx/app/post_template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "leadx/base/mem.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char values_text[] =
    "{\"contact\":{\"first_name\":\"Zo\\u00eb <&>\",\"phone\":\"+79991234567\",\"none\":null},"
    "\"lead\":{\"score\":80,\"resold\":false,\"rate\":0.5,"
    "\"attributes\":{\"age\":34,\"tags\":[\"a\",\"b\"],\"1st\":{\"x\":1}}},"
    "\"secret\":{\"key\":\"s=&?\"}}";

static char *filled(const char *template_text)
{
    json_t *template = json_loads(template_text, 0, NULL);
    json_t *values = json_loads(values_text, 0, NULL);
    struct buf b;
    char *text;

    assert_non_null(template);
    buf_init(&b, 0);
    assert_true(post_fill(&b, template, values));
    text = mem_text(b.p, b.n);
    buf_free(&b);
    json_decref(template);
    json_decref(values);
    return text;
}

static void check_filled(const char *template_text, const char *expected)
{
    char *text = filled(template_text);

    assert_string_equal(text, expected);
    free(text);
}

static void test_json_keeps_types_and_nests(void **state)
{
    (void)state;
    check_filled("{\"fields\":[{\"name\":\"a.b\",\"from\":\"lead.score\"},"
                 "{\"name\":\"a.c\",\"from\":\"lead.resold\"},{\"name\":\"d\",\"value\":\"7\"},"
                 "{\"name\":\"e\",\"from\":\"contact.none\"},"
                 "{\"name\":\"f\",\"from\":\"contact.missing.deep\"},"
                 "{\"name\":\"g\",\"from\":\"lead.attributes.tags\"}]}",
                 "{\"a\":{\"b\":80,\"c\":false},\"d\":\"7\",\"g\":[\"a\",\"b\"]}");
    check_filled(
        "{\"fields\":[{\"name\":\"a\",\"value\":\"x\"},{\"name\":\"a.b\",\"value\":\"y\"}]}",
        "{\"a\":{\"b\":\"y\"}}");
}

static void test_forms_are_escaped(void **state)
{
    (void)state;
    check_filled(
        "{\"content\":\"form\",\"fields\":[{\"name\":\"n m\",\"from\":"
        "\"contact.first_name\"},{\"name\":\"k\",\"from\":\"secret.key\"},"
        "{\"name\":\"r\",\"from\":\"lead.rate\"},{\"name\":\"x\",\"from\":\"contact.none\"},"
        "{\"name\":\"p\",\"from\":\"contact.phone\"}]}",
        "n+m=Zo%C3%AB+%3C%26%3E&k=s%3D%26%3F&r=0.5&p=%2B79991234567");
}

static void test_xml_is_escaped_and_well_formed(void **state)
{
    (void)state;
    check_filled("{\"content\":\"xml\",\"root\":\"r\",\"fields\":[{\"name\":\"p.n\",\"from\":"
                 "\"contact.first_name\"},{\"name\":\"t\",\"from\":\"lead.attributes.tags\"},"
                 "{\"name\":\"o\",\"from\":\"lead.attributes.1st\"}]}",
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r><p><n>Zo\xC3\xAB "
                 "&lt;&amp;&gt;</n></p><t>a</t><t>b</t><o><x>1</x></o></r>\n");
    check_filled("{\"content\":\"xml\",\"fields\":[{\"name\":\"a\",\"from\":\"lead.attributes\"}]}",
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<lead><a><age>34</age><tags>a</tags>"
                 "<tags>b</tags><_1st><x>1</x></_1st></a></lead>\n");
}

static void check_template(const char *text, const char *pointer)
{
    json_t *template = json_loads(text, 0, NULL);
    struct faults f;

    assert_non_null(template);
    faults_init(&f, pool_new(0));
    assert_int_equal(post_template_check(&f, template, "/template"), pointer == NULL);
    if (pointer != NULL)
        assert_string_equal(f.items[0].pointer, pointer);
    pool_free(f.pool);
    json_decref(template);
}

#define FIELDS "\"fields\":[{\"name\":\"a\",\"from\":\"sale.id\"}]"

static void test_what_cannot_be_sent_is_refused(void **state)
{
    static const char *const cases[][2] = {
        {"{" FIELDS "}", NULL},
        {"{" FIELDS ",\"content\":\"xml\",\"root\":\"lead\",\"method\":\"PUT\"}", NULL},
        {"{" FIELDS ",\"success\":{\"json\":{\"path\":\"a.b\",\"is\":[1,true,\"x\"]}}}", NULL},
        {"{}", "/template/fields"},
        {"{\"fields\":[]}", "/template/fields"},
        {"{\"fields\":[7]}", "/template/fields/0"},
        {"{\"fields\":[{\"name\":\"\",\"value\":\"x\"}]}", "/template/fields/0/name"},
        {"{\"fields\":[{\"name\":\"a\"}]}", "/template/fields/0/from"},
        {"{\"fields\":[{\"name\":\"a\",\"from\":\"x.y\"}]}", "/template/fields/0/from"},
        {"{\"fields\":[{\"name\":\"a\",\"from\":\"contact..y\"}]}", "/template/fields/0/from"},
        {"{\"fields\":[{\"name\":\"a\",\"from\":\"contact.\"}]}", "/template/fields/0/from"},
        {"{\"content\":\"xml\",\"fields\":[{\"name\":\"xmlns\",\"value\":\"x\"}]}",
         "/template/fields/0/name"},
        {"{\"content\":\"xml\",\"fields\":[{\"name\":\"a b\",\"value\":\"x\"}]}",
         "/template/fields/0/name"},
        {"{" FIELDS ",\"method\":\"GET\"}", "/template/method"},
        {"{" FIELDS ",\"method\":\"post\"}", "/template/method"},
        {"{" FIELDS ",\"root\":\"a.b\"}", "/template/root"},
        {"{" FIELDS ",\"more\":1}", "/template/more"},
        {"{" FIELDS ",\"headers\":[{\"name\":\"Host\",\"value\":\"x\"}]}",
         "/template/headers/0/name"},
        {"{" FIELDS ",\"headers\":[{\"name\":\"A:b\",\"value\":\"x\"}]}",
         "/template/headers/0/name"},
        {"{" FIELDS ",\"headers\":[{\"name\":\"A\",\"value\":\"x\\r\\ny\"}]}",
         "/template/headers/0/value"},
        {"{" FIELDS ",\"success\":{}}", "/template/success"},
        {"{" FIELDS ",\"reject\":{\"status\":[99]}}", "/template/reject/status"},
        {"{" FIELDS ",\"reject\":{\"text\":\"\"}}", "/template/reject/text"},
        {"{" FIELDS ",\"reject\":{\"json\":{\"path\":\"a\",\"is\":[]}}}", "/template/reject/json"},
        {"[1]", "/template"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check_template(cases[i][0], cases[i][1]);
}

static void test_answers_are_read_by_the_rules(void **state)
{
    static const struct {
        const char *template;
        int status;
        const char *body;
        enum post_answer answer;
    } cases[] = {
        {"{}", 200, "", POST_TAKEN},
        {"{}", 302, "", POST_FAILED},
        {"{}", 500, "", POST_FAILED},
        {"{\"success\":{\"text\":\"OK\"}}", 200, "it is OK", POST_TAKEN},
        {"{\"success\":{\"text\":\"OK\"}}", 200, "no", POST_FAILED},
        {"{\"success\":{\"text\":\"OK\"}}", 500, "OK", POST_FAILED},
        {"{\"success\":{\"status\":[302]}}", 302, "", POST_TAKEN},
        {"{\"success\":{\"status\":[302]}}", 200, "", POST_FAILED},
        {"{\"success\":{\"json\":{\"path\":\"r.ok\",\"is\":[true]}}}", 200, "{\"r\":{\"ok\":true}}",
         POST_TAKEN},
        {"{\"success\":{\"json\":{\"path\":\"r.ok\",\"is\":[\"true\"]}}}", 200,
         "{\"r\":{\"ok\":true}}", POST_TAKEN},
        {"{\"success\":{\"json\":{\"path\":\"r.ok\",\"is\":[true]}}}", 200, "{\"r\":\"ok\"}",
         POST_FAILED},
        {"{\"success\":{\"json\":{\"path\":\"r\",\"is\":[1]}}}", 200, "{\"r\":1", POST_FAILED},
        {"{\"success\":{\"json\":{\"path\":\"r\",\"is\":[1]}}}", 200, "[1]", POST_FAILED},
        {"{\"success\":{\"json\":{\"path\":\"r\",\"is\":[1]}}}", 200, "", POST_FAILED},
        {"{\"reject\":{\"text\":\"dup\"}}", 200, "a dup", POST_REJECTED},
        {"{\"reject\":{\"status\":[422]}}", 422, "", POST_REJECTED},
        {"{\"reject\":{\"status\":[422],\"text\":\"dup\"}}", 422, "other", POST_FAILED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_t *template = json_loads(cases[i].template, 0, NULL);

        assert_int_equal(post_judge(template, cases[i].status, slice_of(cases[i].body)),
                         cases[i].answer);
        json_decref(template);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_keeps_types_and_nests),
        cmocka_unit_test(test_forms_are_escaped),
        cmocka_unit_test(test_xml_is_escaped_and_well_formed),
        cmocka_unit_test(test_what_cannot_be_sent_is_refused),
        cmocka_unit_test(test_answers_are_read_by_the_rules),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
