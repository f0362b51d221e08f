/* HTTP calls through libcurl.
 *
 * Its one rule: the server's certificate is verified against the given authority, with no way
 * around. Called by every command; problem.c turns what is refused into sentences. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "leadx/base/buf.h"
#include "problem.h"

enum { ANSWER_MAX = 64 << 20, CONNECT_MS = 5000, CALL_MS = 60000 };

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
    struct buf *b = arg;

    buf_add(b, p, size * n);
    return b->overflow ? 0 : size * n;
}

static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
    static const char name[] = "idempotency-replayed: true";
    struct answer *out = arg;

    if (size * n >= sizeof name - 1 && strncasecmp(p, name, sizeof name - 1) == 0)
        out->replayed = true;
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

static void finish(struct connection *c, struct answer *out, struct buf *received,
                   const char *curl_says)
{
    if (out->code != CURLE_OK) {
        out->status = 0;
        problem_transport(c, out->code, curl_says, out->failure, sizeof out->failure);
    } else {
        curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &out->status);
    }
    buf_add_char(received, '\0');
    out->text = received->p;
    out->n = received->n - 1;
    out->body = json_loadb(out->text, out->n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
}

bool call_bytes(struct connection *c, const char *method, const char *path, const char *type,
                const char *body, size_t n, const char *key, struct answer *out)
{
    char curl_says[CURL_ERROR_SIZE] = "", url[2048];
    struct buf received;
    struct curl_slist *list = headers(c, type, key);

    *out = (struct answer){0};
    buf_init(&received, ANSWER_MAX);
    snprintf(url, sizeof url, "%s%s", c->url, path);
    set_options(c, method, url);
    curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(c->curl, CURLOPT_ERRORBUFFER, curl_says);
    curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &received);
    curl_easy_setopt(c->curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c->curl, CURLOPT_HEADERDATA, out);
    if (body != NULL) {
        curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)n);
        curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, body);
    }
    out->code = curl_easy_perform(c->curl);
    finish(c, out, &received, curl_says);
    curl_slist_free_all(list);
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
