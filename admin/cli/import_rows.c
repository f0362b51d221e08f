/* Lines into rows, with libcsv.
 *
 * Its one rule: one row, however broken, never costs another. A quote that is opened and not closed
 * would swallow what follows: when its row passes ROW_BYTES_MAX, the file ends in it, or the row of
 * many lines is not as wide as the header, its first line alone is given up and the lines behind it
 * are read again. Called by import.c. */
#include "import_rows.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/buf.h"
#include "leadx/base/mem.h"

enum { PIECE = 65536 };

struct rows {
    struct text *text;
    struct csv_parser csv;
    char separator;
    bool started, failed, eof;
    bool cr_lines;    /* lines end in a lone CR */
    struct buf input; /* decoded, not cut into lines yet; from input_at */
    size_t input_at;
    uint64_t line;      /* of the next line */
    uint64_t lost_line; /* one that was too long to be put back; 0 = none */
    struct buf record;  /* lines of the row that is not complete yet */
    uint64_t record_line;
    struct buf cells; /* the row that is being made, cell after cell */
    size_t ends[ROW_CELLS_MAX];
    size_t n_cells;
    size_t width; /* cells of the first row; 0 = not seen yet */
    bool complete;
};

/* ---- libcsv */

static char delimiter_now; /* libcsv's callback has no argument; one file is read at a time */

/* CR counts as space, so that only LF ends a line and lines can be counted. */
static int is_space(unsigned char c)
{
    return (c == ' ' || c == '\t' || c == '\r') && c != (unsigned char)delimiter_now;
}

static int is_end(unsigned char c)
{
    return c == '\n';
}

static void on_cell(void *p, size_t n, void *arg)
{
    struct rows *rows = arg;

    if (rows->n_cells == ROW_CELLS_MAX)
        return;
    buf_add(&rows->cells, p, n);
    rows->ends[rows->n_cells++] = rows->cells.n;
    buf_add_char(&rows->cells, '\0');
}

static void on_row(int c, void *arg)
{
    struct rows *rows = arg;

    (void)c;
    rows->complete = true;
}

static void csv_begin(struct rows *rows)
{
    csv_init(&rows->csv, 0);
    csv_set_delim(&rows->csv, (unsigned char)rows->separator);
    csv_set_space_func(&rows->csv, is_space);
    csv_set_term_func(&rows->csv, is_end);
    delimiter_now = rows->separator;
}

static void row_forget(struct rows *rows)
{
    buf_clear(&rows->cells);
    rows->n_cells = 0;
    rows->complete = false;
}

/* ---- lines */

static void input_compact(struct rows *rows)
{
    size_t left = rows->input.n - rows->input_at;

    memmove(rows->input.p, rows->input.p + rows->input_at, left);
    rows->input.n = left;
    rows->input_at = 0;
}

static bool input_fill(struct rows *rows)
{
    char *to;
    long n;

    if (rows->eof)
        return false;
    if (rows->input_at > 0)
        input_compact(rows);
    to = buf_reserve(&rows->input, PIECE);
    n = text_read(rows->text, to, PIECE);
    rows->failed |= n < 0;
    rows->eof = n <= 0;
    if (n <= 0)
        return false;
    for (long i = 0; rows->cr_lines && i < n; i++)
        if (to[i] == '\r')
            to[i] = '\n';
    buf_advance(&rows->input, (size_t)n);
    return true;
}

static struct slice unread(const struct rows *rows)
{
    size_t n = rows->input.n - rows->input_at;

    return n == 0 ? SLICE("") : (struct slice){rows->input.p + rows->input_at, n};
}

/* The next line with its end, or without one at the file's. n = 0: there is none. whole = false:
 * it was longer than a row may be, and was skipped. */
static struct slice line_next(struct rows *rows, bool *whole)
{
    size_t seen = 0;

    *whole = rows->lost_line != rows->line;
    if (!*whole) {
        rows->lost_line = 0;
        rows->line++;
        return SLICE("\n");
    }
    for (;;) {
        struct slice in = unread(rows);
        const char *end = in.n > seen ? memchr(in.p + seen, '\n', in.n - seen) : NULL;

        seen = in.n;
        if (end == NULL && in.n > ROW_BYTES_MAX) {
            *whole = false;
            rows->input_at = rows->input.n;
            seen = 0;
        }
        if (end == NULL && input_fill(rows))
            continue;
        if (end != NULL)
            in.n = (size_t)(end - in.p) + 1;
        else
            in = unread(rows); /* filling may have moved it */
        rows->input_at += in.n;
        rows->line += in.n > 0 || !*whole;
        return *whole ? in : SLICE("\n");
    }
}

