/* The files of a built page, read into memory once.
 *
 * Its one rule: what is served is what was read at the start; a request never touches the disk, and
 * no name of a client's ever becomes a path. api/console.c loads and asks. */
#include "leadx/http/static.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/digest.h"
#include "leadx/base/mem.h"

enum { FILES_MAX = 512, NAME_MAX_N = 128, FILE_SIZE_MAX = 16 * 1024 * 1024 };

struct static_set {
    size_t n;
    struct static_file files[FILES_MAX];
};

static const char *type_of(const char *name)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
    };
    const char *ending = strrchr(name, '.');

    for (size_t i = 0; ending != NULL && i < sizeof types / sizeof *types; i++)
        if (strcmp(ending, types[i].ending) == 0)
            return types[i].type;
    return NULL;
}

/* SLICE_NONE: there is none, or it is not readable, too large or empty; errno says which. */
static struct slice file_read(const char *dir, const char *name, const char *packed)
{
    char path[4096], *p = NULL;
    size_t n = 0;
    FILE *file;

    if (snprintf(path, sizeof path, "%s/%s%s", dir, name, packed) >= (int)sizeof path)
        return SLICE_NONE;
    file = fopen(path, "rbe");
    if (file == NULL)
        return SLICE_NONE;
    p = mem_alloc(FILE_SIZE_MAX + 1);
    n = fread(p, 1, FILE_SIZE_MAX + 1, file);
    if (ferror(file) != 0 || n == 0 || n > FILE_SIZE_MAX) {
        errno = n > FILE_SIZE_MAX ? EFBIG : EIO;
        free(p);
        p = NULL;
    }
    fclose(file);
    return p == NULL ? SLICE_NONE : (struct slice){mem_resize(p, n), n};
}

static bool file_add(struct static_set *set, const char *dir, const char *name)
{
    struct static_file *file = &set->files[set->n];
    uint8_t hash[SHA256_SIZE];

    file->type = type_of(name);
    file->plain = file_read(dir, name, "");
    if (file->plain.n == 0)
        return false;
    file->gzip = file_read(dir, name, ".gz");
    file->brotli = file_read(dir, name, ".br");
    file->name = mem_strdup(name);
    digest_sha256(file->plain, hash);
    file->etag[0] = '"';
    hex_encode(hash, (STATIC_ETAG_SIZE - 3) / 2, file->etag + 1);
    strcpy(file->etag + STATIC_ETAG_SIZE - 2, "\"");
    set->n++;
    return true;
}

/* What is not of a type we serve (packed forms among it) is left where it is. */
static bool all_add(struct static_set *set, DIR *open, const char *dir, char *err, size_t err_size)
{
    const struct dirent *entry;

    while ((entry = readdir(open)) != NULL) {
        if (entry->d_name[0] == '.' || type_of(entry->d_name) == NULL)
            continue;
        if (set->n == FILES_MAX || strlen(entry->d_name) > NAME_MAX_N) {
            snprintf(err, err_size, "%s holds more than %d files, or too long a name", dir,
                     FILES_MAX);
            return false;
        }
        if (!file_add(set, dir, entry->d_name)) {
            snprintf(err, err_size, "%s/%s: %s", dir, entry->d_name, strerror(errno));
            return false;
        }
    }
    return true;
}

struct static_set *static_load(const char *dir, char *err, size_t err_size)
{
    struct static_set *set = mem_zero(1, sizeof *set);
    DIR *open = opendir(dir);
    bool ok = false;

    if (open == NULL)
        snprintf(err, err_size, "%s: %s", dir, strerror(errno));
    else
        ok = all_add(set, open, dir, err, err_size);
    if (open != NULL)
        closedir(open);
    if (ok)
        return set;
    static_free(set);
    return NULL;
}

void static_free(struct static_set *set)
{
    for (size_t i = 0; set != NULL && i < FILES_MAX; i++) {
        free((char *)set->files[i].name);
        free((char *)set->files[i].plain.p);
        free((char *)set->files[i].gzip.p);
        free((char *)set->files[i].brotli.p);
    }
    free(set);
}

const struct static_file *static_find(const struct static_set *set, struct slice name)
{
    for (size_t i = 0; i < set->n; i++)
        if (slice_is(name, slice_of(set->files[i].name)))
            return &set->files[i];
    return NULL;
}
