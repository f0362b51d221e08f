/* The request gate: decides over raw bytes whether a request head is one, strictly (RFC 9112),
 * before any other code looks at it. Pure functions: no connection, no memory of their own. */
#ifndef LEADX_HTTP_GATE_H
#define LEADX_HTTP_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/slice.h"
#include "leadx/http/error.h"
#include "leadx/http/request.h"

enum { GATE_HEAD_MAX = 16 * 1024 };

enum gate {
    GATE_OK,
    GATE_MORE,  /* no end yet */
    GATE_BLANK, /* an empty line first: one may be skipped (RFC 9112, section 2.2) */
    /* refused: */
    GATE_HEAD_LARGE,
    GATE_FIELDS_MANY,
    GATE_BARE_LF,
    GATE_METHOD,
    GATE_TARGET,
    GATE_VERSION_FORM,
    GATE_VERSION_OTHER,
    GATE_NAME,
    GATE_VALUE,
    GATE_FOLDED,
    GATE_HOST_MISSING,
    GATE_HOST_TWICE,
    GATE_HOST_FORM,
    GATE_LENGTH_TWICE,
    GATE_LENGTH_FORM,
    GATE_CODING_TWICE,
    GATE_CODING_FORM,
    GATE_CODING_LENGTH,
    GATE_CODING_OLD,
    GATE_SECOND_OPINION, /* llhttp reads the same bytes otherwise than we do */
    GATE_CHUNK,          /* said by http/framing while the body comes */
    GATE_COUNT
};

struct gate_head {
    enum method method;
    struct slice target;            /* path and query, without an authority; "*" for OPTIONS */
    int minor;                      /* of HTTP/1.minor */
    struct request_header *headers; /* the caller's, room for REQUEST_HEADERS_MAX */
    size_t n_headers;
    bool chunked;
    bool has_length;
    uint64_t length; /* Content-Length */
    bool keep_alive; /* what version and Connection come to */
    bool expects_continue;
};

/* Looks for the end of the head in bytes; *scanned remembers how far it came (0 at first), so that
 * bytes which arrive one by one are looked at once. GATE_OK: *length is the head's, with its empty
 * line. */
enum gate gate_scan(struct slice bytes, size_t *scanned, size_t *length);
/* Reads a whole head of that length. out->headers is set by the caller; slices point into head. */
enum gate gate_parse(struct slice head, struct gate_head *out);

/* "host_missing": for the counter of refusals. */
const char *gate_name(enum gate gate);
/* What the client is told. */
enum error gate_error(enum gate gate);
const char *gate_sentence(enum gate gate);

#endif
