/* What commands with several verbs have in common: finding the verb, connecting as who it is for,
 * and posts that move money once. */
#ifndef LEADX_CLI_VERBS_H
#define LEADX_CLI_VERBS_H

#include <jansson.h>
#include <stddef.h>

#include "args.h"
#include "call.h"
#include "command.h"
#include "connection.h"

struct verb {
    const char *name; /* the first word */
    enum who who;     /* whose key is used unless --as says otherwise */
    int (*run)(struct connection *c, const struct args *a);
};

/* Runs the verb that the first word names; returns its status, or MISUSED when there is none. */
int verbs_run(const struct command *command, const struct verb *verbs, size_t n,
              const struct args *a);

/* Posts under an Idempotency-Key made for this one run, so that a call repeated on its way is done
 * once. DONE: answer is the caller's to free; FAILED: said why. body is stolen. */
int verb_call(struct connection *c, const char *path, json_t *body, struct answer *answer);
/* The same, and prints "said ID: STATE" of what came back, or all of it with --json. body is
 * stolen. */
int verb_post(struct connection *c, const struct args *a, const char *path, json_t *body,
              const char *said);
/* The option's value as the body's member of that name; nothing where it is not given. */
void verb_flag(json_t *body, const struct args *a, const char *name);

#endif
