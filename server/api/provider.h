/* What payment and check providers share: they are admitted with a secret that is shown once, and
 * sign what they report with it. */
#ifndef LEADX_API_PROVIDER_H
#define LEADX_API_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/app/mutation.h"
#include "leadx/db/result.h"
#include "leadx/db/stmt.h"
#include "leadx/http/request.h"

/* Replies with the answer and, where it made something, with the secret under the name; wipes the
 * secret's n bytes, which are the request's state. */
void secret_show(struct request *r, const struct mutation_answer *a, const char *name, size_t n);
/* POST {"name"}: small letters, digits, - and _, a letter first, at most 40. The operation gets the
 * name and a new sealed secret; the answer shows it. */
void provider_admit(struct request *r, const char *operation);
/* POST {}: another secret for the provider that the path names; find gives its id. The operation
 * gets the name and the new sealed secret; the answer shows it. */
void provider_rotate(struct request *r, const struct stmt *find, const char *operation);
/* Whether the body is signed by the provider of res: columns id, sealed, key; no row: unknown.
 * false: replied, in all cases with the same words. */
bool provider_signed(struct request *r, const struct db_result *res);

#endif
