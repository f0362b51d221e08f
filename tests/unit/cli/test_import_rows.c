/* Rows out of CSV text: line numbers, quoted line ends, and that one broken row costs no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "import_rows.h"
#include "leadx/base/buf.h"
#include "support_file.h"

/* Its cells hold what was read of it, if anything was. */
static bool too_long(const struct row *row)
{
    return row->fault != NULL && strcmp(row->fault, "row_too_long") == 0;
}

/* "1:a|b 3!quote_open:c" for all rows of the text, from the header on. */
static const char *rows_of(const char *bytes, size_t n, char separator)
{
    static struct buf out;
    static struct row row;
    struct text_look look;
    struct text *text;
    struct rows *rows;
    int fd = file_with(bytes, n);

    assert_true(text_look(fd, "auto", &look));
    text = text_open(fd, &look);
    rows = rows_open(text, separator);
    buf_clear(&out);
    while (rows_next(rows, &row)) {
        buf_printf(&out, "%s%d", out.n == 0 ? "" : " ", (int)row.line);
        if (row.fault != NULL)
            buf_printf(&out, "!%s", row.fault);
        for (size_t i = 0; i < row.n && !too_long(&row); i++)
            buf_printf(&out, "%c%.*s", i == 0 ? ':' : '|', (int)row.cells[i].n, row.cells[i].p);
    }
    assert_false(rows_failed(rows));
    buf_add_char(&out, '\0');
    rows_close(rows);
    text_close(text);
    close(fd);
    return out.p;
}

static void assert_rows(const char *text, const char *expected)
{
    assert_string_equal(rows_of(text, strlen(text), '\0'), expected);
}

static void lines_become_rows(void **state)
{
    (void)state;
    assert_rows("a,b\n1,2\n", "1:a|b 2:1|2");
    assert_rows("a;b\r\n1;2\r\n", "1:a|b 2:1|2");
    assert_rows("a\tb\n1\t\n", "1:a|b 2:1|");
    assert_rows("a,b\r1,2\r3,4", "1:a|b 2:1|2 3:3|4");
    assert_rows("\xef\xbb\xbf"
                "a,b\n1,2",
                "1:a|b 2:1|2");
    assert_rows("a,b\n\n \r\n,\n1,2\n\n", "1:a|b 5:1|2");
    assert_rows("sep=;\na,b;c\n1;2\n", "2:a,b|c 3:1|2");
    assert_rows("\"a,a\";b\n1;2\n", "1:a,a|b 2:1|2");
    assert_rows("", "");
    assert_rows("\n\n", "");
}

static void quoted_line_ends_stay_in_their_row(void **state)
{
    (void)state;
    assert_rows("a,b\n\"1\n1\",2\n3,4\n", "1:a|b 2:1\n1|2 4:3|4");
    assert_rows("a,b\n\"say \"\"so\"\"\",\"\"\n5,\"6\"", "1:a|b 2:say \"so\"| 3:5|6");
    assert_rows("a,b\n 1 , \"2 \" \n", "1:a|b 2:1|2 ");
    assert_rows("a,b\n5' 6\",2\n", "1:a|b 2:5' 6\"|2");
}

static void an_open_quote_costs_its_own_line(void **state)
{
    (void)state;
    assert_rows("a,b\n\"1,2\n3,4\n5,6\n", "1:a|b 2!quote_open:1|2 3:3|4 4:5|6");
    assert_rows("a,b\n\"1,2\n3,4\n\"5\",6\n", "1:a|b 2!quote_open:1|2 3:3|4 4:5|6");
    assert_rows("a,b\n\"1,2\n3,\"4\"\n5,6\n", "1:a|b 2!quote_open:1|2 3:3|4 4:5|6");
    assert_rows("a,b\n1,\"2", "1:a|b 2!quote_open:1|2");
}

static void ragged_rows_are_told_apart(void **state)
{
    (void)state;
    assert_rows("a,b\n1\n1,2,3\n4,5\n", "1:a|b 2:1 3:1|2|3 4:4|5");
}

/* The row limit cuts in, wherever the read's pieces end. */
static void long_lines_and_long_quotes(void **state)
{
    const size_t sizes[] = {ROW_BYTES_MAX - 8, ROW_BYTES_MAX + 1, 200000, 131072 - 8};
    char *text = malloc(400000);

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int n = sprintf(text, "a,b\n");

        memset(text + n, 'x', sizes[i]);
        n += (int)sizes[i];
        n += sprintf(text + n, ",2\n3,4\n");
        if (sizes[i] < ROW_BYTES_MAX)
            assert_non_null(strstr(rows_of(text, (size_t)n, ','), "xx|2 3:3|4"));
        else
            assert_string_equal(rows_of(text, (size_t)n, ','), "1:a|b 2!row_too_long 3:3|4");
    }
    free(text);
}

static void a_quote_that_swallows_a_whole_file(void **state)
{
    struct buf text;
    const char *rows;
    char last[64];

    (void)state;
    buf_init(&text, 0);
    buf_add_str(&text, "a,b\n\"1,2\n");
    for (int i = 0; i < 30000; i++)
        buf_printf(&text, "%d,y\n", i);
    rows = rows_of(text.p, text.n, ',');
    assert_memory_equal(rows, "1:a|b 2!quote_open:1|2 3:0|y 4:1|y", 34);
    snprintf(last, sizeof last, " %d:%d|y", 30002, 29999);
    assert_string_equal(rows + strlen(rows) - strlen(last), last);
    buf_free(&text);
}

static void too_long_inside_an_open_quote(void **state)
{
    struct buf text;

    (void)state;
    buf_init(&text, 0);
    buf_add_str(&text, "a,b\n\"1,2\n3,4\n");
    for (int i = 0; i < 70000; i++)
        buf_add_char(&text, 'x');
    buf_add_str(&text, ",5\n6,7\n");
    assert_string_equal(rows_of(text.p, text.n, ','),
                        "1:a|b 2!quote_open:1|2 3:3|4 4!row_too_long 5:6|7");
    buf_free(&text);
}

/* Whatever the bytes, every line is in some row and the reader ends. */
static void nonsense_ends(void **state)
{
    static const char alphabet[] = "\",\n\ra ;\t\0\xff\xd0";
    char text[3000];
    unsigned seed = 7;

    (void)state;
    for (int round = 0; round < 300; round++) {
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 1103515245 + 12345;
            text[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        rows_of(text, (size_t)round * 10, round % 2 == 0 ? ',' : '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_become_rows),
        cmocka_unit_test(quoted_line_ends_stay_in_their_row),
        cmocka_unit_test(an_open_quote_costs_its_own_line),
        cmocka_unit_test(ragged_rows_are_told_apart),
        cmocka_unit_test(long_lines_and_long_quotes),
        cmocka_unit_test(a_quote_that_swallows_a_whole_file),
        cmocka_unit_test(too_long_inside_an_open_quote),
        cmocka_unit_test(nonsense_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
