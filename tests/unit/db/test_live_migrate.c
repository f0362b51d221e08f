/* Migrations against a real PostgreSQL: fresh, again, edited, newer, broken. */
#include "support.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "migrate_files.h"

#define ONE                                                                                        \
    {                                                                                              \
        "migrations/0001_one.sql", "create table leads (id int8);\ncreate table sales (id int8);"  \
    }
#define TWO                                                                                        \
    {                                                                                              \
        "migrations/0002_two.sql", "alter table leads add note text"                               \
    }
#define CODE                                                                                       \
    {"functions/b.sql",                                                                            \
     "create or replace function b() returns int8 language sql as 'select a() + 1'"},              \
        {"functions/z_a.sql", "create or replace function a() returns int8 language sql as "       \
                              "'select count(*) from leads'"},                                     \
    {                                                                                              \
        "views/v.sql", "create or replace view v as select b() as b"                               \
    }
#define END                                                                                        \
    {                                                                                              \
        0                                                                                          \
    }

static char err[1024];

static bool migrate(const struct embedded_file *files)
{
    err[0] = '\0';
    return migrate_files(files, live_conninfo(), err, sizeof err);
}

static void assert_refused(const struct embedded_file *files, const char *why)
{
    assert_false(migrate(files));
    if (strstr(err, why) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err, why);
}

static int clean(void **state)
{
    (void)state;
    admin("drop schema if exists leadx cascade");
    return 0;
}

static void test_fresh_then_again_then_more(void **state)
{
    const struct embedded_file first[] = {CODE, ONE, END};
    const struct embedded_file second[] = {ONE, TWO, CODE, END};

    (void)state;
    assert_true(migrate(first));
    assert_int_equal(migrate_files_version(first), 1);
    assert_int_equal(admin_long("select count(*) from leadx.migrations"), 1);
    assert_int_equal(admin_long("set search_path = leadx; select b from v"), 1);
    assert_true(migrate(first));
    assert_int_equal(admin_long("select count(*) from leadx.migrations"), 1);
    assert_true(migrate(second));
    assert_int_equal(admin_long("select max(version) from leadx.migrations"), 2);
    assert_int_equal(admin_long("select count(note) from leadx.leads"), 0);
    assert_int_equal(admin_long("select count(*) from leadx.schema_code"), 1);
}

static void test_changed_functions_are_applied_whole(void **state)
{
    const struct embedded_file first[] = {ONE, CODE, END};
    const struct embedded_file second[] = {
        ONE,
        {"functions/a.sql",
         "create or replace function a() returns int8 language sql as 'select 41::int8'"},
        {"functions/b.sql",
         "create or replace function b() returns int8 language sql as 'select a() + 1'"},
        END};

    (void)state;
    assert_true(migrate(first));
    assert_true(migrate(second));
    assert_int_equal(admin_long("select leadx.b()"), 42);
}

static void test_an_edited_migration_is_refused(void **state)
{
    const struct embedded_file first[] = {ONE, END};
    const struct embedded_file edited[] = {
        {"migrations/0001_one.sql", "create table leads (id int4)"}, TWO, END};

    (void)state;
    assert_true(migrate(first));
    assert_refused(edited, "migrations/0001_one.sql was changed after it was applied");
    assert_int_equal(admin_long("select count(*) from leadx.migrations"), 1);
}

static void test_a_newer_database_is_refused(void **state)
{
    const struct embedded_file newer[] = {ONE, TWO, END};
    const struct embedded_file older[] = {ONE, END};

    (void)state;
    assert_true(migrate(newer));
    assert_refused(older, "newer than this program: it has migration 0002");
}

static void test_a_migration_slipped_in_behind_is_refused(void **state)
{
    const struct embedded_file first[] = {TWO, END};
    const struct embedded_file second[] = {ONE, TWO, END};

    (void)state;
    admin("create schema leadx; create table leadx.leads (id int8)");
    assert_true(migrate(first));
    assert_refused(second, "migrations/0001_one.sql was not applied, but a later migration was");
}

static void test_an_error_names_file_and_line_and_leaves_nothing(void **state)
{
    const struct embedded_file syntax[] = {
        ONE,
        {"migrations/0002_bad.sql", "create table kept (id int8);\n-- naïve\n\nselekt 1;"},
        END};
    const struct embedded_file run[] = {
        ONE,
        {"migrations/0002_bad.sql", "create table kept (id int8);\nselect 1;\nselect 1 / 0;"},
        END};
    const struct embedded_file ends[] = {
        ONE, {"migrations/0002_bad.sql", "create table kept (id int8);\ncommit;"}, END};

    (void)state;
    assert_refused(syntax, "migrations/0002_bad.sql, line 4: syntax error");
    assert_refused(run, "migrations/0002_bad.sql, statement 3: division by zero (22012)");
    assert_int_equal(admin_long("select count(*) from pg_class where relname = 'kept'"), 0);
    assert_int_equal(admin_long("select max(version) from leadx.migrations"), 1);
    assert_refused(ends, "ends the transaction");
}

static void test_a_function_that_does_not_fit_is_refused_whole(void **state)
{
    const struct embedded_file good[] = {ONE, CODE, END};
    const struct embedded_file bad[] = {
        ONE,
        {"functions/b.sql",
         "create or replace function b() returns int8 language sql as 'select 7::int8'"},
        {"functions/c.sql",
         "create function c() returns int8 language sql as\n'select count(*) from nowhere'"},
        END};

    (void)state;
    assert_true(migrate(good));
    assert_refused(bad, "functions/c.sql");
    assert_int_equal(admin_long("set search_path = leadx; select b()"), 1);
}

static void test_bad_names_are_refused(void **state)
{
    const struct embedded_file twice[] = {ONE, {"migrations/0001_other.sql", ""}, END};
    const struct embedded_file wrong[] = {{"migrations/1_one.sql", ""}, END};

    (void)state;
    assert_refused(twice, "a second migration with the number 0001");
    assert_refused(wrong, "a migration is named NNNN_what.sql");
    assert_false(migrate_files(wrong + 1, "host=/nowhere", err, sizeof err));
    assert_non_null(strstr(err, "cannot connect"));
}

static void *migrate_thread(void *arg)
{
    static const struct embedded_file files[] = {ONE, TWO, CODE, END};
    char why[256];

    *(bool *)arg = migrate_files(files, live_conninfo(), why, sizeof why);
    return NULL;
}

static void test_two_at_once_wait_for_each_other(void **state)
{
    pthread_t threads[4];
    bool ok[4];

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, migrate_thread, &ok[i]), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_true(ok[0] && ok[1] && ok[2] && ok[3]);
    assert_int_equal(admin_long("select count(*) from leadx.migrations"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_fresh_then_again_then_more, clean),
        cmocka_unit_test_setup(test_changed_functions_are_applied_whole, clean),
        cmocka_unit_test_setup(test_an_edited_migration_is_refused, clean),
        cmocka_unit_test_setup(test_a_newer_database_is_refused, clean),
        cmocka_unit_test_setup(test_a_migration_slipped_in_behind_is_refused, clean),
        cmocka_unit_test_setup(test_an_error_names_file_and_line_and_leaves_nothing, clean),
        cmocka_unit_test_setup(test_a_function_that_does_not_fit_is_refused_whole, clean),
        cmocka_unit_test_setup(test_bad_names_are_refused, clean),
        cmocka_unit_test_setup(test_two_at_once_wait_for_each_other, clean),
    };

    if (!live_available())
        return 0;
    return cmocka_run_group_tests(tests, live_start, live_stop);
}
