/* Taking fields of a body over into an operation's arguments, checked on the way. Of the api room.
 *
 * Each take reads one member of from and, when it is there, writes its checked form into args under
 * the same name; an explicit null is taken over as null. Faults gather in faults. */
#ifndef LEADX_API_TAKE_H
#define LEADX_API_TAKE_H

#include <jansson.h>
#include <stdbool.h>

#include "leadx/base/fault.h"
#include "leadx/base/uuid.h"
#include "leadx/http/request.h"

/* Prices and floors: this times 10,000 basis points still fits 64 bits, which the sale relies on.
 */
#define ORDER_PRICE_MAX INT64_C(100000000000000)

struct taking {
    struct request *r;
    json_t *from, *args; /* both ours: taking_end gives from back, args goes to the mutation */
    struct faults faults;
    const char *base;
};

/* Reads the body. false: replied already. names: every member the body may have, NULL-terminated.
 */
bool taking_begin(struct taking *t, struct request *r, const char *const *names);
/* Runs op with what was taken, or replies with the faults. */
void taking_end(struct taking *t, const char *op);
/* The half of it for handlers with something to add: false when replied with the faults; all freed.
 * true: args is the caller's. */
bool taking_good(struct taking *t);

void take_text(struct taking *t, const char *name, bool required, size_t max);
void take_int(struct taking *t, const char *name, bool required, int64_t min, int64_t max);
void take_bool(struct taking *t, const char *name, bool required);
/* One of the words (NULL-terminated). */
void take_word(struct taking *t, const char *name, bool required, const char *const *words);
/* A list of words out of those, or of any texts up to max characters when words is NULL. */
void take_words(struct taking *t, const char *name, size_t n_max, const char *const *words,
                size_t max);
void take_uuid(struct taking *t, const char *name, bool required);
void take_time(struct taking *t, const char *name, bool required);
/* Its amount; currency NULL: any, and taken over as "currency". */
void take_money(struct taking *t, const char *name, bool required, const char *currency,
                int64_t min, int64_t max);
/* A fault at base/name. */
void take_fault(struct taking *t, const char *name, const char *code, const char *why);

/* For operations that take no body: an empty one or {}. false: replied already. */
bool taking_nothing(struct request *r);

/* Puts an id of the path, or a word of ours, into the arguments. */
void args_uuid(json_t *args, const char *name, const struct uuid *id);
void args_word(json_t *args, const char *name, const char *word);

#endif
