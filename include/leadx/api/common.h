/* What every handler shares: reading a JSON body, running a statement into a reply, running a
 * mutation. */
#ifndef LEADX_API_COMMON_H
#define LEADX_API_COMMON_H

#include <jansson.h>
#include <stdbool.h>

#include "leadx/app/mutation.h"
#include "leadx/base/fault.h"
#include "leadx/db/result.h"
#include "leadx/db/stmt.h"
#include "leadx/http/reply.h"
#include "leadx/http/request.h"
#include "leadx/http/route.h"

enum { JSON_DEPTH_MAX = 16 };

/* The body as a JSON object (new reference; an empty body reads as {} when optional). NULL: replied
 * already. */
json_t *body_read(struct request *r, bool optional);

/* Field readers: each adds a fault at base + "/" + name and returns false when the value is missing
 * (if required) or wrong. Absent or null optional values leave *out alone and return true. Strings
 * are valid UTF-8, trimmed, in the request's pool. */
bool read_text(struct faults *f, json_t *o, const char *base, const char *name, bool required,
               size_t max, struct slice *out);
bool read_int(struct faults *f, json_t *o, const char *base, const char *name, bool required,
              int64_t min, int64_t max, int64_t *out);
bool read_bool(struct faults *f, json_t *o, const char *base, const char *name, bool required,
               bool *out);
bool read_uuid(struct faults *f, json_t *o, const char *base, const char *name, bool required,
               struct uuid *out);
bool read_time(struct faults *f, json_t *o, const char *base, const char *name, bool required,
               int64_t *out_ms);
/* {"amount": 32500, "currency": "RUB"}: currency must be the given one (code currency_mismatch)
 * unless that is NULL. */
bool read_money(struct faults *f, json_t *o, const char *base, const char *name, bool required,
                const char *currency, int64_t *out_minor);
/* The same from a least amount other than 1. */
bool read_money_from(struct faults *f, json_t *o, const char *base, const char *name, bool required,
                     const char *currency, int64_t min, int64_t *out_minor);
/* Every key of o must be in names (NULL-terminated); others get unknown_field. */
bool read_only(struct faults *f, json_t *o, const char *base, const char *const *names);

/* Runs the statement; its one row's one column of JSON becomes the 200 reply; no row or null: 404.
 */
void read_reply(struct request *r, const struct stmt *stmt, const struct param *params, int n);
/* Its end, for handlers with something to add to the reply first. */
void on_json_read(uint64_t id, const struct db_result *res, void *arg);
/* ?limit= (1 to 200, default 50) and ?cursor= (an opaque token that holds a uuid). false: replied
 * already. after: nil when absent. */
bool page_read(struct request *r, int *limit, struct uuid *after);
/* after as a parameter: null when nil. */
struct param param_after(const struct uuid *after);

/* Runs op with args (stolen); replies with its answer: 2xx JSON, or a problem from
 * {"code","detail","errors"}. */
void mutate_reply(struct request *r, const char *op, json_t *args);
/* Its halves, for handlers with something to add: args and bound (may be NULL: what the
 * Idempotency-Key is bound to when args hold something made by chance) are stolen. done NULL:
 * mutation_reply and nothing else. */
void mutation_start(struct request *r, const char *op, json_t *args, json_t *bound,
                    mutation_done_fn done);
void mutation_reply(struct request *r, const struct mutation_answer *a);
/* The request that waited for a row, when there is one. NULL: the client left, or was answered: the
 * database failed, or 404. */
struct request *request_with_row(uint64_t id, const struct db_result *res);
/* The request whose mutation was done. NULL: the client left, or was told why not. */
struct request *request_changed(uint64_t id, const struct mutation_answer *a);
/* The operator's people see everybody's. */
bool sees_all(const struct request *r);
/* For other results of the database: 503, or 500 with a log line. */
void db_failed(struct request *r, const struct db_result *res);

#endif
