/* Parameters, and the awk script that turns SQL files into C. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "answer.h"
#include "args.h"
#include "leadx/db/stmt.h"

/* ---- parameters */

static void test_small_parameters_survive_a_copy(void **state)
{
    const struct uuid id = {{1, 2, 3, [15] = 9}};
    struct param made[] = {param_int64(-2), param_int32(7), param_bool(true), param_uuid(&id),
                           param_uuid(NULL)};
    struct param copy[5];
    struct args a = {0};

    (void)state;
    memcpy(copy, made, sizeof made);
    memset(made, 0xaa, sizeof made);
    assert_true(args_bind(&a, copy, 5));
    assert_memory_equal(a.values[0], "\xff\xff\xff\xff\xff\xff\xff\xfe", 8);
    assert_memory_equal(a.values[1], "\0\0\0\7", 4);
    assert_memory_equal(a.values[2], "\1", 1);
    assert_memory_equal(a.values[3], id.b, 16);
    assert_null(a.values[4]);
    args_free(&a);
}

static void test_text_is_terminated_where_it_was_not(void **state)
{
    struct param params[] = {param_text((struct slice){"abcdef", 3}), param_text(SLICE("")),
                             param_str(NULL), param_text(SLICE_NONE),
                             param_bytes((struct slice){"a\0b", 3})};
    struct args a = {0};

    (void)state;
    assert_true(args_bind(&a, params, 5));
    assert_string_equal(a.values[0], "abc");
    assert_string_equal(a.values[1], "");
    assert_null(a.values[2]);
    assert_null(a.values[3]);
    assert_int_equal(a.lengths[4], 3);
    assert_int_equal(a.formats[4], 1);
    assert_int_equal(a.formats[0], 0);
    params[0] = param_text((struct slice){"a\0b", 3});
    assert_false(args_bind(&a, params, 5)); /* would be cut short in silence */
    args_free(&a);
}

static void test_constraint_names_lose_their_partition(void **state)
{
    static const char *const pairs[][2] = {
        {"sales_slot_key_202611", "sales_slot_key"},
        {"sales_slot_key_default", "sales_slot_key"},
        {"sales_slot_key", "sales_slot_key"},
        {"x_20261", "x_20261"},
        {"x_2026111", "x_2026111"},
        {"x_20261a", "x_20261a"},
        {"", ""},
        {"_default", "_default"},
    };
    char name[64];

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        snprintf(name, sizeof name, "%s", pairs[i][0]);
        constraint_strip(name);
        assert_string_equal(name, pairs[i][1]);
    }
}

/* ---- embedding */

static char work[] = "/tmp/leadx-embed-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(work) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -r %s", work);
    return system(command);
}

/* Runs the script over a file made of text; returns its exit status, its output in out. */
static int embed(const char *mode, const char *text, char *out, size_t size)
{
    char command[1024];
    FILE *f;
    size_t n;

    snprintf(command, sizeof command, "%s/some.sql", work);
    f = fopen(command, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    snprintf(command, sizeof command, "awk -v mode=%s -f %s/server/db/embed.awk %s/some.sql 2>&1",
             mode, LEADX_SOURCE_DIR, work);
    f = popen(command, "r");
    assert_non_null(f);
    n = fread(out, 1, size - 1, f);
    out[n] = '\0';
    return WEXITSTATUS(pclose(f));
}

static void test_a_statement_becomes_a_struct(void **state)
{
    char out[4096];

    (void)state;
    assert_int_equal(0, embed("stmts",
                              "-- Orders.\n\n-- name: order_get\n"
                              "select '{\"a\\\": $9;' -- not $8\n"
                              "  from orders where id = $2::uuid and j ? $1;\n"
                              "-- name: order_list binary\n-- why\nselect 1\n",
                              out, sizeof out));
    assert_non_null(strstr(out, "static const struct stmt stmt_order_get __attribute__((unused))"));
    assert_non_null(strstr(out, "\"select '{\\\"a\\\\\\\": $9;'\\n\"\n"));
    assert_non_null(strstr(out, "\"  from orders where id = $2::uuid and j ? $1\\n\""));
    assert_non_null(strstr(out, ".n_params = 2,\n    .binary_result = false,"));
    assert_non_null(
        strstr(out, "\"select 1\\n\",\n    .n_params = 0,\n    .binary_result = true,"));
    assert_null(strstr(out, "why"));
    assert_null(strstr(out, "$8"));
}

static void test_a_bad_statement_stops_the_build(void **state)
{
    static const char *const bad[][2] = {
        {"select 1\n", ":1: text before the first"},
        {"-- name: Bad\nselect 1\n", ":1: expected"},
        {"-- name: a binaer\nselect 1\n", ":1: expected"},
        {"-- name: a\n-- name: b\nselect 1\n", ":1: statement a is empty"},
        {"-- name: a\nselect 1;\nselect 2\n", ":3: text after the semicolon"},
        {"-- name: a\nselect $1, $3\n", ":1: statement a does not use $2"},
        {"-- name: a\nselect 1\n-- name: a\nselect 2\n", ":3: second statement named a"},
        {"-- name: a\nselect 'x\n", ":1: statement a has an open quote"},
        {"-- name: a\nselect $65\n", ":1: statement a has more than 64"},
    };
    char out[4096];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(1, embed("stmts", bad[i][0], out, sizeof out));
        assert_non_null(strstr(out, bad[i][1]));
    }
}

static void test_whole_files_keep_every_line(void **state)
{
    char out[4096], want[512];

    (void)state;
    assert_int_equal(0, embed("files", "select E'\\n\"';\n\n-- \tend", out, sizeof out));
    snprintf(want, sizeof want,
             "    {\"%s/some.sql\",\n     \"select E'\\\\n\\\"';\\n\"\n     \"\\n\"\n"
             "     \"-- \\tend\\n\"},\n    {0, 0},\n};",
             strrchr(work, '/') + 1);
    assert_non_null(strstr(out, want));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_parameters_survive_a_copy),
        cmocka_unit_test(test_text_is_terminated_where_it_was_not),
        cmocka_unit_test(test_constraint_names_lose_their_partition),
        cmocka_unit_test(test_a_statement_becomes_a_struct),
        cmocka_unit_test(test_a_bad_statement_stops_the_build),
        cmocka_unit_test(test_whole_files_keep_every_line),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
