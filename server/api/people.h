/* What the handlers of people share. Of the api room. */
#ifndef LEADX_API_PEOPLE_H
#define LEADX_API_PEOPLE_H

#include <jansson.h>
#include <stdbool.h>

#include "leadx/base/fault.h"
#include "leadx/base/uuid.h"
#include "leadx/db/result.h"
#include "leadx/http/request.h"

/* Languages that the console speaks, NULL-terminated. */
extern const char *const people_locales[];

/* The caller is a person in a session; else replies 403: a key has nobody behind it. */
bool people_session(struct request *r);
/* A password or a code, as it was typed: not trimmed. */
bool people_secret(struct faults *f, json_t *o, const char *name, bool required, struct slice *out);
/* The document in column 0 with "email" and "name" of the four sealed columns from first on: null
 * where the person was removed. New reference. */
json_t *people_open(struct request *r, const struct db_result *res, int row, int first);
/* Puts the name's sealed form in the place of what was said, when it was. */
void people_seal_name(json_t *args, const struct uuid *person);
/* Replies with it, and lets it go. */
void people_reply(struct request *r, int status, json_t *value);

#endif
