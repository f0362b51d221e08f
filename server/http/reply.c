/* Replies: status line, fields and body, made once and given to the connection in one piece.
 *
 * Rule: every request is replied to exactly once, asserted here. Bytes of a client never come back
 * in a header. Handlers, route.c and h1 call. */
#include "leadx/http/reply.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "leadx/base/buf.h"
#include "leadx/base/clock.h"
#include "leadx/http/exchange.h"
#include "leadx/http/h1.h"
#include "leadx/http/problem.h"
#include "leadx/http/stats.h"
#include "reply_head.h"

static struct buf head, problem;

static const char *status_line(int status)
{
    switch (status) {
    case 200:
        return "HTTP/1.1 200 OK\r\n";
    case 201:
        return "HTTP/1.1 201 Created\r\n";
    case 202:
        return "HTTP/1.1 202 Accepted\r\n";
    case 204:
        return "HTTP/1.1 204 No Content\r\n";
    case 302:
        return "HTTP/1.1 302 Found\r\n";
    case 304:
        return "HTTP/1.1 304 Not Modified\r\n";
    case 400:
        return "HTTP/1.1 400 Bad Request\r\n";
    case 401:
        return "HTTP/1.1 401 Unauthorized\r\n";
    case 403:
        return "HTTP/1.1 403 Forbidden\r\n";
    case 404:
        return "HTTP/1.1 404 Not Found\r\n";
    case 405:
        return "HTTP/1.1 405 Method Not Allowed\r\n";
    case 408:
        return "HTTP/1.1 408 Request Timeout\r\n";
    case 409:
        return "HTTP/1.1 409 Conflict\r\n";
    case 412:
        return "HTTP/1.1 412 Precondition Failed\r\n";
    case 413:
        return "HTTP/1.1 413 Content Too Large\r\n";
    case 415:
        return "HTTP/1.1 415 Unsupported Media Type\r\n";
    case 422:
        return "HTTP/1.1 422 Unprocessable Content\r\n";
    case 429:
        return "HTTP/1.1 429 Too Many Requests\r\n";
    case 431:
        return "HTTP/1.1 431 Request Header Fields Too Large\r\n";
    case 500:
        return "HTTP/1.1 500 Internal Server Error\r\n";
    case 503:
        return "HTTP/1.1 503 Service Unavailable\r\n";
    case 505:
        return "HTTP/1.1 505 HTTP Version Not Supported\r\n";
    default:
        return NULL;
    }
}

static void add_status(int status)
{
    const char *line = status_line(status);

    if (line != NULL)
        buf_add_str(&head, line);
    else
        buf_printf(&head, "HTTP/1.1 %03d Other\r\n", status);
}

/* "Date: …", made once a second. */
static void add_date(void)
{
    static char line[64];
    static time_t made = -1;
    time_t now = (time_t)(clock_wall_ms() / 1000);
    struct tm tm;

    if (now != made) {
        gmtime_r(&now, &tm);
        strftime(line, sizeof line, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &tm);
        made = now;
    }
    buf_add_str(&head, line);
}

static void add_field(const char *name, const char *value)
{
    buf_add_str(&head, name);
    buf_add(&head, ": ", 2);
    buf_add_str(&head, value);
    buf_add(&head, "\r\n", 2);
}

/* A 204 has neither type nor length (RFC 9110, section 8.6); a 304's would be those of the answer
 * it stands for. */
static void add_body_fields(int status, const char *content_type, size_t body_n)
{
    char digits[24];

    if (status == 204 || status == 304)
        return;
    snprintf(digits, sizeof digits, "%zu", body_n);
    add_field("Content-Length", digits);
    if (content_type != NULL)
        add_field("Content-Type", content_type);
}

static void add_connection(struct exchange *x)
{
    if (!h1_keeps(x))
        buf_add_str(&head, "Connection: close\r\n");
    else if (x->head.minor == 0 && x->head.keep_alive)
        buf_add_str(&head, "Connection: keep-alive\r\n");
}

static bool has_field(const struct exchange *x, const char *name)
{
    for (size_t i = 0; i < x->n_fields; i++)
        if (strcmp(x->fields[i].name, name) == 0)
            return true;
    return false;
}

/* What every head has after its status, date and body's fields. */
static void head_end(struct exchange *x)
{
    for (size_t i = 0; i < x->n_fields; i++)
        add_field(x->fields[i].name, x->fields[i].value);
    if (!has_field(x, "Cache-Control"))
        add_field("Cache-Control", "no-store");
    buf_add_str(&head, "X-Content-Type-Options: nosniff\r\n"
                       "Strict-Transport-Security: max-age=31536000\r\n");
    add_connection(x);
    buf_add(&head, "\r\n", 2);
    assert(!head.overflow);
}

static void head_make(struct exchange *x, int status, const char *content_type, size_t body_n)
{
    buf_clear(&head);
    add_status(status);
    add_date();
    add_body_fields(status, content_type, body_n);
    head_end(x);
}

struct slice reply_head_open(struct exchange *x, const char *content_type)
{
    buf_clear(&head);
    add_status(200);
    add_date();
    add_field("Content-Type", content_type);
    x->head.keep_alive = false; /* the connection ends with it, and the head says so */
    head_end(x);
    return buf_slice(&head);
}

void reply_header(struct request *r, const char *name, const char *value)
{
    struct exchange *x = r->exchange;

    assert(!r->replied && x->n_fields < REPLY_HEADERS_MAX);
    x->fields[x->n_fields].name = pool_strdup(r->pool, name);
    x->fields[x->n_fields].value = pool_strdup(r->pool, value);
    x->n_fields++;
}

static void reply_any(struct request *r, int status, const char *content_type, struct slice body,
                      bool lasting)
{
    struct exchange *x = r->exchange;

    assert(!r->replied && status >= 200 && status <= 599);
    request_forget(r);
    r->replied = true;
    stats_replied(r, status);
    head_make(x, status, content_type, body.n);
    h1_reply(x, buf_slice(&head), r->method == METHOD_HEAD ? SLICE_NONE : body, lasting);
}

void reply_bytes(struct request *r, int status, const char *content_type, struct slice body)
{
    reply_any(r, status, content_type, body, false);
}

void reply_lasting(struct request *r, const char *content_type, struct slice body)
{
    reply_any(r, 200, content_type, body, true);
}

void reply_json(struct request *r, int status, struct slice json)
{
    reply_bytes(r, status, "application/json", json);
}

void reply_empty(struct request *r)
{
    reply_bytes(r, 204, NULL, SLICE_NONE);
}

static void problem_send(struct request *r, enum error e)
{
    assert(!problem.overflow);
    reply_bytes(r, error_row(e)->status, "application/problem+json", buf_slice(&problem));
}

void reply_error(struct request *r, enum error e, const char *detail)
{
    if (error_row(e)->status == 401)
        reply_header(r, "WWW-Authenticate", "Bearer");
    buf_clear(&problem);
    problem_add(&problem, e, detail);
    problem_send(r, e);
}

void reply_faults(struct request *r, const struct faults *faults)
{
    buf_clear(&problem);
    problem_send(r, problem_add_faults(&problem, faults));
}

void reply_retry_after(struct request *r, int64_t seconds)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)(seconds < 1 ? 1 : seconds));
    reply_header(r, "Retry-After", text);
}

void reply_unavailable(struct request *r, int retry_after_s)
{
    reply_retry_after(r, retry_after_s);
    reply_error(r, ERROR_UNAVAILABLE, NULL);
}
