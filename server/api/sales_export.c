/* Sales as files.
 *
 * Its one rule: every form holds the same objects as GET /v1/sales/{sale}; the forms differ in
 * manners only. Spreadsheets get the page's attributes as columns, machines as one column of JSON,
 * so that a program's columns are always the same. Called by sales.c. */
#include "sales_export.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/money.h"
#include "leadx/base/csv.h"
#include "leadx/http/reply.h"
#include "query.h"

enum { FILE_MAX = 16 * 1024 * 1024, ATTRIBUTES_MAX = 200 };

struct sales_export {
    enum sales_format format;
    struct buf lines; /* objects, one a line */
    size_t n;
};

/* A column: its name, and where its value stands. */
static const struct column {
    const char *name, *path;
} columns[] = {
    {"sale", "id"},
    {"sold_at", "sold_at"},
    {"niche", "niche"},
    {"state", "state"},
    {"exclusive", "exclusive"},
    {"price_minor", "price.amount"},
    {"currency", "price.currency"},
    {"order", "order"},
    {"lead", "lead"},
    {"kind", "kind"},
    {"score", "score"},
    {"temperature", "temperature"},
    {"first_name", "contact.first_name"},
    {"last_name", "contact.last_name"},
    {"phone", "contact.phone"},
    {"email", "contact.email"},
    {"organisation", "contact.organisation.name"},
    {"position", "contact.position"},
    {"consent_given_at", "consent.given_at"},
    {"consent_revoked_at", "consent_revoked_at"},
};

enum { COLUMNS = sizeof columns / sizeof *columns, PRICE_COLUMN = 5 };

static bool accepts(const struct request *r, const char *type)
{
    struct slice accept = request_header(r, "Accept");

    return accept.p != NULL && memmem(accept.p, accept.n, type, strlen(type)) != NULL;
}

bool sales_export_format(struct request *r, enum sales_format *out)
{
    static const char *const words[] = {"json", "ndjson", "csv", "spreadsheet", NULL};
    struct slice word = SLICE_NONE;

    if (!query_word(r, "format", words, &word))
        return false;
    *out = accepts(r, "application/x-ndjson") ? SALES_NDJSON
           : accepts(r, "text/csv")           ? SALES_CSV
                                              : SALES_JSON;
    for (int i = 0; word.p != NULL && words[i] != NULL; i++)
        if (slice_is(word, slice_of(words[i])))
            *out = (enum sales_format)i;
    return true;
}

struct sales_export *sales_export_begin(struct pool *pool, enum sales_format format)
{
    struct sales_export *e = pool_zero(pool, sizeof *e);

    e->format = format;
    buf_init(&e->lines, FILE_MAX);
    return e;
}

struct buf *sales_export_row(struct sales_export *e)
{
    if (e->n++ > 0)
        buf_add_char(&e->lines, '\n');
    return &e->lines;
}

/* ---- CSV */

static json_t *value_at(json_t *row, const char *path)
{
    while (*path != '\0' && row != NULL) {
        size_t n = strcspn(path, ".");

        row = json_is_object(row) ? json_object_getn(row, path, n) : NULL;
        path += n + (path[n] == '.');
    }
    return row;
}

static void add_value(struct buf *out, enum csv_form form, bool first, json_t *value)
{
    char *text = NULL;

    if (value == NULL || json_is_null(value)) {
        csv_field(out, form, first, SLICE(""));
    } else if (json_is_string(value)) {
        csv_field(out, form, first,
                  (struct slice){json_string_value(value), json_string_length(value)});
    } else {
        text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
        csv_field(out, form, first, slice_of(text));
        free(text);
    }
}

/* "325.00": what a spreadsheet can add up. */
static void add_price(struct buf *out, json_t *row)
{
    int64_t minor = json_integer_value(value_at(row, "price.amount")), unit = 1;
    const char *currency = json_string_value(value_at(row, "price.currency"));
    int digits = currency == NULL ? -1 : money_exponent(slice_of(currency));
    char text[64];

    for (int i = 0; i < digits; i++)
        unit *= 10;
    if (digits > 0)
        snprintf(text, sizeof text, "%lld.%0*lld", (long long)(minor / unit), digits & 7,
                 (long long)(minor % unit));
    else
        snprintf(text, sizeof text, "%lld", (long long)minor);
    csv_field(out, CSV_SPREADSHEET, false, slice_of(text));
}

