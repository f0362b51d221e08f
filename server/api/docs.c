/* The API explorer at /docs.
 *
 * Its one rule: the page may load, show and call nothing but this server; the policy says so to the
 * browser. The files are packed at build and sent as they are: every browser unpacks them. */
#include "leadx/api/docs.h"

#include "leadx/http/reply.h"

static void docs_page(struct request *r);
static void docs_get(struct request *r);

const struct route docs_routes[] = {
    {METHOD_GET, "/docs", ACTION_PUBLIC, docs_page, .summary = "The API explorer"},
    {METHOD_GET, "/docs/{file}", ACTION_PUBLIC, docs_get, .summary = "A file of the explorer"},
    {0},
};

static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static void file_reply(struct request *r, const struct docs_file *file)
{
    reply_header(r, "Content-Encoding", "gzip");
    reply_header(r, "Content-Security-Policy", policy);
    reply_header(r, "Referrer-Policy", "no-referrer");
    reply_header(r, "Cross-Origin-Opener-Policy", "same-origin");
    reply_header(r, "Cross-Origin-Resource-Policy", "same-origin");
    reply_lasting(r, file->type, (struct slice){file->p, (size_t)(file->end - file->p)});
}

static void docs_page(struct request *r)
{
    file_reply(r, &docs_files[0]);
}

static void docs_get(struct request *r)
{
    for (const struct docs_file *file = &docs_files[1]; file->name != NULL; file++)
        if (slice_is(r->params[0], slice_of(file->name))) {
            reply_header(r, "Cache-Control", "public, max-age=31536000, immutable");
            file_reply(r, file);
            return;
        }
    reply_error(r, ERROR_NOT_FOUND, NULL);
}
