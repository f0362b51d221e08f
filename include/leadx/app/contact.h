/* A lead's contact as people and partners see it: the sealed JSON, whole or masked. */
#ifndef LEADX_APP_CONTACT_H
#define LEADX_APP_CONTACT_H

#include <jansson.h>

#include "leadx/base/pool.h"
#include "leadx/base/slice.h"

/* The contact JSON with every personal value masked ("A***", "+7 999 *** ** 67"); new reference. */
json_t *contact_masked(struct pool *pool, json_t *contact);

#endif
