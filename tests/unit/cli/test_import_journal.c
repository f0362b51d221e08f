/* The journal: the last whole line counts, whatever a crash left behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "import_journal.h"

static char dir[64], file[128], path[160];

static int make(void **state)
{
    (void)state;
    strcpy(dir, "/tmp/leadx-test-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(file, sizeof file, "%s/leads.csv", dir);
    snprintf(path, sizeof path, "%s.leadx-import", file);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(dir);
}

static struct journal_state some(uint64_t rows)
{
    struct journal_state s = {.rows = rows, .errors = rows * 10};

    for (uint64_t i = 0; i < rows; i++)
        counts_add(&s.counts, i % 2 == 0 ? OUTCOME_SOLD : OUTCOME_REFUSED,
                   i % 2 == 0 ? NULL : "invalid_field");
    s.counts.sales = rows;
    counts_pay(&s.counts, (int64_t)rows * 100, "RUB");
    return s;
}

static void write_rows(const char *id, uint64_t rows)
{
    struct journal j;
    struct journal_state found, s = some(rows);

    journal_open(&j, file, id, false, &found);
    assert_true(journal_write(&j, &s));
    journal_close(&j, false);
}

static void append(const char *text)
{
    FILE *f = fopen(path, "a");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void goes_on_where_it_was(void **state)
{
    struct journal j;
    struct journal_state found;

    (void)state;
    assert_int_equal(journal_open(&j, file, "one", false, &found), JOURNAL_NEW);
    journal_close(&j, false);
    write_rows("one", 3);
    write_rows("one", 5);
    assert_int_equal(journal_open(&j, file, "one", false, &found), JOURNAL_RESUMED);
    assert_int_equal(found.rows, 5);
    assert_int_equal(found.errors, 50);
    assert_int_equal(found.counts.rows, 5);
    assert_int_equal(found.counts.by[OUTCOME_SOLD], 3);
    assert_int_equal(found.counts.codes[0].n, 2);
    assert_string_equal(found.counts.codes[0].code, "invalid_field");
    assert_int_equal(found.counts.payout[0].minor, 500);
    journal_close(&j, true);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void torn_lines_do_not_count(void **state)
{
    struct journal j;
    struct journal_state found;

    (void)state;
    write_rows("one", 3);
    append("{\"import\":\"one\",\"rows\":9,\"err");
    assert_int_equal(journal_open(&j, file, "one", false, &found), JOURNAL_RESUMED);
    assert_int_equal(found.rows, 3);
    journal_close(&j, false);
    write_rows("one", 4); /* behind the torn one */
    assert_int_equal(journal_open(&j, file, "one", false, &found), JOURNAL_RESUMED);
    assert_int_equal(found.rows, 4);
    journal_close(&j, false);
    append("\n{\"import\":\"one\",\"rows\":99}"); /* whole by chance, but its end is not on disk */
    assert_int_equal(journal_open(&j, file, "one", false, &found), JOURNAL_RESUMED);
    assert_int_equal(found.rows, 4);
    journal_close(&j, false);
}

static void others_are_not_taken_over(void **state)
{
    struct journal j, second;
    struct journal_state found;

    (void)state;
    write_rows("one", 3);
    assert_int_equal(journal_open(&j, file, "two", false, &found), JOURNAL_OTHER);
    assert_int_equal(journal_open(&second, file, "two", false, &found), JOURNAL_BUSY);
    journal_close(&second, false);
    journal_close(&j, false);
    assert_int_equal(journal_open(&j, file, "two", true, &found), JOURNAL_NEW);
    assert_int_equal(found.rows, 0);
    journal_close(&j, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(goes_on_where_it_was, make, drop),
        cmocka_unit_test_setup_teardown(torn_lines_do_not_count, make, drop),
        cmocka_unit_test_setup_teardown(others_are_not_taken_over, make, drop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
