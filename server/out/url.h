/* A URL that is called: read strictly, so that libcurl gets one written by us and cannot read it
 * differently. */
#ifndef LEADX_SERVER_OUT_URL_H
#define LEADX_SERVER_OUT_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "leadx/base/buf.h"
#include "leadx/base/slice.h"

enum { URL_MAX = 2000, HOST_MAX = 253 };

enum url_scheme { URL_HTTPS, URL_HTTP, URL_SMTPS, URL_SMTP };

struct url {
    enum url_scheme scheme;
    char host[HOST_MAX + 1]; /* lower case, A-labels; an address without brackets */
    bool literal;            /* host is the address below */
    union address address;
    uint16_t port;     /* the scheme's own when none is given */
    struct slice rest; /* path and query as written; points into the text read */
};

/* Syntax only: the guard is asked by others. false: why is a sentence. */
bool url_read(struct slice text, struct url *out, const char **why);
/* As libcurl gets it. */
void url_write(const struct url *url, struct buf *out);

#endif
