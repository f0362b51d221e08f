/* What an endpoint of a buyer's is checked by and sealed with before it is stored. */
#ifndef LEADX_APP_ENDPOINT_H
#define LEADX_APP_ENDPOINT_H

#include <jansson.h>

#include "leadx/base/pool.h"
#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"
#include "leadx/core/webhook.h"

/* A URL that may be called. NULL: it may; else a sentence. */
const char *endpoint_url_fault(struct slice url);
/* A mail address in its one spelling, from the pool; NULL: none. */
const char *endpoint_mailbox(struct pool *pool, struct slice text);
/* A new signing secret; text: WEBHOOK_SECRET_SIZE bytes. */
void endpoint_secret_make(char *text);
/* {"id", "sealed", "key"} as the operations take it, with a new id; new reference. */
json_t *endpoint_seal(struct slice plain);
/* The same for what has an id already: a secret opens only under the id it was sealed for. */
json_t *endpoint_seal_for(const struct uuid *id, struct slice plain);

#endif
