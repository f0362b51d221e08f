/* Verifies an export of the books, line by line, in the memory of one chunk.
 *
 * Its one rule: only what is signed is believed. The index beside the rows is there to name the row
 * that differs, and proves nothing. Called by the commands ledger and audit. */
#include "book_verify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { SAID_MAX = 100 };

void book_problem(struct book_report *out, const char *format, ...)
{
    va_list args;

    if (out->problems++ >= SAID_MAX)
        return;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    if (out->problems == SAID_MAX)
        fputs("…and more\n", stderr);
}

/* ---- a day begins and ends */

static void signature_check(struct book_check *c, struct slice line)
{
    uint8_t key[SIGN_PUBLIC], signature[SIGN_SIGNATURE];
    int i;

    if (!book_sign_read(line, key, signature)) {
        book_problem(c->out, "%s: no signature stands below the day", c->day.day);
        return;
    }
    i = book_key_find(&c->out->keys, key);
    if (i >= 0)
        c->out->keys.used[i] = true;
    if (i < 0 || (c->pinned != NULL && book_key_find(c->pinned, key) < 0))
        book_problem(c->out, "%s: signed with an unknown key", c->day.day);
    if (!sign_good(key, buf_slice(&c->statement), signature))
        book_problem(c->out, "%s: the signature is wrong", c->day.day);
}

static void day_end(struct book_check *c)
{
    uint8_t root[SHA256_SIZE];
    uint64_t n = c->audit ? c->day.audits : c->day.transfers;
    bool good;

    if (!c->in_day)
        return;
    if (c->awaits_sign)
        book_problem(c->out, "%s: the signature is missing", c->day.day);
    merkle_root(&c->tree, root);
    good = c->tree.n == n &&
           memcmp(root, c->audit ? c->day.audits_root : c->day.transfers_root, sizeof root) == 0;
    book_chunk_end(c, good);
    if (c->tree.n != n)
        book_problem(c->out, "%s: %" PRIu64 " rows were signed, %" PRIu64 " stand here", c->day.day,
                     n, c->tree.n);
    else if (!good)
        book_problem(c->out, "%s: the rows do not come to the signed root", c->day.day);
    if (!c->audit)
        book_balances_end(c);
    c->in_day = false;
}

static void day_begin(struct book_check *c, struct slice line)
{
    struct book_day day;
    uint8_t none[SHA256_SIZE] = {0};

    day_end(c);
    if (!book_day_read(line, &day)) {
        book_problem(c->out, "line %" PRIu64 ": not the statement of a day", c->line);
        return;
    }
    if (c->out->days == 0) {
        c->out->whole = memcmp(day.previous, none, sizeof none) == 0;
        memcpy(c->out->first, day.day, sizeof day.day);
    } else if (memcmp(day.previous, c->out->head, SHA256_SIZE) != 0) {
        book_problem(c->out, "%s: does not follow %s: a day between them is missing or changed",
                     day.day, c->out->last);
    } else if (strcmp(day.day, c->out->last) <= 0) {
        book_problem(c->out, "%s: stands behind %s", day.day, c->out->last);
    }
    c->day = day;
    c->in_day = c->awaits_sign = true;
    c->tree.n = 0;
    c->id[0] = '\0';
    buf_clear(&c->statement);
    buf_add_slice(&c->statement, line);
    book_balances_begin(c);
    memcpy(c->out->last, day.day, sizeof day.day);
    digest_sha256(line, c->out->head);
    c->out->days++;
}

/* ---- rows */

static bool is_row(struct slice line)
{
    return (line.n > 9 && memcmp(line.p, "transfer ", 9) == 0) || (line.n > 0 && line.p[0] == '{');
}

