/* The API explorer: a page at /docs and its files, all of them this server's own. */
#ifndef LEADX_API_DOCS_H
#define LEADX_API_DOCS_H

#include "leadx/http/route.h"

extern const struct route docs_routes[];

struct docs_file {
    const char *name; /* "index.html" first; the others carry a hash of what is in them */
    const char *type;
    const char *p, *end; /* gzip */
};

/* Made at build by admin/docs/embed.py; ends with a row of zeros. */
extern const struct docs_file docs_files[];

#endif
