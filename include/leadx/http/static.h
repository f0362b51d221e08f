/* The files of a built page: read once, then served from memory with their packed forms. */
#ifndef LEADX_HTTP_STATIC_H
#define LEADX_HTTP_STATIC_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/slice.h"
#include "leadx/http/request.h"

enum { STATIC_ETAG_SIZE = 2 + 32 + 1 };

struct static_file {
    const char *name; /* without a directory */
    const char *type; /* Content-Type, from the name's ending */
    struct slice plain;
    struct slice gzip, brotli;   /* n = 0: not there packed so */
    char etag[STATIC_ETAG_SIZE]; /* "…" of the plain bytes' hash */
};

struct static_set;

/* Reads dir's regular files, "x.gz" and "x.br" as packed forms of x. NULL when there is no such
 * directory or a file cannot be read, with a sentence in err. The caller's, for static_free. */
struct static_set *static_load(const char *dir, char *err, size_t err_size);
void static_free(struct static_set *set); /* NULL is fine */
/* NULL: no such file. */
const struct static_file *static_find(const struct static_set *set, struct slice name);

/* 200 in the smallest form the client takes, or 304. The file never changes under its name, and
 * that is what browsers are told. */
void static_reply(struct request *r, const struct static_file *file);
/* Whether If-None-Match names the tag, weak or strong (RFC 9110, section 13.1.2). */
bool static_unchanged(const struct request *r, const char *etag);
/* Whether Accept-Encoding takes the coding: named, or under *, and not with q=0. */
bool static_accepts(struct slice accept_encoding, struct slice coding);

#endif
