/* Writes the error file: the columns as they came, then line, code, reason and external id.
 *
 * Its one rule: corrected and imported again, a row is the lead it would have been: the last column
 * keeps its id, and what this tool wrote itself is never read as data (import_map.c). */
#include "import_errors.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ID_MAX = 128 };

static void cell_add(struct buf *out, struct slice cell)
{
    size_t n = csv_write(NULL, 0, cell.p, cell.n);
    char *to = buf_reserve(out, n);

    csv_write(to, n, cell.p, cell.n);
    buf_advance(out, n);
}

void errors_cells(const struct errors *e, const struct row *row, struct buf *out)
{
    for (size_t i = 0; i < e->map->n_columns; i++) {
        if (e->map->own[i])
            continue;
        cell_add(out, i < row->n ? row->cells[i] : SLICE(""));
        buf_add_char(out, e->separator);
    }
}

static bool write_all(struct errors *e, const struct buf *b)
{
    for (size_t at = 0; at < b->n;) {
        ssize_t n = write(e->fd, b->p + at, b->n - at);

        if (n < 0 && errno != EINTR)
            return false;
        at += n < 0 ? 0 : (size_t)n;
    }
    e->n += b->n;
    return true;
}

/* The mark at the start lets spreadsheets see that it is UTF-8. */
static bool head_write(struct errors *e)
{
    static const char *const own[] = {"leadx_line", "leadx_code", "leadx_reason",
                                      "leadx_external_id"};
    struct buf b;
    bool ok;

    buf_init(&b, 0);
    buf_add_str(&b, "\xef\xbb\xbf");
    for (size_t i = 0; i < e->map->n_columns; i++) {
        if (e->map->own[i])
            continue;
        cell_add(&b, slice_of(e->map->heads[i]));
        buf_add_char(&b, e->separator);
    }
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        buf_add_str(&b, own[i]);
        buf_add_char(&b, i + 1 < sizeof own / sizeof *own ? e->separator : '\n');
    }
    ok = write_all(e, &b);
    buf_free(&b);
    return ok;
}

static void keep_older(const char *path)
{
    char older[4096];

    if (snprintf(older, sizeof older, "%s~", path) < (int)sizeof older)
        rename(path, older);
}

bool errors_open(struct errors *e, const char *path, const struct import_map *map, char separator,
                 uint64_t resumed)
{
    struct stat st;

    *e = (struct errors){.path = path, .map = map, .separator = separator, .fd = -1, .n = resumed};
    if (resumed == 0) {
        keep_older(path);
        return true;
    }
    e->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (e->fd < 0)
        return false;
    if (fstat(e->fd, &st) != 0 || (uint64_t)st.st_size < resumed) {
        errno = ENODATA;
        return false;
    }
    return ftruncate(e->fd, (off_t)resumed) == 0 && lseek(e->fd, 0, SEEK_END) >= 0;
}

/* "A-17" → "A-17~2" → "A-17~3". */
static void id_next(const char *id, char *out, size_t size)
{
    const char *tilde = strrchr(id, '~');
    int n = tilde == NULL ? 1 : atoi(tilde + 1);

    if (n < 1 || n > 99998 || tilde == NULL)
        snprintf(out, size, "%s~2", id);
    else
        snprintf(out, size, "%.*s~%d", (int)(tilde - id), id, n + 1);
    if (strlen(out) > ID_MAX)
        snprintf(out, size, "%s", id);
}

bool errors_add(struct errors *e, struct slice cells, uint64_t line, const char *code,
                const char *reason, const char *id, bool stored)
{
    char next[256];
    struct buf b;
    bool ok;

    if (e->fd < 0) {
        e->fd = open(e->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (e->fd < 0 || !head_write(e))
            return false;
    }
    snprintf(next, sizeof next, "%s", id);
    if (stored)
        id_next(id, next, sizeof next);
    buf_init(&b, 0);
    buf_add_slice(&b, cells);
    buf_printf(&b, "%" PRIu64 "%c%s%c", line, e->separator, code, e->separator);
    cell_add(&b, slice_of(reason));
    buf_add_char(&b, e->separator);
    cell_add(&b, slice_of(next));
    buf_add_char(&b, '\n');
    ok = write_all(e, &b);
    buf_free(&b);
    return ok;
}

bool errors_sync(struct errors *e)
{
    return e->fd < 0 || fdatasync(e->fd) == 0;
}

void errors_close(struct errors *e)
{
    if (e->fd >= 0)
        close(e->fd);
    e->fd = -1;
}
