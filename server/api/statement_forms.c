/* Statements as JSON, CSV and pages to print.
 *
 * Its one rule: every form has the same lines; opening stands on the first page, closing on the
 * last, and Next-Cursor says where the next begins. Called by statements.c. */
#include "statement_forms.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "leadx/base/csv.h"
#include "leadx/base/json_compact.h"
#include "leadx/http/reply.h"
#include "paper.h"
#include "query.h"

enum { FILE_MAX = 16 * 1024 * 1024 };

static const char *const columns[] = {
    "day",   "at",   "transfer", "account", "kind",    "amount", "balance",  "currency",
    "other", "lead", "sale",     "niche",   "dispute", "ruling", "corrects", "reference"};

enum { COLUMNS = sizeof columns / sizeof *columns, AMOUNT = 5, BALANCE = 6, CURRENCY = 7 };

bool statement_form_read(struct request *r, enum statement_form *out)
{
    static const char *const words[] = {"json", "csv", "spreadsheet", "html", NULL};
    struct slice word = SLICE_NONE;

    if (!query_word(r, "format", words, &word))
        return false;
    *out = STATEMENT_JSON;
    for (int i = 0; word.p != NULL && words[i] != NULL; i++)
        if (slice_is(word, slice_of(words[i])))
            *out = (enum statement_form)i;
    return true;
}

static const char *text_of(json_t *row, const char *name)
{
    const char *text = json_string_value(json_object_get(row, name));

    return text == NULL ? "" : text;
}

/* ---- CSV */

static void number_add(struct buf *out, enum csv_form form, json_t *value, const char *currency)
{
    char text[64] = "";

    if (json_is_integer(value) && form == CSV_SPREADSHEET)
        paper_units(json_integer_value(value), currency, text);
    else if (json_is_integer(value))
        snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    csv_field(out, form, false, slice_of(text));
}

static void line_add(struct buf *out, enum csv_form form, json_t *line, const char *currency)
{
    for (int i = 0; i < COLUMNS; i++) {
        if (i == AMOUNT || i == BALANCE)
            number_add(out, form, json_object_get(line, columns[i]), currency);
        else
            csv_field(out, form, i == 0,
                      slice_of(i == CURRENCY ? currency : text_of(line, columns[i])));
    }
    csv_end_line(out);
}

/* What stood on each account, as lines of a kind of their own. */
static void stood_add(struct buf *out, enum csv_form form, json_t *doc, const char *which,
                      const char *day)
{
    const char *currency = text_of(doc, "currency");
    json_t *row, *line;
    size_t i;

    json_array_foreach(json_object_get(doc, which), i, row)
    {
        line = json_pack("{s:s, s:s, s:s, s:O}", "day", day, "kind", which, "account",
                         text_of(row, "account"), "balance", json_object_get(row, "balance"));
        line_add(out, form, line, currency);
        json_decref(line);
    }
}

static void csv_write(struct buf *out, enum csv_form form, json_t *doc, bool first)
{
    const char *currency = text_of(doc, "currency");
    bool last = json_is_null(json_object_get(doc, "next"));
    json_t *line;
    size_t i;

    csv_begin(out, form);
    for (int c = 0; c < COLUMNS; c++) {
        bool minor = form == CSV_MACHINE && (c == AMOUNT || c == BALANCE);

        csv_field(out, form, c == 0,
                  slice_of(minor ? c == AMOUNT ? "amount_minor" : "balance_minor" : columns[c]));
    }
    csv_end_line(out);
    if (first)
        stood_add(out, form, doc, "opening", text_of(doc, "from"));
    json_array_foreach(json_object_get(doc, "lines"), i, line)
    {
        line_add(out, form, line, currency);
    }
    if (last)
        stood_add(out, form, doc, "closing", text_of(doc, "to"));
}

static void csv_reply(struct request *r, enum csv_form form, json_t *doc, bool first)
{
    struct buf out;

    buf_init(&out, FILE_MAX);
    csv_write(&out, form, doc, first);
    reply_header(r, "Content-Disposition", "attachment; filename=\"statement.csv\"");
    if (out.overflow)
        reply_error(r, ERROR_INTERNAL, "The page is too large; ask for a smaller limit.");
    else
        reply_bytes(r, 200, "text/csv; charset=utf-8; header=present", buf_slice(&out));
    buf_free(&out);
}

