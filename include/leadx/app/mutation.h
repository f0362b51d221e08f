/* One change asked for over the API: one SQL function op_<name>, run by mutate() in one transaction
 * with its Idempotency-Key and audit row; the answer leaves when the change is live in this process
 * too. */
#ifndef LEADX_APP_MUTATION_H
#define LEADX_APP_MUTATION_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"
#include "leadx/db/result.h"

struct mutation {
    struct uuid org, family, key; /* the caller */
    bool admin;
    const char *op;               /* "order_create" → SQL function op_order_create */
    struct slice args;            /* JSON object, validated; personal data only sealed or hashed */
    struct slice idempotency_key; /* n = 0: none */
    struct slice
        request; /* what the key is bound to when args hold something made by chance; n = 0: args */
};

struct mutation_answer {
    enum db_status db; /* not DB_OK: the rest is unset */
    int status; /* HTTP status; ≥ 400 = refused, nothing changed; body has code and perhaps errors
                 */
    struct slice body; /* JSON */
    bool replayed;
};

typedef void (*mutation_done_fn)(uint64_t id, const struct mutation_answer *answer);

/* Copies what it needs. done is called once, later, from the loop. */
void mutation_run(const struct mutation *m, mutation_done_fn done, uint64_t id);

#endif
