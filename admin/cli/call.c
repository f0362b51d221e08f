/* HTTP calls through libcurl.
 *
 * Its one rule: the server's certificate is verified against the given authority, with no way
 * around. Called by every command; problem.c turns what is refused into sentences. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "problem.h"

enum { ANSWER_MAX = 64 << 20, CONNECT_MS = 5000, CALL_MS = 60000 };

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
    struct buf *b = arg;

    buf_add(b, p, size * n);
    return b->overflow ? 0 : size * n;
}

/* The value of a header of that name (lower case, with its colon), cut at size. */
static void header_take(const char *p, size_t n, const char *name, char *out, size_t size)
{
    size_t skip = strlen(name);

    if (n < skip || strncasecmp(p, name, skip) != 0)
        return;
    while (skip < n && p[skip] == ' ')
        skip++;
    while (n > skip && (p[n - 1] == '\r' || p[n - 1] == '\n' || p[n - 1] == ' '))
        n--;
    snprintf(out, size, "%.*s", (int)(n - skip), p + skip);
}

static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
    static const char replayed[] = "idempotency-replayed: true", retry[] = "retry-after:";
    struct answer *out = arg;
    char digits[12] = "";

    header_take(p, size * n, "next-cursor:", out->next, sizeof out->next);
    if (size * n >= sizeof replayed - 1 && strncasecmp(p, replayed, sizeof replayed - 1) == 0)
        out->replayed = true;
    if (size * n >= sizeof retry - 1 && strncasecmp(p, retry, sizeof retry - 1) == 0) {
        n = size * n - (sizeof retry - 1);
        memcpy(digits, p + sizeof retry - 1, n < sizeof digits ? n : sizeof digits - 1);
        out->retry_s = strtol(digits, NULL, 10);
        return n + sizeof retry - 1;
    }
    return size * n;
}

static struct curl_slist *headers(const struct connection *c, const char *type, const char *key)
{
    char line[512];
    struct curl_slist *list = NULL;

    if (c->key != NULL) {
        snprintf(line, sizeof line, "Authorization: Bearer %s", c->key);
        list = curl_slist_append(list, line);
    }
    if (type != NULL) {
        snprintf(line, sizeof line, "Content-Type: %s", type);
        list = curl_slist_append(list, line);
    }
    if (key != NULL) {
        snprintf(line, sizeof line, "Idempotency-Key: %s", key);
        list = curl_slist_append(list, line);
    }
    return curl_slist_append(list, "Expect:");
}

static void set_options(struct connection *c, const char *method, const char *url)
{
    /* reset keeps the connection for the next call and forgets the options */
    curl_easy_reset(c->curl);
    curl_easy_setopt(c->curl, CURLOPT_URL, url);
    curl_easy_setopt(c->curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(c->curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(c->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(c->curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(c->curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(c->curl, CURLOPT_CAPATH, NULL);
    if (c->ca != NULL)
        curl_easy_setopt(c->curl, CURLOPT_CAINFO, c->ca);
    curl_easy_setopt(c->curl, CURLOPT_CERTINFO, 1L);
    curl_easy_setopt(c->curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(c->curl, CURLOPT_TIMEOUT_MS, (long)CALL_MS);
    curl_easy_setopt(c->curl, CURLOPT_USERAGENT, "leadx/" LEADX_VERSION);
}

static void set_body(CURL *curl, const char *body, size_t n)
{
    if (body == NULL)
        return;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)n);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
}

void transfer_begin(struct transfer *t, struct connection *c, const char *method, const char *path,
                    const char *type, const char *body, size_t n, const char *key,
                    struct answer *out)
{
    char url[2048];

    *out = (struct answer){0};
    *t = (struct transfer){.c = c, .out = out, .headers = headers(c, type, key)};
    buf_init(&t->received, ANSWER_MAX);
    snprintf(url, sizeof url, "%s%s", c->url, path);
    set_options(c, method, url);
    curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, t->headers);
    curl_easy_setopt(c->curl, CURLOPT_ERRORBUFFER, t->says);
    curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &t->received);
    curl_easy_setopt(c->curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c->curl, CURLOPT_HEADERDATA, out);
    set_body(c->curl, body, n);
}

void transfer_end(struct transfer *t, CURLcode code)
{
    struct answer *out = t->out;

    out->code = code;
    if (code != CURLE_OK)
        problem_transport(t->c, code, t->says, out->failure, sizeof out->failure);
    else
        curl_easy_getinfo(t->c->curl, CURLINFO_RESPONSE_CODE, &out->status);
    buf_add_char(&t->received, '\0');
    out->text = t->received.p;
    out->n = t->received.n - 1;
    out->body = json_loadb(out->text, out->n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    curl_slist_free_all(t->headers);
}

bool call_bytes(struct connection *c, const char *method, const char *path, const char *type,
                const char *body, size_t n, const char *key, struct answer *out)
{
    struct transfer t;

    transfer_begin(&t, c, method, path, type, body, n, key, out);
    transfer_end(&t, curl_easy_perform(c->curl));
    return out->status >= 200 && out->status < 300;
}

bool call(struct connection *c, const char *method, const char *path, json_t *body, const char *key,
          struct answer *out)
{
    char *text = body != NULL ? json_dumps(body, JSON_COMPACT) : NULL;
    /* A POST without a body is an empty object: some operations take one, none needs it. */
    const char *sent = text != NULL ? text : strcmp(method, "POST") == 0 ? "{}" : NULL;
    bool ok = call_bytes(c, method, path, sent != NULL ? "application/json" : NULL, sent,
                         sent != NULL ? strlen(sent) : 0, key, out);

    free(text);
    return ok;
}

bool call_or_say(struct connection *c, const char *method, const char *path, json_t *body,
                 const char *key, struct answer *out)
{
    if (call(c, method, path, body, key, out))
        return true;
    problem_print(stderr, out);
    answer_free(out);
    return false;
}

void answer_free(struct answer *a)
{
    json_decref(a->body);
    free(a->text);
    *a = (struct answer){0};
}

json_t *answer_get(const struct answer *a, const char *name)
{
    return json_object_get(a->body, name);
}

const char *answer_text(const struct answer *a, const char *name)
{
    return json_string_value(answer_get(a, name));
}

void answer_print(const struct answer *a)
{
    fwrite(a->text, 1, a->n, stdout);
    if (a->n == 0 || a->text[a->n - 1] != '\n')
        putchar('\n');
}
