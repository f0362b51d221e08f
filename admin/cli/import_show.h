/* What a person sees of an import: a bar at a terminal, else a line now and then; the end's sums.
 */
#ifndef LEADX_CLI_IMPORT_SHOW_H
#define LEADX_CLI_IMPORT_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "import_count.h"

struct show {
    bool terminal;
    bool drawn; /* a bar stands in the last line */
    int64_t began_ms, last_ms;
    uint64_t began_rows, began_offset, size; /* offsets: bytes of the file */
    const char *note;                        /* what it waits for; NULL = nothing */
};

int64_t show_now_ms(void);
void show_begin(struct show *s, const struct counts *c, uint64_t offset, uint64_t size);
/* Draws when it is time. */
void show_step(struct show *s, const struct counts *c, uint64_t offset);
/* Clears the bar, so that something may be printed. */
void show_end(struct show *s);
/* The sums, on standard output. errors: the error file's name when it holds something. */
void show_summary(const struct show *s, const struct counts *c, const char *errors, bool json);

#endif
