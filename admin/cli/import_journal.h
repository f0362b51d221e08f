/* How far an import has come, on disk: what lets it go on after Ctrl-C, a crash or a reboot. */
#ifndef LEADX_CLI_IMPORT_JOURNAL_H
#define LEADX_CLI_IMPORT_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "import_count.h"

enum { JOURNAL_PATH_SIZE = 4096, JOURNAL_ID_SIZE = 33 };

/* What one line of the journal says. */
struct journal_state {
    uint64_t rows;   /* of the file that are done, from its start */
    uint64_t errors; /* bytes of the error file that belong to them */
    struct counts counts;
};

struct journal {
    char path[JOURNAL_PATH_SIZE];
    int fd; /* -1 = none */
    char id[JOURNAL_ID_SIZE];
};

enum journal_found {
    JOURNAL_NEW,     /* nothing was done yet */
    JOURNAL_RESUMED, /* state holds where to go on */
    JOURNAL_OTHER,   /* it belongs to another import of this file: other bytes, options or server */
    JOURNAL_BUSY,    /* another process works by it */
    JOURNAL_FAILED,  /* errno */
};

/* Beside the file, or in the state directory when that cannot be written. id: digest of everything
 * that decides what is sent. again: begin from the first row whatever it says. */
enum journal_found journal_open(struct journal *j, const char *file, const char *id, bool again,
                                struct journal_state *state);
/* On disk when it returns. false: errno. */
bool journal_write(struct journal *j, const struct journal_state *state)
    __attribute__((warn_unused_result));
/* done: the import is complete, nothing of it is kept. */
void journal_close(struct journal *j, bool done);

#endif
