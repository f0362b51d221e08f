/* The first rows of a file, tried before anything of it is sent. */
#ifndef LEADX_CLI_IMPORT_TRIAL_H
#define LEADX_CLI_IMPORT_TRIAL_H

#include <stdbool.h>

#include "import_batch.h"
#include "import_value.h"

struct connection;

/* Asks the exchange what it would say to the batch's rows, with nothing stored. false: it would
 * refuse each of ten or more; the reasons, and the options that may help, were printed. When it
 * does not answer, the import itself will say so: true. */
bool trial_passed(struct batch *b, struct connection *c, const struct value_customs *customs);

#endif
