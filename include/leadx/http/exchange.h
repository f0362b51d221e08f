/* One request and its reply on a connection: what http's own files know beyond struct request. */
#ifndef LEADX_HTTP_EXCHANGE_H
#define LEADX_HTTP_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/buf.h"
#include "leadx/http/gate.h"
#include "leadx/http/request.h"

struct h1;

enum { REPLY_HEADERS_MAX = 8 + 2 }; /* a handler's, and the rate gate's */

struct reply_field {
    const char *name, *value;
};

struct exchange {
    struct request r;
    struct h1 *h1;         /* NULL once the client is gone */
    struct gate_head head; /* its headers are r.headers */
    void (*stream)(struct request *r, struct slice piece, bool last); /* NULL: collect */
    size_t body_max;
    struct buf body;
    size_t body_counted; /* of body's memory, in the count of all */
    bool held;           /* request_hold */
    bool open;           /* its reply goes on until somebody ends it (open_reply.c) */
    bool continue_owed;  /* 100 Continue, as soon as the replies before it are out */
    struct reply_field fields[REPLY_HEADERS_MAX];
    size_t n_fields;
    struct slice wire; /* a finished reply that waits for the ones before it; from the pool */
    struct slice wire_lasting; /* its body, where that is not copied */
    struct exchange *next;     /* in the connection's order, or at rest */
    uint64_t rest_turn;        /* the loop's turn in which it ended */
};

/* Recycled: memory of a request that ended stays readable until the turn is over. */
struct exchange *exchange_new(void);
void exchange_free(struct exchange *x);
/* What the collected bodies of all requests take now is counted; false: more than body_memory_max.
 */
bool exchange_body_fits(struct exchange *x) __attribute__((warn_unused_result));
/* The reply is made: no wait id finds the request any more. */
void request_forget(struct request *r);
/* The request will get no reply of its handler's: tells it, and no wait id finds it any more. */
void exchange_abandon(struct exchange *x);
/* Fills path and query from the gate's target. false: the path decodes to what no route may see. */
bool request_set_target(struct request *r, struct slice target) __attribute__((warn_unused_result));

#endif
