/* The journal: a line of JSON for each batch that was answered, the last whole one counts.
 *
 * Its one rule: a line is written and on disk only after the exchange answered for its rows and
 * their errors are on disk. What is lost with a crash was answered and not written down; those
 * rows are sent again, and their external ids make that harmless. It holds no personal data. */
#include "import_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "leadx/base/digest.h"
#include "leadx/base/mem.h"

enum { TAIL = 65536 }; /* a line is shorter */

/* "…/leadx-import-<id>.journal" under XDG_STATE_HOME or ~/.local/state, made if need be. */
static bool state_path(struct journal *j, const char *id)
{
    const char *base = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char dir[JOURNAL_PATH_SIZE - 128];

    if (base != NULL && *base == '/')
        snprintf(dir, sizeof dir, "%s", base);
    else if (home != NULL && *home == '/')
        snprintf(dir, sizeof dir, "%s/.local/state", home);
    else
        return false;
    for (char *p = dir + 1; *p != '\0'; p++)
        if (*p == '/') {
            *p = '\0';
            mkdir(dir, 0700);
            *p = '/';
        }
    mkdir(dir, 0700);
    snprintf(j->path, sizeof j->path, "%s/leadx-import-%s.journal", dir, id);
    return true;
}

static int open_at(const char *path)
{
    return open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* So that the file itself survives a power cut. */
static void sync_directory(const char *path)
{
    char dir[JOURNAL_PATH_SIZE], *slash;
    int fd;

    snprintf(dir, sizeof dir, "%s", path);
    slash = strrchr(dir, '/');
    if (slash == NULL)
        strcpy(dir, ".");
    else
        slash[slash == dir] = '\0';
    fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

/* The last line that ends and parses; new reference. */
static json_t *last_line(int fd)
{
    char *tail = mem_alloc(TAIL + 1), *end;
    off_t size = lseek(fd, 0, SEEK_END), from = size > TAIL ? size - TAIL : 0;
    ssize_t n = pread(fd, tail, TAIL, from);
    json_t *line = NULL;

    tail[n < 0 ? 0 : n] = '\0';
    while (line == NULL && (end = strrchr(tail, '\n')) != NULL) {
        *end = '\0';
        line = json_loads(strrchr(tail, '\n') == NULL ? tail : strrchr(tail, '\n') + 1,
                          JSON_REJECT_DUPLICATES, NULL);
    }
    free(tail);
    return line;
}

static enum journal_found read_state(struct journal *j, struct journal_state *state)
{
    json_t *line = last_line(j->fd);
    const char *id = json_string_value(json_object_get(line, "import"));
    enum journal_found found = JOURNAL_NEW;

    if (id != NULL && strcmp(id, j->id) != 0) {
        found = JOURNAL_OTHER;
    } else if (id != NULL && counts_read(json_object_get(line, "counts"), &state->counts)) {
        state->rows = (uint64_t)json_integer_value(json_object_get(line, "rows"));
        state->errors = (uint64_t)json_integer_value(json_object_get(line, "errors"));
        found = JOURNAL_RESUMED;
    }
    json_decref(line);
    return found;
}

enum journal_found journal_open(struct journal *j, const char *file, const char *id, bool again,
                                struct journal_state *state)
{
    *j = (struct journal){.fd = -1};
    *state = (struct journal_state){0};
    snprintf(j->id, sizeof j->id, "%s", id);
    snprintf(j->path, sizeof j->path, "%s.leadx-import", file);
    j->fd = open_at(j->path);
    if (j->fd < 0 && (errno == EACCES || errno == EROFS || errno == EPERM) && state_path(j, id))
        j->fd = open_at(j->path);
    if (j->fd < 0)
        return JOURNAL_FAILED;
    if (flock(j->fd, LOCK_EX | LOCK_NB) != 0)
        return JOURNAL_BUSY;
    sync_directory(j->path);
    if (again)
        return ftruncate(j->fd, 0) == 0 ? JOURNAL_NEW : JOURNAL_FAILED;
    return read_state(j, state);
}

bool journal_write(struct journal *j, const struct journal_state *state)
{
    json_t *line =
        json_pack("{s:s, s:I, s:I, s:o}", "import", j->id, "rows", (json_int_t)state->rows,
                  "errors", (json_int_t)state->errors, "counts", counts_json(&state->counts));
    char *text = json_dumps(line, JSON_COMPACT);
    size_t n = strlen(text);
    bool ok;

    /* The line feed stands before it too: a torn line must not spoil this one. */
    text = mem_resize(text, n + 3);
    memmove(text + 1, text, n);
    text[0] = text[n + 1] = '\n';
    ok = write(j->fd, text, n + 2) == (ssize_t)(n + 2) && fdatasync(j->fd) == 0;
    free(text);
    json_decref(line);
    return ok;
}

void journal_close(struct journal *j, bool done)
{
    if (j->fd < 0)
        return;
    if (done)
        unlink(j->path);
    close(j->fd);
    j->fd = -1;
}