/* ---- rows */

static void row_fill(struct rows *rows, struct row *row)
{
    size_t at = 0;

    row->n = rows->n_cells;
    row->line = rows->record_line;
    row->fault = NULL;
    for (size_t i = 0; i < rows->n_cells; i++) {
        row->cells[i] = (struct slice){rows->cells.p + at, rows->ends[i] - at};
        at = rows->ends[i] + 1;
    }
}

static bool row_blank(const struct row *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (row->cells[i].n > 0)
            return false;
    return true;
}

/* A line libcsv cannot read is parted at every separator, its quotation marks dropped: so that it
 * can be corrected cell by cell. */
static void cells_part(struct rows *rows, struct slice line)
{
    for (;;) {
        const char *end = memchr(line.p, rows->separator, line.n);
        struct slice cell = {line.p, end == NULL ? line.n : (size_t)(end - line.p)};

        for (size_t i = 0; i < cell.n; i++)
            if (cell.p[i] != '"')
                buf_add_char(&rows->cells, cell.p[i]);
        on_cell(NULL, 0, rows);
        if (end == NULL)
            return;
        line = (struct slice){end + 1, line.n - cell.n - 1};
    }
}

/* The record's first line is the row; the others go back in front of the input. */
static void row_give_up(struct rows *rows, struct row *row, const char *fault)
{
    const char *end = memchr(rows->record.p, '\n', rows->record.n);
    size_t first = end == NULL ? rows->record.n : (size_t)(end - rows->record.p) + 1;
    size_t cut = first - (end != NULL);
    struct buf input;

    row_forget(rows);
    while (cut > 0 && rows->record.p[cut - 1] == '\r')
        cut--;
    cells_part(rows, (struct slice){rows->record.p, cut});
    row_fill(rows, row);
    row->fault = fault;
    buf_init(&input, 0);
    buf_add(&input, rows->record.p + first, rows->record.n - first);
    buf_add(&input, rows->input.p + rows->input_at, rows->input.n - rows->input_at);
    buf_free(&rows->input);
    rows->input = input;
    rows->input_at = 0;
    rows->line = rows->record_line + 1;
    buf_clear(&rows->record);
    csv_free(&rows->csv);
    csv_begin(rows);
}

static bool line_blank(struct slice line)
{
    for (size_t i = 0; i < line.n; i++)
        if (strchr(" \t\r\n", line.p[i]) == NULL || line.p[i] == '\0')
            return false;
    return true;
}

/* Whether every quotation mark inside quotes is doubled or ends them. */
static bool quotes_proper(struct slice s, char separator)
{
    bool quoted = false, start = true; /* of a cell */

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : '\n';

        if (quoted && c == '"' && next == '"') {
            i++;
        } else if (quoted && c == '"') {
            if (next != separator && strchr(" \t\r\n", next) == NULL)
                return false;
            quoted = start = false;
        } else if (!quoted) {
            quoted = start && c == '"';
            start = c == separator || (start && c == ' ');
        }
    }
    return true;
}

/* A row of several lines that is not as wide as the header, or whose quotes do not fit together, is
 * more likely some rows between a stray quotation mark and the next one. */
static bool swallowed(const struct rows *rows)
{
    const char *end = memchr(rows->record.p, '\n', rows->record.n);

    if (end == NULL || end + 1 == rows->record.p + rows->record.n)
        return false;
    return (rows->width > 0 && rows->n_cells != rows->width) ||
           !quotes_proper(buf_slice(&rows->record), rows->separator);
}

