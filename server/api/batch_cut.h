/* Cuts the body of a batch into its leads before any of them is parsed, so that memory goes by the
 * lead and not by the batch, and one that is no JSON spoils only itself. */
#ifndef LEADX_SERVER_API_BATCH_CUT_H
#define LEADX_SERVER_API_BATCH_CUT_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/slice.h"

struct batch_cut {
    struct slice left; /* behind what was cut off */
    bool lines;        /* NDJSON; else the elements of an array */
};

/* body: borrowed, must live as long as the cuts. n: how many leads are in it. false: an array that
 * is not closed, or not one; why is a sentence. Any text is lines. */
bool batch_cut_begin(struct batch_cut *c, struct slice body, bool lines, size_t *n,
                     const char **why) __attribute__((warn_unused_result));
/* The next lead, trimmed, not empty; false: there is none left. Blank lines are no leads. */
bool batch_cut_next(struct batch_cut *c, struct slice *lead);

#endif
