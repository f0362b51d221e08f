/* The way from the file to the exchange: batches out, results in, sums and journal. */
#ifndef LEADX_CLI_IMPORT_RUN_H
#define LEADX_CLI_IMPORT_RUN_H

#include "import_errors.h"
#include "import_journal.h"
#include "import_lead.h"
#include "import_show.h"

struct connection;

enum { JOBS_MAX = 8 };

struct import_run {
    struct connection *connection; /* whose address, authority and key all jobs use */
    struct text *text;
    struct rows *rows;
    const struct lead_frame *frame;
    struct journal *journal;
    struct errors *errors;
    struct journal_state *state;
    struct show *show;
    int jobs;
    size_t batch_rows;
    int64_t patience_ms; /* how long nothing may succeed before it gives up */
    bool trial;          /* a new file's first rows are tried before anything is sent */
};

enum run_end {
    RUN_DONE,        /* every row of the file has its answer */
    RUN_INTERRUPTED, /* by a signal */
    RUN_FAILED,      /* said why */
    RUN_REFUSED,     /* none of the first rows would be taken: nothing was sent, said why */
};

enum run_end import_run(struct import_run *run);

#endif
