/* The request gate: a strict reading of a request head (RFC 9112, RFC 9110, RFC 3986).
 *
 * Rule: what the grammar does not allow is refused, never repaired, because a proxy in front may
 * repair it another way and then the two disagree where a request ends. http/h1 asks; gate_table.c
 * has the answers' texts and gate_field.c the grammar of single values. */
#include "leadx/http/gate.h"

#include <string.h>

#include "gate_field.h"

enum gate gate_scan(struct slice bytes, size_t *scanned, size_t *length)
{
    const char *end = bytes.p + bytes.n, *lf;

    if (bytes.n >= 2 && bytes.p[0] == '\r' && bytes.p[1] == '\n')
        return GATE_BLANK;
    if (bytes.n > 0 && bytes.p[0] != '\r' && !gate_is_token_char(bytes.p[0]))
        return bytes.p[0] == '\n' ? GATE_BARE_LF : GATE_METHOD;
    while ((lf = memchr(bytes.p + *scanned, '\n', (size_t)(end - bytes.p) - *scanned)) != NULL) {
        size_t at = (size_t)(lf - bytes.p);

        if (at >= GATE_HEAD_MAX)
            return GATE_HEAD_LARGE;
        if (bytes.p[at - 1] != '\r')
            return GATE_BARE_LF;
        *scanned = at + 1;
        if (at >= 3 && bytes.p[at - 2] == '\n') {
            *length = at + 1;
            return GATE_OK;
        }
    }
    *scanned = bytes.n;
    return bytes.n >= GATE_HEAD_MAX ? GATE_HEAD_LARGE : GATE_MORE;
}

/* Takes the next line off rest, without its CRLF, which gate_scan has seen to be there. */
static struct slice line_take(struct slice *rest)
{
    const char *lf = memchr(rest->p, '\n', rest->n);
    struct slice line;

    if (lf == NULL)
        lf = rest->p + rest->n - 1;
    line = (struct slice){rest->p, (size_t)(lf - rest->p)};
    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    rest->n -= (size_t)(lf + 1 - rest->p);
    rest->p = lf + 1;
    return line;
}

static enum gate version_read(struct slice version, int *minor)
{
    bool form = version.n == 8 && memcmp(version.p, "HTTP/", 5) == 0 && version.p[6] == '.' &&
                version.p[5] >= '0' && version.p[5] <= '9' && version.p[7] >= '0' &&
                version.p[7] <= '9';

    if (!form)
        return GATE_VERSION_FORM;
    if (version.p[5] != '1' || version.p[7] > '1')
        return GATE_VERSION_OTHER;
    *minor = version.p[7] - '0';
    return GATE_OK;
}

static enum gate request_line_read(struct slice line, struct gate_head *out)
{
    const char *first = memchr(line.p, ' ', line.n);
    const char *last = memrchr(line.p, ' ', line.n);
    struct slice method, version;

    if (first == NULL || first == last)
        return first == NULL ? GATE_METHOD : GATE_VERSION_FORM;
    method = (struct slice){line.p, (size_t)(first - line.p)};
    version = (struct slice){last + 1, (size_t)(line.p + line.n - last - 1)};
    out->target = (struct slice){first + 1, (size_t)(last - first - 1)};
    if (!gate_method_read(method, &out->method))
        return GATE_METHOD;
    if (!gate_target_read(&out->target, out->method))
        return GATE_TARGET;
    return version_read(version, &out->minor);
}

static enum gate field_read(struct slice line, struct request_header *field)
{
    const char *colon;

    if (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
        return GATE_FOLDED;
    colon = memchr(line.p, ':', line.n);
    if (colon == NULL)
        return GATE_NAME;
    field->name = (struct slice){line.p, (size_t)(colon - line.p)};
    if (!gate_is_token(field->name))
        return GATE_NAME;
    field->value = (struct slice){colon + 1, (size_t)(line.p + line.n - colon - 1)};
    if (!gate_is_value(field->value))
        return GATE_VALUE;
    field->value = slice_trim(field->value);
    return GATE_OK;
}

static enum gate length_read(struct slice value, struct gate_head *out)
{
    if (out->has_length)
        return GATE_LENGTH_TWICE;
    out->has_length = true;
    return gate_length_read(value, &out->length) ? GATE_OK : GATE_LENGTH_FORM;
}

static enum gate coding_read(struct slice value, struct gate_head *out)
{
    if (out->chunked)
        return GATE_CODING_TWICE;
    out->chunked = true;
    return slice_is_nocase(value, SLICE("chunked")) ? GATE_OK : GATE_CODING_FORM;
}

/* What Connection says, over all its lines: close wins over keep-alive. */
struct wishes {
    bool host, close, keep_alive;
};

static enum gate host_read(struct slice value, struct wishes *wishes)
{
    if (wishes->host)
        return GATE_HOST_TWICE;
    wishes->host = true;
    return gate_is_authority(value) ? GATE_OK : GATE_HOST_FORM;
}

/* The fields that decide framing and persistence; a switch on the length keeps the others cheap. */
static enum gate field_weigh(const struct request_header *field, struct gate_head *out,
                             struct wishes *wishes)
{
    struct slice name = field->name, value = field->value;

    switch (name.n) {
    case 4:
        return slice_is_nocase(name, SLICE("Host")) ? host_read(value, wishes) : GATE_OK;
    case 6:
        if (slice_is_nocase(name, SLICE("Expect")))
            out->expects_continue = slice_is_nocase(value, SLICE("100-continue"));
        return GATE_OK;
    case 10:
        if (slice_is_nocase(name, SLICE("Connection"))) {
            wishes->close |= gate_list_has(value, SLICE("close"));
            wishes->keep_alive |= gate_list_has(value, SLICE("keep-alive"));
        }
        return GATE_OK;
    case 14:
        return slice_is_nocase(name, SLICE("Content-Length")) ? length_read(value, out) : GATE_OK;
    case 17:
        return slice_is_nocase(name, SLICE("Transfer-Encoding")) ? coding_read(value, out)
                                                                 : GATE_OK;
    default:
        return GATE_OK;
    }
}

/* What no single field can say. */
static enum gate head_weigh(struct gate_head *out, const struct wishes *wishes)
{
    if (!wishes->host)
        return GATE_HOST_MISSING;
    if (out->chunked && out->has_length)
        return GATE_CODING_LENGTH;
    if (out->chunked && out->minor == 0)
        return GATE_CODING_OLD;
    out->keep_alive = !wishes->close && (out->minor == 1 || wishes->keep_alive);
    if (out->minor == 0)
        out->expects_continue = false;
    return GATE_OK;
}

enum gate gate_parse(struct slice head, struct gate_head *out)
{
    struct request_header *headers = out->headers;
    struct wishes wishes = {0};
    struct slice line = line_take(&head);
    enum gate gate;

    *out = (struct gate_head){.headers = headers};
    gate = request_line_read(line, out);
    while (gate == GATE_OK && head.n > 0 && (line = line_take(&head)).n > 0) {
        struct request_header *field = &headers[out->n_headers];

        if (out->n_headers == REQUEST_HEADERS_MAX)
            return GATE_FIELDS_MANY;
        out->n_headers++;
        gate = field_read(line, field);
        if (gate == GATE_OK)
            gate = field_weigh(field, out, &wishes);
    }
    return gate == GATE_OK ? head_weigh(out, &wishes) : gate;
}