static void row_check(struct book_check *c, struct slice line)
{
    struct book_row *row = &c->rows[c->n_rows];
    uint8_t leaf[SHA256_SIZE];

    if (c->n_rows == BOOK_CHUNK) {
        book_problem(c->out, "%s: an index is missing before line %" PRIu64, c->day.day, c->line);
        c->n_rows = 0;
        row = c->rows;
    }
    if (!book_row_id(line, row->id))
        snprintf(row->id, sizeof row->id, "on line %" PRIu64, c->line);
    else if (strcmp(row->id, c->id) <= 0)
        book_problem(c->out, "%s: %s stands out of order", c->day.day, row->id);
    memcpy(c->id, row->id, sizeof row->id);
    merkle_leaf(line, leaf);
    merkle_add(&c->tree, leaf);
    memcpy(row->tag, leaf, BOOK_TAG);
    c->n_rows++;
    c->out->rows++;
    if (!c->audit)
        book_balances_add(c, line);
}

/* ---- lines */

static void key_check(struct book_check *c, struct slice line)
{
    struct book_keys *keys = &c->out->keys;

    if (c->out->days > 0 || keys->n == BOOK_KEYS_MAX || book_field(line, 2).p != NULL ||
        !book_hex(book_field(line, 1), keys->key[keys->n], SIGN_PUBLIC))
        book_problem(c->out, "line %" PRIu64 ": not a key", c->line);
    else
        keys->n++;
}

static void end_check(struct book_check *c, struct slice line)
{
    uint8_t head[SHA256_SIZE];

    day_end(c);
    c->ended = true;
    if (book_field(line, 2).p != NULL || !book_hex(book_field(line, 1), head, sizeof head) ||
        memcmp(head, c->out->head, sizeof head) != 0)
        book_problem(c->out, "the file does not end with the day it names: days are missing, or "
                             "its last line was changed");
}

static void line_check(struct book_check *c, struct slice line)
{
    struct slice word = book_field(line, 0);

    if (c->ended)
        book_problem(c->out, "line %" PRIu64 ": stands behind the end", c->line);
    else if (slice_is(word, SLICE("leadx-day")))
        day_begin(c, line);
    else if (slice_is(word, SLICE("end")))
        end_check(c, line);
    else if (slice_is(word, SLICE("key")))
        key_check(c, line);
    else if (!c->in_day)
        book_problem(c->out, "line %" PRIu64 ": stands outside of a day", c->line);
    else if (c->awaits_sign) {
        signature_check(c, line);
        c->awaits_sign = false;
    } else if (is_row(line))
        row_check(c, line);
    else if (slice_is(word, SLICE("index")))
        book_index_check(c, line);
    else if (slice_is(word, SLICE("balance")) && c->tree.n == 0 && !c->audit)
        book_balance_line(c, line);
    else
        book_problem(c->out, "%s: line %" PRIu64 " says nothing that is known", c->day.day,
                     c->line);
}

static bool header_check(struct book_check *c, struct slice line)
{
    c->audit = slice_is(line, SLICE("leadx-audit 1"));
    if (c->audit || slice_is(line, SLICE("leadx-ledger 1")))
        return true;
    book_problem(c->out, "this is no export of the books: its first line is another");
    return false;
}

static void keys_used_check(struct book_check *c)
{
    for (size_t i = 0; i < c->out->keys.n; i++)
        if (!c->out->keys.used[i])
            book_problem(c->out, "a key is named that signed no day");
}

void book_verify(FILE *f, const struct book_keys *pinned, struct book_report *out)
{
    struct book_check *c = calloc(1, sizeof *c);
    char *buffer = NULL;
    size_t size = 0;
    struct slice line;
    bool broken = false, good = true;

    if (c == NULL)
        abort();
    *out = (struct book_report){0};
    c->out = out;
    c->pinned = pinned;
    buf_init(&c->statement, 4096);
    while (good && book_line(f, &buffer, &size, &line, &broken)) {
        c->line++;
        if (c->line == 1)
            good = header_check(c, line);
        else
            line_check(c, line);
    }
    day_end(c);
    if (good && (!c->ended || broken))
        book_problem(out, "the file breaks off before its end");
    keys_used_check(c);
    buf_free(&c->statement);
    buf_free(&c->balance_lines);
    free(c->differ);
    free(buffer);
    free(c);
}
