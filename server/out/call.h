/* One call from fetch to its answer. Room-private: fetch.c moves it, transfer.c gives it to
 * libcurl, outcome.c reads what came of it. */
#ifndef LEADX_SERVER_OUT_CALL_H
#define LEADX_SERVER_OUT_CALL_H

#include <curl/curl.h>

#include "address.h"
#include "leadx/base/buf.h"
#include "leadx/out/fetch.h"
#include "url.h"

enum call_state {
    CALL_NEW,       /* being copied */
    CALL_RESOLVING, /* c-ares looks for the name; the timer limits it */
    CALL_READY,     /* addresses judged, or refused; in the queue for the next turn */
    CALL_RUNNING,   /* libcurl has it */
    CALL_ORPHANED,  /* answered already; its lookup is not over and keeps the slot until it is */
    CALL_DONE,      /* out of every list; freed when its callback returns */
    CALL_STATES,
};

struct call {
    enum call_state state;
    struct call *next, *prev; /* of all calls */
    struct call *ready_next;
    uint64_t wait_id; /* for the resolver's answer */

    struct uuid peer;
    fetch_done_fn done;
    uint64_t id;
    void *arg;
    bool own_relay;
    int64_t started_us, deadline_ms;
    struct timer *timer; /* while resolving */

    char *url_text, *method; /* the copies that url.rest points into, and so on */
    struct url url;
    struct curl_slist *headers;
    char *body; /* may hold personal data: wiped */
    size_t body_n, body_sent;
    char *mail_from, *user, *password; /* NULL = none */
    struct curl_slist *mail_to;        /* NULL = HTTP */

    union address addresses[ADDRESSES_MAX]; /* of the name, allowed ones only */
    size_t n_addresses;

    CURL *easy;
    CURLSH *names;          /* this call's own view of names: nothing but its pinned addresses */
    struct curl_slist *pin; /* host:port:address,… */
    struct buf answer;
    size_t head_bytes;
    bool too_large, refused; /* why a callback stopped the transfer */

    struct fetch_result result;
};

/* Copies the request. c->refused: a rule refused it and nothing else of it may be used. */
struct call *call_new(const struct fetch_request *request);
void call_free(struct call *c);

/* The curl handle, ready to be added. */
void transfer_new(struct call *c);
/* Writes c->result from what libcurl said. */
void outcome_read(struct call *c, CURLcode code);
/* A result that libcurl was not asked for. */
void outcome_set(struct call *c, enum fetch_status status);

#endif
