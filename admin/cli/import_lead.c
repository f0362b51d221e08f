/* Puts the cells of a row where they belong in a lead.
 *
 * Its one rule: the same row makes the same bytes, today and after a restart: that is what lets the
 * exchange recognise a lead it has. Called by import_batch.c. */
#include "import_lead.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "leadx/base/utf8.h"

enum { SUBS_MAX = 5 };

static struct slice tidy(struct slice s)
{
    for (;;) { /* unbreakable spaces at the ends come from web pages */
        struct slice before = s = slice_trim(s);

        while (s.n > 0 && (s.p[0] == '\r' || s.p[0] == '\n'))
            s = (struct slice){s.p + 1, s.n - 1};
        while (s.n > 0 && (s.p[s.n - 1] == '\r' || s.p[s.n - 1] == '\n'))
            s.n--;
        if (s.n >= 2 && memcmp(s.p, "\xc2\xa0", 2) == 0)
            s = (struct slice){s.p + 2, s.n - 2};
        if (s.n >= 2 && memcmp(s.p + s.n - 2, "\xc2\xa0", 2) == 0)
            s.n -= 2;
        if (s.n == before.n)
            return s;
    }
}

static json_t *object_of(json_t *body, const struct target *t)
{
    json_t *base = body, *o;

    if (t->in[0] == '\0')
        return body;
    if (strcmp(t->in, "organisation") == 0)
        base = json_object_get(body, "contact");
    o = json_object_get(base, t->in);
    if (o == NULL) {
        o = json_object();
        json_object_set_new(base, t->in, o);
    }
    return o;
}

static size_t word_count(struct slice s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] != ' ' && (i == 0 || s.p[i - 1] == ' ');
    return n;
}

/* "Anna Petrova": the first word, and the rest. Who writes family names first maps them apart. */
static void set_name(json_t *contact, struct slice text)
{
    const char *space = memchr(text.p, ' ', text.n);
    struct slice first = text, rest = SLICE_NONE;

    if (word_count(text) > 1) {
        first.n = (size_t)(space - text.p);
        rest = slice_trim((struct slice){space, text.n - first.n});
    }
    if (json_object_get(contact, "first_name") == NULL)
        json_object_set_new(contact, "first_name", json_stringn(first.p, first.n));
    if (rest.n > 0 && json_object_get(contact, "last_name") == NULL)
        json_object_set_new(contact, "last_name", json_stringn(rest.p, rest.n));
}

static void set_sub(json_t *source, struct slice text)
{
    json_t *subs = json_object_get(source, "sub");

    if (subs == NULL) {
        subs = json_array();
        json_object_set_new(source, "sub", subs);
    }
    if (json_array_size(subs) < SUBS_MAX)
        json_array_append_new(subs, json_stringn(text.p, text.n));
}

static void set(const struct lead_frame *frame, json_t *body, const struct target *t,
                struct slice text)
{
    json_t *o = object_of(body, t);

    if (t->kind == VALUE_FULL_NAME)
        set_name(o, text);
    else if (strcmp(t->name, "sub") == 0)
        set_sub(o, text);
    else
        json_object_set_new(o, t->key, value_read(t->kind, text, t->words, frame->customs));
}

static void set_id(const struct lead_frame *frame, json_t *body, uint64_t line,
                   char id[EXTERNAL_ID_SIZE])
{
    const char *given = json_string_value(json_object_get(body, "external_id"));

    if (given != NULL)
        snprintf(id, EXTERNAL_ID_SIZE, "%s", given);
    else
        snprintf(id, EXTERNAL_ID_SIZE, "%s-%" PRIu64, frame->file_id, line);
    json_object_set_new(body, "external_id", given == NULL ? json_string(id) : json_string(given));
}

/* The whole form of the row; cells beyond the header must be empty. */
static const char *row_fault(const struct import_map *map, const struct row *row,
                             const char **reason)
{
    size_t extra = row->n;

    *reason = "The line is longer than 64 KiB.";
    if (row->fault != NULL) {
        if (strcmp(row->fault, "quote_open") == 0)
            *reason = "A quotation mark is opened here and not closed.";
        return row->fault;
    }
    while (extra > map->n_columns && row->cells[extra - 1].n == 0)
        extra--;
    *reason = extra < map->n_columns ? "The row has fewer cells than the header."
                                     : "The row has more cells than the header.";
    if (extra != map->n_columns)
        return "ragged_row";
    *reason = "A cell holds a NUL character or what is not text in this encoding.";
    for (size_t i = 0; i < map->n_columns; i++) {
        struct slice s = row->cells[i];

        if (map->columns[i] != NULL && (memchr(s.p, '\0', s.n) != NULL || !utf8_valid(s) ||
                                        memmem(s.p, s.n, "\xef\xbf\xbd", 3) != NULL))
            return "malformed_text";
    }
    return NULL;
}

static json_t *body_begin(const struct lead_frame *frame)
{
    json_t *body = json_pack("{s:s, s:{}, s:{s:s}}", "niche", frame->niche, "contact", "source",
                             "name", frame->source);

    for (size_t i = 0; i < frame->map->n_fixed; i++)
        set(frame, body, frame->map->fixed[i].target, slice_of(frame->map->fixed[i].text));
    return body;
}

json_t *lead_make(const struct lead_frame *frame, const struct row *row, char id[EXTERNAL_ID_SIZE],
                  const char **fault, const char **reason)
{
    const struct import_map *map = frame->map;
    json_t *body;

    *fault = row_fault(map, row, reason);
    snprintf(id, EXTERNAL_ID_SIZE, "%s-%" PRIu64, frame->file_id, row->line);
    if (*fault != NULL)
        return NULL;
    body = body_begin(frame);
    for (size_t i = 0; i < map->n_columns; i++) {
        struct slice text = tidy(row->cells[i]);

        if (map->columns[i] != NULL && text.n > 0)
            set(frame, body, map->columns[i], text);
    }
    set_id(frame, body, row->line, id);
    return body;
}
