/* Taking a lead in: read, normalise, fingerprint, route, sell, answer. Runs from a handler, a file
 * upload or a test alike.
 *
 * intake_new → intake_read → intake_run → done, once. An intake lives in its own pool, so a client
 * that leaves meanwhile loses nothing but the answer. */
#ifndef LEADX_APP_INTAKE_H
#define LEADX_APP_INTAKE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/fault.h"
#include "leadx/base/pool.h"
#include "leadx/base/slice.h"
#include "leadx/base/uuid.h"
#include "leadx/db/result.h"

struct intake;

struct intake_answer {
    enum db_status db; /* not DB_OK: nothing else is set; DB_DOWN: unknown whether it was stored */
    const char *refusal; /* "external_id_reused", "key_reused": 422, nothing stored; NULL = 201 */
    bool replayed;       /* the first answer to this request, again */
    struct slice json;   /* the body of the 201 */
};

typedef void (*intake_done_fn)(uint64_t id, const struct intake_answer *answer);

/* seller, family: the caller's org and its family's root. */
struct intake *intake_new(const struct uuid *seller, const struct uuid *family);
void intake_free(struct intake *in);
/* Checks and takes over the body (borrowed). idempotency_key: the header, n = 0 when absent; used
 * only without external_id. false: nothing is stored, intake_faults says why. */
bool intake_read(struct intake *in, json_t *body, struct slice idempotency_key);
const struct faults *intake_faults(const struct intake *in);
/* What is known after intake_read and before anybody is asked: returns "valid", "review" or
 * "rejected" and its code (NULL: none). A duplicate, a suppressed person or a banned source shows
 * only in intake_run. */
const char *intake_checked(const struct intake *in, const char **code);
/* Routes and sells; frees the intake after done. done is called within ten seconds even when the
 * database stays away after it was asked: then it is unknown whether the lead is stored, and the
 * same post again will tell. */
void intake_run(struct intake *in, intake_done_fn done, uint64_t id);
/* The request key of a lead that came with a number of its own: whoever knows seller, source and
 * number finds the lead by it (request_keys). */
enum { EXTERNAL_KEY = 16 };
void intake_external_key(struct pool *pool, const struct uuid *seller, struct slice source,
                         struct slice external, uint8_t out[EXTERNAL_KEY]);
/* The tick: answers those whose time is over. */
void intake_tick(void);

#endif
