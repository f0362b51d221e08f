/* One call of the HTTP interface over verified TLS. */
#ifndef LEADX_CLI_CALL_H
#define LEADX_CLI_CALL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "connection.h"
#include "leadx/base/buf.h"

struct answer {
    long status;   /* 0: none came; failure says why in a sentence */
    json_t *body;  /* NULL when it is not JSON */
    char *text;    /* the body as it came, terminated */
    size_t n;      /* its length */
    bool replayed; /* Idempotency-Replayed: true */
    long retry_s;  /* Retry-After; 0 = none */
    char next[64]; /* Next-Cursor; "" = none */
    CURLcode code; /* what libcurl said */
    char failure[640];
};

/* key: Idempotency-Key, or NULL. body: borrowed, or NULL for none. The answer is ended with
 * answer_free whatever came. Returns true for a status of 200 to 299. */
bool call(struct connection *c, const char *method, const char *path, json_t *body, const char *key,
          struct answer *out);
/* The body as bytes of that type. */
bool call_bytes(struct connection *c, const char *method, const char *path, const char *type,
                const char *body, size_t n, const char *key, struct answer *out);
void answer_free(struct answer *a);

/* A call apart from its performing, for those who have several under way: transfer_begin readies
 * c->curl, the caller performs it, transfer_end takes what came. body, c and out must live until
 * then; the transfer itself must not move. */
struct transfer {
    struct connection *c;
    struct curl_slist *headers;
    struct buf received;
    char says[CURL_ERROR_SIZE];
    struct answer *out;
};
void transfer_begin(struct transfer *t, struct connection *c, const char *method, const char *path,
                    const char *type, const char *body, size_t n, const char *key,
                    struct answer *out);
void transfer_end(struct transfer *t, CURLcode code);

/* Borrowed member of the body; NULL when there is none. */
json_t *answer_get(const struct answer *a, const char *name);
const char *answer_text(const struct answer *a, const char *name);

/* GET and print: with --json as it came. Prints the problem and returns false when refused. */
bool call_or_say(struct connection *c, const char *method, const char *path, json_t *body,
                 const char *key, struct answer *out);
/* Prints the body as it came, ending in a newline. */
void answer_print(const struct answer *a);

#endif
