/* The inside of an HTTP/1.1 connection, for h1.c (its life), h1_read.c (requests in) and h1_reply.c
 * (replies out) alone. */
#ifndef LEADX_HTTP_H1_IMPL_H
#define LEADX_HTTP_H1_IMPL_H

#include "framing.h"
#include "leadx/http/h1.h"

enum h1_state {
    H1_IDLE,   /* between requests; waits for the first byte of the next */
    H1_HEAD,   /* a part of a head is there; waits for the rest, under the head deadline */
    H1_GATES,  /* a head is with the gates; waits for them (the caller finder may take a while) */
    H1_BODY,   /* accepted; waits for the body, at the minimum rate */
    H1_DROP,   /* replied before the body's end; reads the rest to nowhere, to stay usable */
    H1_LAST,   /* no further request will be read; waits for the replies still owed */
    H1_CLOSED, /* finished or gone; waits for on_closed */
};

enum {
    H1_OUTPUT_MAX = 256 * 1024, /* replies the peer does not take: no further request is read */
    H1_DROP_MAX = 256 * 1024,   /* a longer rest of a body costs more than a new connection */
    H1_RATE_MS = 1000,          /* between two looks at a body's rate */
};

struct h1 {
    struct conn *conn;
    enum h1_state state;
    const struct h1_sink *sink;
    struct exchange *first, *last; /* requests that still owe a reply to the wire, in order */
    size_t n_exchanges;
    struct exchange
        *reading; /* the one whose head is with the gates or whose body comes; always the last */
    struct framing framing;
    size_t scanned;        /* how far gate_scan came in the input */
    bool blank_skipped;    /* one empty line before this request was let pass */
    int64_t since_ms;      /* first byte of the head, or start of the body or of its dropping */
    int64_t rate_due_ms;   /* when the body's rate is looked at next */
    int64_t held_ms;       /* since when the route does not take the body */
    bool crowded;          /* its body had to end for the sake of all others' */
    bool paused;           /* llhttp stopped at a held piece; it goes on without new bytes */
    int64_t since_us;      /* first byte of the head, for measuring */
    uint64_t body_bytes;   /* read of this body */
    size_t pending_seen;   /* conn_pending at the last look of the write deadline */
    const char *reason;    /* why it will end */
    bool eof;              /* the peer sends no more */
    bool draining;         /* ends as soon as it owes nothing */
    bool advancing, again; /* h1_advance is running; something changed meanwhile */
    int64_t head_ms, idle_ms, write_ms, body_grace_ms, body_min_rate; /* settings at open */
    size_t pipeline_max;
    struct h1 *prev, *next_open; /* every connection, for draining */
};

/* h1.c */
void h1_set_state(struct h1 *h, enum h1_state state);
/* Looks at the whole connection and goes on as far as it can. */
void h1_advance(struct h1 *h);
/* No further request; ends when nothing is owed. */
void h1_last(struct h1 *h, const char *reason);

/* h1_read.c */
/* From now on the peer must send body at the minimum rate, after the grace. */
void h1_rate_begins(struct h1 *h);
/* One step; true when there may be another. */
bool h1_read_head(struct h1 *h);
bool h1_read_body(struct h1 *h);
/* Ends the request being read (or to be read) with an error of HTTP's own, and reads no more. */
void h1_refuse(struct h1 *h, enum error error, const char *sentence, const char *reason);
bool h1_is_full(const struct h1 *h);

/* h1_reply.c: sends what is ready, in order; ends the connection when nothing is owed and nothing
 * will come. */
void h1_send_ready(struct h1 *h);
void h1_forget_first(struct h1 *h);

#endif