/* ---- paper */

static void stood_print(struct buf *out, json_t *doc, const char *which, const char *title)
{
    const char *currency = text_of(doc, "currency");
    char units[64];
    json_t *row;
    size_t i;

    paper_element(out, "h2", title);
    buf_add_str(out, "<table><tbody>");
    json_array_foreach(json_object_get(doc, which), i, row)
    {
        buf_add_str(out, "<tr>");
        paper_cell(out, text_of(row, "account"), false);
        paper_cell(
            out, paper_units(json_integer_value(json_object_get(row, "balance")), currency, units),
            true);
        buf_add_str(out, "</tr>");
    }
    buf_add_str(out, "</tbody></table>");
}

static void line_print(struct buf *out, json_t *line, const char *currency)
{
    static const char *const about[] = {"sale", "dispute", "ruling", "corrects", "reference"};
    char units[64];
    bool any = false;

    buf_add_str(out, "<tr>");
    paper_cell(out, text_of(line, "day"), false);
    paper_cell(out, text_of(line, "account"), false);
    paper_cell(out, text_of(line, "kind"), false);
    buf_add_str(out, "<td>");
    paper_text(out, text_of(line, "niche"));
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
        if (text_of(line, about[i])[0] == '\0')
            continue;
        buf_printf(out, "%s%s ", any || text_of(line, "niche")[0] != '\0' ? "<br>" : "", about[i]);
        paper_text(out, text_of(line, about[i]));
        any = true;
    }
    buf_add_str(out, "</td>");
    paper_cell(out,
               paper_units(json_integer_value(json_object_get(line, "amount")), currency, units),
               true);
    paper_cell(out,
               paper_units(json_integer_value(json_object_get(line, "balance")), currency, units),
               true);
    buf_add_str(out, "</tr>");
}

static void html_reply(struct request *r, json_t *doc, bool first)
{
    const char *currency = text_of(doc, "currency");
    struct buf out;
    char title[128];
    json_t *line;
    size_t i;

    buf_init(&out, FILE_MAX);
    snprintf(title, sizeof title, "Statement in %s, %s to %s", currency, text_of(doc, "from"),
             text_of(doc, "to"));
    paper_begin(&out, title);
    paper_element(&out, "p", text_of(doc, "name"));
    if (!json_is_true(json_object_get(doc, "closed")))
        paper_element(&out, "p", "Provisional: not all of these days are closed.");
    if (first)
        stood_print(&out, doc, "opening", "Opening");
    buf_add_str(&out, "<table><thead><tr><th>Day<th>Account<th>Entry<th>About<th class=\"n\">"
                      "Amount<th class=\"n\">Balance</tr></thead><tbody>");
    json_array_foreach(json_object_get(doc, "lines"), i, line)
    {
        line_print(&out, line, currency);
    }
    buf_add_str(&out, "</tbody></table>");
    if (json_is_null(json_object_get(doc, "next")))
        stood_print(&out, doc, "closing", "Closing");
    else
        paper_element(&out, "p", "Continued on the next page.");
    paper_end(&out);
    paper_reply(r, &out);
}

void statement_reply(struct request *r, enum statement_form form, struct slice json)
{
    struct slice cursor;
    bool first = !request_query(r, "cursor", &cursor);
    char *text = pool_copy(r->pool, json);
    json_t *doc;

    if (form == STATEMENT_JSON) {
        reply_json(r, 200, (struct slice){text, json_compact(text, json.n)});
        return;
    }
    doc = json_loadb(json.p, json.n, 0, NULL);
    if (text_of(doc, "next")[0] != '\0')
        reply_header(r, "Next-Cursor", text_of(doc, "next"));
    if (form == STATEMENT_HTML)
        html_reply(r, doc, first);
    else
        csv_reply(r, form == STATEMENT_CSV ? CSV_MACHINE : CSV_SPREADSHEET, doc, first);
    json_decref(doc);
}
