/* The parts of leadx order. */
#ifndef LEADX_CLI_ORDER_H
#define LEADX_CLI_ORDER_H

#include "args.h"
#include "connection.h"

/* file: JSON, "-" for standard input, NULL to build it from the options. */
int order_create(struct connection *c, const struct args *a, const char *file);
/* By --days and --change. */
int order_replay(struct connection *c, const struct args *a, const char *id);

#endif
