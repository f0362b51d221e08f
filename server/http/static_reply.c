/* Answers with a file of a static set: which form, and whether anything at all has to be sent.
 *
 * Its one rule: the body is never made for a request; it is one of three that were read at the
 * start. api/console.c calls. */
#include <string.h>

#include "leadx/http/reply.h"
#include "leadx/http/static.h"

/* The next element of a comma-separated list, trimmed; n = 0 at the end. Empty ones are skipped. */
static struct slice element_take(struct slice *rest)
{
    while (rest->n > 0) {
        const char *comma = memchr(rest->p, ',', rest->n);
        size_t n = comma == NULL ? rest->n : (size_t)(comma - rest->p);
        struct slice element = slice_trim((struct slice){rest->p, n});

        n += comma != NULL;
        rest->p += n;
        rest->n -= n;
        if (element.n > 0)
            return element;
    }
    return SLICE_NONE;
}

/* "q=0", "q=0.000": what must not be sent (RFC 9110, section 12.4.2). */
static bool is_refused(struct slice parameters)
{
    parameters = slice_trim(parameters);
    if (parameters.n < 3 || (parameters.p[0] | 32) != 'q' || parameters.p[1] != '=')
        return false;
    for (size_t i = 2; i < parameters.n; i++)
        if (parameters.p[i] != '0' && parameters.p[i] != '.')
            return false;
    return true;
}

bool static_accepts(struct slice accept_encoding, struct slice coding)
{
    struct slice element;
    bool any = false;

    while ((element = element_take(&accept_encoding)).n > 0) {
        const char *semicolon = memchr(element.p, ';', element.n);
        size_t n = semicolon == NULL ? element.n : (size_t)(semicolon - element.p);
        struct slice name = slice_trim((struct slice){element.p, n});
        bool taken =
            semicolon == NULL || !is_refused((struct slice){semicolon + 1, element.n - n - 1});

        if (slice_is_nocase(name, coding))
            return taken;
        if (slice_is(name, SLICE("*")))
            any = taken;
    }
    return any;
}

bool static_unchanged(const struct request *r, const char *etag)
{
    struct slice list = request_header(r, "If-None-Match"), element, tag = slice_of(etag);

    while ((element = element_take(&list)).n > 0) {
        if (slice_is(element, SLICE("*")))
            return true;
        if (element.n > 2 && memcmp(element.p, "W/", 2) == 0)
            element = (struct slice){element.p + 2, element.n - 2};
        if (slice_is(element, tag))
            return true;
    }
    return false;
}

static struct slice form_choose(struct request *r, const struct static_file *file)
{
    struct slice accepts = request_header(r, "Accept-Encoding");

    if (file->brotli.n > 0 && static_accepts(accepts, SLICE("br"))) {
        reply_header(r, "Content-Encoding", "br");
        return file->brotli;
    }
    if (file->gzip.n > 0 && static_accepts(accepts, SLICE("gzip"))) {
        reply_header(r, "Content-Encoding", "gzip");
        return file->gzip;
    }
    return file->plain;
}

void static_reply(struct request *r, const struct static_file *file)
{
    reply_header(r, "Cache-Control", "public, max-age=31536000, immutable");
    reply_header(r, "ETag", file->etag);
    reply_header(r, "Vary", "Accept-Encoding");
    if (static_unchanged(r, file->etag))
        reply_bytes(r, 304, NULL, SLICE_NONE);
    else
        reply_lasting(r, file->type, form_choose(r, file));
}