/* The names of all the page's attributes, in order; new reference. */
static json_t *attribute_names(json_t *rows)
{
    json_t *names = json_object(), *row, *value;
    const char *key;
    size_t i;

    json_array_foreach(rows, i, row)
    {
        json_object_foreach(json_object_get(row, "attributes"), key, value)
        {
            if (json_object_size(names) < ATTRIBUTES_MAX)
                json_object_set_new(names, key, json_null());
        }
    }
    return names;
}

static void add_header(struct buf *out, enum csv_form form, json_t *attributes)
{
    const char *key;
    json_t *value;

    csv_begin(out, form);
    for (int i = 0; i < COLUMNS; i++)
        csv_field(
            out, form, i == 0,
            slice_of(i == PRICE_COLUMN && form == CSV_SPREADSHEET ? "price" : columns[i].name));
    if (form == CSV_MACHINE)
        csv_field(out, form, false, SLICE("attributes"));
    json_object_foreach(attributes, key, value)
    {
        csv_field(out, form, false, slice_of(key));
    }
    csv_end_line(out);
}

static void add_row(struct buf *out, enum csv_form form, json_t *attributes, json_t *row)
{
    const char *key;
    json_t *value;

    for (int i = 0; i < COLUMNS; i++) {
        if (i == PRICE_COLUMN && form == CSV_SPREADSHEET)
            add_price(out, row);
        else
            add_value(out, form, i == 0, value_at(row, columns[i].path));
    }
    if (form == CSV_MACHINE)
        add_value(out, form, false, json_object_get(row, "attributes"));
    json_object_foreach(attributes, key, value)
    {
        add_value(out, form, false, json_object_get(json_object_get(row, "attributes"), key));
    }
    csv_end_line(out);
}

static json_t *rows_read(struct slice lines)
{
    json_t *rows = json_array();

    while (lines.n > 0) {
        const char *end = memchr(lines.p, '\n', lines.n);
        size_t n = end == NULL ? lines.n : (size_t)(end - lines.p);
        json_t *row = json_loadb(lines.p, n, 0, NULL);

        if (row != NULL)
            json_array_append_new(rows, row);
        n += end != NULL;
        lines = (struct slice){lines.p + n, lines.n - n};
    }
    return rows;
}

static void csv_write(struct buf *out, enum csv_form form, struct slice lines)
{
    json_t *rows = rows_read(lines), *row;
    json_t *attributes = form == CSV_SPREADSHEET ? attribute_names(rows) : NULL;
    size_t i;

    add_header(out, form, attributes);
    json_array_foreach(rows, i, row)
    {
        add_row(out, form, attributes, row);
    }
    json_decref(attributes);
    json_decref(rows);
}

/* ---- the answer */

static void reply_csv(struct request *r, struct sales_export *e)
{
    struct buf out;

    buf_init(&out, FILE_MAX);
    csv_write(&out, e->format == SALES_SPREADSHEET ? CSV_SPREADSHEET : CSV_MACHINE,
              buf_slice(&e->lines));
    reply_header(r, "Content-Disposition", "attachment; filename=\"sales.csv\"");
    if (out.overflow)
        reply_error(r, ERROR_INTERNAL, "The page is too large; ask for a smaller limit.");
    else
        reply_bytes(r, 200, "text/csv; charset=utf-8; header=present", buf_slice(&out));
    buf_free(&out);
}

void sales_export_reply(struct request *r, struct sales_export *e)
{
    if (e->n > 0)
        buf_add_char(&e->lines, '\n');
    if (e->lines.overflow)
        reply_error(r, ERROR_INTERNAL, "The page is too large; ask for a smaller limit.");
    else if (e->format == SALES_NDJSON)
        reply_bytes(r, 200, "application/x-ndjson", buf_slice(&e->lines));
    else
        reply_csv(r, e);
    buf_free(&e->lines);
}
