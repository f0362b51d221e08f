/* Rows against the index of what was sealed: which were changed, are missing, or were added.
 *
 * Its one rule: what differs is kept until the day's root is known, because only that says whether
 * the row or the index was touched. Called by book_verify.c. */
#include <stdlib.h>
#include <string.h>

#include "book_verify.h"

enum { ENTRY = 2 * (16 + BOOK_TAG), DIFFER_MAX = 100 };

static void differs(struct book_check *c, const char *id, const char *how)
{
    if (c->differ == NULL)
        c->differ = calloc(DIFFER_MAX, sizeof *c->differ);
    if (c->differ == NULL || c->n_differ == DIFFER_MAX)
        return;
    memcpy(c->differ[c->n_differ].id, id, BOOK_ID + 1);
    c->differ[c->n_differ++].how = how;
}

/* 32 digits → with hyphens. */
static void id_spell(const char *digits, char id[BOOK_ID + 1])
{
    int to = 0;

    for (int i = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            id[to++] = '-';
        id[to++] = digits[i];
    }
    id[to] = '\0';
}

static struct book_row *row_find(struct book_check *c, const char *id, size_t hint)
{
    if (hint < c->n_rows && strcmp(c->rows[hint].id, id) == 0)
        return &c->rows[hint];
    for (size_t i = 0; i < c->n_rows; i++)
        if (strcmp(c->rows[i].id, id) == 0)
            return &c->rows[i];
    return NULL;
}

/* Each entry against the row of its id; seen: which rows had one. */
static void entries_check(struct book_check *c, const char *entries, size_t n, bool *seen)
{
    char id[BOOK_ID + 1], tag[2 * BOOK_TAG + 1];

    for (size_t i = 0; i < n; i++) {
        const char *entry = entries + i * ENTRY;
        struct book_row *row;

        id_spell(entry, id);
        row = row_find(c, id, i);
        if (row == NULL) {
            differs(c, id, "is missing");
            continue;
        }
        seen[row - c->rows] = true;
        hex_encode(row->tag, BOOK_TAG, tag);
        if (memcmp(tag, entry + 32, 2 * BOOK_TAG) != 0)
            differs(c, id, "was changed");
    }
}

static bool all_digits(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (memchr("0123456789abcdef", text.p[i], 16) == NULL)
            return false;
    return true;
}

void book_index_check(struct book_check *c, struct slice line)
{
    struct slice entries = book_field(line, 1);
    bool seen[BOOK_CHUNK] = {false};
    size_t n = entries.n / ENTRY;

    if (entries.p == NULL || entries.n % ENTRY != 0 || n == 0 || n > BOOK_CHUNK ||
        !all_digits(entries) || book_field(line, 2).p != NULL) {
        book_problem(c->out, "%s: line %llu is no index", c->day.day, (unsigned long long)c->line);
        c->n_rows = 0;
        return;
    }
    entries_check(c, entries.p, n, seen);
    for (size_t i = 0; i < c->n_rows; i++)
        if (!seen[i])
            differs(c, c->rows[i].id, "was added");
    c->n_rows = 0;
}

void book_chunk_end(struct book_check *c, bool good)
{
    const char *what = c->audit ? "audit row" : "transfer";

    for (size_t i = 0; i < c->n_rows; i++)
        differs(c, c->rows[i].id, "was added");
    c->n_rows = 0;
    for (size_t i = 0; i < c->n_differ; i++) {
        if (good)
            book_problem(c->out, "%s: the index beside %s %s was changed; the rows are as signed",
                         c->day.day, what, c->differ[i].id);
        else
            book_problem(c->out, "%s: %s %s %s", c->day.day, what, c->differ[i].id,
                         c->differ[i].how);
    }
    c->n_differ = 0;
}