/* true: row is the answer. */
static bool line_take(struct rows *rows, struct slice line, bool whole, struct row *row)
{
    if (rows->record.n == 0) {
        if (whole && line_blank(line))
            return false;
        rows->record_line = rows->line - 1;
        row_forget(rows);
    }
    if (!whole || rows->record.n + line.n > ROW_BYTES_MAX) {
        bool alone = rows->record.n == 0;

        if (whole || alone)
            buf_add_slice(&rows->record, line);
        else
            rows->lost_line = rows->line - 1;
        row_give_up(rows, row, alone ? "row_too_long" : "quote_open");
        return true;
    }
    buf_add_slice(&rows->record, line);
    csv_parse(&rows->csv, line.p, line.n, on_cell, on_row, rows);
    if (!rows->complete)
        return false;
    if (swallowed(rows)) {
        row_give_up(rows, row, "quote_open");
        return true;
    }
    row_fill(rows, row);
    buf_clear(&rows->record);
    if (row_blank(row))
        return false;
    if (rows->width == 0)
        rows->width = row->n;
    return true;
}

/* The last row may lack its line's end. */
static bool rows_last(struct rows *rows, struct row *row)
{
    if (rows->record.n == 0)
        return false;
    csv_set_opts(&rows->csv, CSV_STRICT | CSV_STRICT_FINI); /* an open quotation mark is a fault */
    if (csv_fini(&rows->csv, on_cell, on_row, rows) != 0 || swallowed(rows)) {
        row_give_up(rows, row, "quote_open");
        return true;
    }
    row_fill(rows, row);
    buf_clear(&rows->record);
    return row->n > 0 && !row_blank(row);
}

/* ---- the first line */

static char separator_find(struct slice line)
{
    static const char marks[] = ",;\t|";
    size_t counts[sizeof marks - 1] = {0}, best = 0;
    bool quoted = false;

    for (size_t i = 0; i < line.n; i++) {
        const char *mark = line.p[i] == '\0' ? NULL : strchr(marks, line.p[i]);

        quoted ^= line.p[i] == '"';
        if (mark != NULL && !quoted)
            counts[mark - marks]++;
    }
    for (size_t i = 1; i < sizeof counts / sizeof *counts; i++)
        if (counts[i] > counts[best])
            best = i;
    return marks[best];
}

/* Spreadsheets may name the separator in a line before all others: "sep=;". */
static bool separator_told(struct rows *rows, struct slice line)
{
    if (line.n < 5 || line.n > 7 || strncasecmp(line.p, "sep=", 4) != 0 || line.p[4] == '\r' ||
        line.p[4] == '\n')
        return false;
    if (rows->separator == '\0')
        rows->separator = line.p[4];
    return true;
}

static void rows_start(struct rows *rows)
{
    struct slice in, line;
    const char *end;

    rows->started = true;
    input_fill(rows);
    in = buf_slice(&rows->input);
    if (in.n > 0 && memchr(in.p, '\n', in.n) == NULL && memchr(in.p, '\r', in.n) != NULL) {
        rows->cr_lines = true;
        for (size_t i = 0; i < in.n; i++)
            if (in.p[i] == '\r')
                rows->input.p[i] = '\n';
    }
    end = in.n == 0 ? NULL : memchr(in.p, '\n', in.n);
    line = end == NULL ? in : (struct slice){in.p, (size_t)(end - in.p) + 1};
    if (separator_told(rows, line)) {
        rows->input_at = line.n;
        rows->line++;
    } else if (rows->separator == '\0') {
        rows->separator = separator_find(line);
    }
    csv_begin(rows);
}

/* ---- */

struct rows *rows_open(struct text *text, char separator)
{
    struct rows *rows = mem_zero(1, sizeof *rows);

    rows->text = text;
    rows->separator = separator;
    rows->line = 1;
    buf_init(&rows->input, 0);
    buf_init(&rows->record, 0);
    buf_init(&rows->cells, 0);
    rows_start(rows);
    return rows;
}

void rows_close(struct rows *rows)
{
    if (rows == NULL)
        return;
    csv_free(&rows->csv);
    buf_free(&rows->input);
    buf_free(&rows->record);
    buf_free(&rows->cells);
    free(rows);
}

bool rows_next(struct rows *rows, struct row *row)
{
    for (;;) {
        bool whole;
        struct slice line = line_next(rows, &whole);

        if (line.n > 0 ? line_take(rows, line, whole, row) : rows_last(rows, row))
            return true;
        if (line.n == 0)
            return false;
    }
}

bool rows_failed(const struct rows *rows)
{
    return rows->failed;
}

char rows_separator(const struct rows *rows)
{
    return rows->separator;
}
