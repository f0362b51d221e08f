/* A small API for the tests of h1 and of the gates. */
#ifndef TESTS_UNIT_HTTP_SUPPORT_ROUTES_H
#define TESTS_UNIT_HTTP_SUPPORT_ROUTES_H

#include "leadx/http/route.h"
#include "support.h"

extern const struct h1_sink routes_sink;

/* Adds the routes and a caller finder; once a program. */
void routes_set_up(void);

/* What handlers saw; tests reset it. */
struct seen {
    int handled;        /* calls of any handler */
    uint64_t later[32]; /* wait ids taken by /later */
    size_t n_later;
    int gone; /* calls of on_gone */
    size_t streamed;
    int streamed_last;
    bool hold_each; /* /stream holds after each piece */
    int64_t piece_us;
    uint64_t finding; /* the caller finder's wait id while it holds its answer back */
    bool find_later;
    struct request *stream; /* the request of /stream, while it lives */
};
extern struct seen seen;

/* Replies to the i-th of /later with the text. */
void later_reply(size_t i, const char *text);

#endif
