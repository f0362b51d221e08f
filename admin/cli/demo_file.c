/* Writes demo.json.
 *
 * Its one rule: complete or untouched, and readable by its owner alone from the first byte on: the
 * keys in it are shown once and nowhere else. Called by demo.c. */
#include "demo_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static bool write_all(int fd, json_t *demo)
{
    FILE *out = fdopen(fd, "w");

    if (out == NULL) {
        close(fd);
        return false;
    }
    bool ok = json_dumpf(demo, out, JSON_INDENT(2)) == 0 && fputc('\n', out) != EOF &&
              fflush(out) == 0 && fsync(fd) == 0;
    return fclose(out) == 0 && ok;
}

bool demo_file_write(const char *path, json_t *demo)
{
    char aside[4200];

    snprintf(aside, sizeof aside, "%s.new", path);
    unlink(aside);
    int fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0 && write_all(fd, demo) && rename(aside, path) == 0)
        return true;
    fprintf(stderr, "leadx: %s cannot be written: %m\n", path);
    unlink(aside);
    return false;
}
