/* Headers of five languages find their fields; what is told wins; nothing is read as two things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "import_lead.h"
#include "import_map.h"

static struct import_map map;
static json_t *niche;

static int make(void **state)
{
    (void)state;
    niche =
        json_pack("{s:[{s:s,s:s},{s:s,s:s},{s:s,s:s}]}", "fields", "name", "age", "type", "integer",
                  "name", "region", "type", "region", "name", "homeowner", "type", "boolean");
    map_init(&map, niche);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    map_free(&map);
    json_decref(niche);
    return 0;
}

static void fill(struct row *row, const char *const *cells)
{
    *row = (struct row){.line = 1};
    for (; cells[row->n] != NULL; row->n++)
        row->cells[row->n] = slice_of(cells[row->n]);
}

/* The fields of the columns, "-" for one that is not read. */
static const char *means(const char *const *heads, const char *told)
{
    static char out[512];
    static struct row row;

    fill(&row, heads);
    if (!map_columns(&map, &row, &told, told != NULL))
        return "!";
    out[0] = '\0';
    for (size_t i = 0; i < map.n_columns; i++) {
        strcat(out, i == 0 ? "" : " ");
        strcat(out, map.columns[i] == NULL ? "-" : map.columns[i]->name);
    }
    return out;
}

#define HEADS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void five_languages(void **state)
{
    (void)state;
    assert_string_equal(means(HEADS("Phone", "E-mail", "First Name", "State", "Age"), NULL),
                        "phone email first_name region age");
    drop(state), make(state);
    assert_string_equal(means(HEADS("ТЕЛЕФОН", "Эл. почта", "Имя", "Регион", "Возраст"), NULL),
                        "phone email first_name region age");
    drop(state), make(state);
    assert_string_equal(means(HEADS("Teléfono", "Correo electrónico", "Apellidos", "Edad"), NULL),
                        "phone email last_name age");
    drop(state), make(state);
    assert_string_equal(means(HEADS("Celular", "Nome completo", "Região", "Casa própria"), NULL),
                        "phone name region homeowner");
    drop(state), make(state);
    assert_string_equal(means(HEADS("Mobilnummer", "E-post", "Etternavn", "Alder"), NULL),
                        "phone email last_name age");
}

static void what_the_niche_has_not_is_not_read(void **state)
{
    (void)state;
    assert_string_equal(means(HEADS("Phone", "Income", "Weather", "Phone 2", "Mobile"), NULL),
                        "phone - - - -");
}

static void what_is_told_wins(void **state)
{
    (void)state;
    assert_string_equal(
        means(HEADS("Phone", "Alt", "Kommentar", "x"), "Phone=-,Alt=phone,#4=age,kommentar=sub"),
        "- phone sub age");
    drop(state), make(state);
    assert_string_equal(means(HEADS("Phone"), "Fax=phone"), "!");
    drop(state), make(state);
    assert_string_equal(means(HEADS("Phone"), "Phone=weight"), "!");
    drop(state), make(state);
    assert_string_equal(means(HEADS("Phone"), "Phone"), "!");
}

static void an_error_files_own_columns(void **state)
{
    (void)state;
    assert_string_equal(
        means(HEADS("ID", "Phone", "leadx_line", "leadx_code", "leadx_external_id"), NULL),
        "- phone - - external_id");
    assert_true(map.own[2] && map.own[3] && map.own[4] && !map.own[0]);
}

static void a_row_becomes_a_lead(void **state)
{
    static const struct value_customs customs = {DATES_PLAIN, "Z", ""};
    struct lead_frame frame = {&map, &customs, "n", "s", "cafe"};
    static struct row row;
    char id[EXTERNAL_ID_SIZE];
    const char *fault, *reason;
    json_t *lead, *wanted;

    (void)state;
    assert_true(map_set(&map, "campaign=spring"));
    assert_false(map_set(&map, "weight=3"));
    means(HEADS("Name", "Phone", "Age", "Company", "sub1", "sub2"), NULL);
    fill(&row, HEADS("Anna  de Souza", " +7 999 ", "34", "ACME", "a", "b", ""));
    lead = lead_make(&frame, &row, id, &fault, &reason);
    wanted =
        json_pack("{s:s, s:{s:s, s:s, s:s, s:{s:s}}, s:{s:i}, s:{s:s, s:s, s:[s,s]}, s:s}", "niche",
                  "n", "contact", "first_name", "Anna", "last_name", "de Souza", "phone", "+7 999",
                  "organisation", "name", "ACME", "attributes", "age", 34, "source", "name", "s",
                  "campaign", "spring", "sub", "a", "b", "external_id", "cafe-1");
    assert_true(json_equal(lead, wanted));
    json_decref(lead);
    json_decref(wanted);
    fill(&row, HEADS("Anna", "1", "2", "3", "4"));
    assert_null(lead_make(&frame, &row, id, &fault, &reason));
    assert_string_equal(fault, "ragged_row");
    fill(&row, HEADS("Anna", "1\xff", "2", "3", "4", "5"));
    assert_null(lead_make(&frame, &row, id, &fault, &reason));
    assert_string_equal(fault, "malformed_text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(five_languages, make, drop),
        cmocka_unit_test_setup_teardown(what_the_niche_has_not_is_not_read, make, drop),
        cmocka_unit_test_setup_teardown(what_is_told_wins, make, drop),
        cmocka_unit_test_setup_teardown(an_error_files_own_columns, make, drop),
        cmocka_unit_test_setup_teardown(a_row_becomes_a_lead, make, drop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
