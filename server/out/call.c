/* A call's memory: copies everything of the request and checks what must not reach the wire.
 *
 * Its one rule: bytes that could start a line of their own, or headers that frame a message, never
 * come from a request. Called by fetch.c. */
#include "call.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "leadx/base/mem.h"
#include "leadx/net/loop.h"

static char *copy(const char *s)
{
    return s == NULL ? NULL : mem_strdup(s);
}

static void list_add(struct curl_slist **list, const char *text)
{
    struct curl_slist *longer = curl_slist_append(*list, text);

    if (longer == NULL)
        abort(); /* out of memory: as everywhere */
    *list = longer;
}

/* --- Headers --- */

static bool framing(const char *name)
{
    static const char *const names[] = {"host",    "content-length",  "transfer-encoding",
                                        "te",      "connection",      "keep-alive",
                                        "upgrade", "trailer",         "expect",
                                        "cookie2", "proxy-connection"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool token(const char *s)
{
    static const char allowed[] = "!#$%&'*+-.^_`|~0123456789"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    return *s != '\0' && s[strspn(s, allowed)] == '\0';
}

static bool field_value(const char *s)
{
    for (; *s != '\0'; s++)
        if (((unsigned char)*s < ' ' && *s != '\t') || *s == 127)
            return false;
    return true;
}

static bool header_add(struct call *c, const struct fetch_header *header)
{
    struct buf line;
    bool fits = token(header->name) && !framing(header->name) && field_value(header->value);

    assert(strpbrk(header->name, "\r\n") == NULL && strpbrk(header->value, "\r\n") == NULL);
    if (!fits)
        return false;
    buf_init(&line, 0);
    /* libcurl's spelling of an empty value */
    if (*header->value == '\0')
        buf_printf(&line, "%s;", header->name);
    else
        buf_printf(&line, "%s: %s", header->name, header->value);
    buf_add_char(&line, '\0');
    list_add(&c->headers, line.p);
    mem_wipe(line.p, line.n); /* bearer tokens */
    buf_free(&line);
    return true;
}

static bool headers_add(struct call *c, const struct fetch_request *request)
{
    bool typed = false;

    for (size_t i = 0; i < request->n_headers; i++) {
        if (!header_add(c, &request->headers[i]))
            return false;
        typed |= strcasecmp(request->headers[i].name, "content-type") == 0;
    }
    list_add(&c->headers, "Expect:"); /* no pause for 100 Continue */
    if (!typed)
        list_add(&c->headers, "Content-Type:"); /* no guess at a form */
    return true;
}

/* --- Mail --- */

/* Local part and domain only: nothing that could end the address or the command. */
static bool mail_address(const char *text)
{
    size_t n = strlen(text);

    if (n < 3 || n > 254 || strchr(text, '@') == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] <= ' ' || text[i] == 127 || strchr("<>", text[i]) != NULL)
            return false;
    return true;
}

static bool mail_add(struct call *c, const struct fetch_mail *mail)
{
    if (!mail_address(mail->from) || mail->to[0] == NULL)
        return false;
    c->mail_from = copy(mail->from);
    for (const char *const *to = mail->to; *to != NULL; to++) {
        if (!mail_address(*to))
            return false;
        list_add(&c->mail_to, *to);
    }
    return true;
}

/* --- The whole --- */

static bool url_add(struct call *c, const struct fetch_request *request)
{
    const char *why;
    bool mail;

    c->url_text = copy(request->url);
    if (!url_read(slice_of(c->url_text), &c->url, &why))
        return false;
    mail = c->url.scheme == URL_SMTP || c->url.scheme == URL_SMTPS;
    return mail == (request->mail != NULL);
}

struct call *call_new(const struct fetch_request *request)
{
    struct call *c = mem_zero(1, sizeof *c);

    c->peer = request->peer;
    c->own_relay = request->own_relay;
    c->method = copy(request->method == NULL ? "POST" : request->method);
    c->user = copy(request->user);
    c->password = copy(request->password);
    c->body = mem_alloc(request->body.n + 1);
    c->body_n = request->body.n;
    if (request->body.n > 0)
        memcpy(c->body, request->body.p, request->body.n);
    /* max 0 would mean the buffer's own default */
    buf_init(&c->answer, request->answer_max + 1);
    c->refused = !(token(c->method) && url_add(c, request) &&
                   (request->mail == NULL ? headers_add(c, request) : mail_add(c, request->mail)));
    return c;
}

static void free_wiped(char *p, size_t n)
{
    if (p != NULL)
        mem_wipe(p, n);
    free(p);
}

static void list_free_wiped(struct curl_slist *list)
{
    for (struct curl_slist *item = list; item != NULL; item = item->next)
        mem_wipe(item->data, strlen(item->data));
    curl_slist_free_all(list);
}

void call_free(struct call *c)
{
    curl_easy_cleanup(c->easy); /* before what it points to; NULL is fine */
    curl_share_cleanup(c->names);
    curl_slist_free_all(c->pin);
    list_free_wiped(c->headers);
    list_free_wiped(c->mail_to);
    timer_free(c->timer);
    free_wiped(c->body, c->body_n);
    free_wiped(c->password, c->password == NULL ? 0 : strlen(c->password));
    free(c->user);
    free(c->mail_from);
    free(c->method);
    free(c->url_text);
    buf_free(&c->answer);
    free(c);
}
