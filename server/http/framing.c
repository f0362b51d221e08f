/* Framing of one request at a time over llhttp, compiled strict.
 *
 * Rule: llhttp is the second opinion on every head and the only decoder of chunks; where it is
 * softer than the RFC (a trailer section that ends in a bare LF) the check stands here. http/h1
 * calls this. */
#include "framing.h"

#include <stddef.h>

enum {
    EXTRA_MAX = 4 * 1024,
    CRLF_CRLF = 0x0d0a0d0a,
};

static int on_headers_complete(llhttp_t *parser)
{
    struct framing *f = parser->data;
    bool has_length = (parser->flags & F_CONTENT_LENGTH) != 0;

    /* An upgrade we do not offer is ignored (RFC 9110, section 7.8): the message is an ordinary
     * one. */
    parser->upgrade = 0;
    f->chunked = (parser->flags & F_CHUNKED) != 0;
    f->agreed = f->chunked == f->gate->chunked && has_length == f->gate->has_length &&
                (!has_length || parser->content_length == f->gate->length) &&
                parser->http_minor == f->gate->minor;
    return f->agreed ? HPE_OK : HPE_USER;
}

static int on_body(llhttp_t *parser, const char *p, size_t n)
{
    struct framing *f = parser->data;

    if (n == 0)
        return HPE_OK;
    switch (f->on_piece(f->arg, (struct slice){p, n})) {
    case FRAMING_GO_ON:
        return HPE_OK;
    case FRAMING_WAIT:
        return HPE_PAUSED;
    default:
        f->stopped = true;
        return HPE_USER;
    }
}

/* Chunk extensions and trailer fields; the head's own fields come before agreed is set. */
static int on_extra(llhttp_t *parser, const char *p, size_t n)
{
    struct framing *f = parser->data;

    (void)p;
    if (!f->agreed)
        return HPE_OK;
    f->extra += n;
    return f->extra <= EXTRA_MAX ? HPE_OK : HPE_USER;
}

static int on_message_complete(llhttp_t *parser)
{
    struct framing *f = parser->data;

    f->done = true;
    return HPE_PAUSED; /* what follows belongs to the next request */
}

static const llhttp_settings_t settings = {
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_header_field = on_extra,
    .on_header_value = on_extra,
    .on_chunk_extension_name = on_extra,
    .on_chunk_extension_value = on_extra,
    .on_message_complete = on_message_complete,
};

bool framing_begin(struct framing *f, struct slice head, const struct gate_head *gate)
{
    llhttp_errno_t rc;

    f->gate = gate;
    f->agreed = f->chunked = f->done = f->stopped = false;
    f->extra = 0;
    f->tail = 0;
    llhttp_init(&f->parser, HTTP_REQUEST, &settings);
    f->parser.data = f;
    rc = llhttp_execute(&f->parser, head.p, head.n);
    f->gate = NULL;
    if (!f->agreed)
        return false;
    return f->done ? rc == HPE_PAUSED && llhttp_get_error_pos(&f->parser) == head.p + head.n
                   : rc == HPE_OK;
}

static void tail_note(struct framing *f, struct slice used)
{
    size_t from = used.n > 4 ? used.n - 4 : 0;

    for (size_t i = from; i < used.n; i++)
        f->tail = f->tail << 8 | (unsigned char)used.p[i];
}

enum framing_step framing_feed(struct framing *f, struct slice bytes, size_t *used)
{
    llhttp_errno_t rc;

    *used = 0;
    if (f->done)
        return FRAMING_DONE;
    rc = llhttp_execute(&f->parser, bytes.p, bytes.n);
    *used = rc == HPE_OK ? bytes.n : (size_t)(llhttp_get_error_pos(&f->parser) - bytes.p);
    tail_note(f, (struct slice){bytes.p, *used});
    if (f->done)
        return f->chunked && f->tail != CRLF_CRLF ? FRAMING_BAD : FRAMING_DONE;
    if (f->stopped)
        return FRAMING_STOPPED;
    if (rc == HPE_PAUSED) {
        llhttp_resume(&f->parser);
        return FRAMING_PAUSED;
    }
    return rc == HPE_OK ? FRAMING_MORE : FRAMING_BAD;
}

const char *framing_version(void)
{
#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
    return TEXT(LLHTTP_VERSION_MAJOR) "." TEXT(LLHTTP_VERSION_MINOR) "." TEXT(LLHTTP_VERSION_PATCH);
}
