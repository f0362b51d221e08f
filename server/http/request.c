/* What a request says: its path and query decoded, its headers found.
 *
 * Rule: what decodes to something a route could take for another path (a NUL, a slash, a dot
 * segment) is refused, not cleaned up. Handlers and route.c read; http/h1 fills. */
#include "leadx/http/request.h"

#include <string.h>

#include "leadx/base/utf8.h"
#include "leadx/http/exchange.h"
#include "leadx/http/h1.h"
#include "leadx/http/reply.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-decodes s into out (at most s.n bytes); plus: '+' means a space, as forms have it. */
static bool percent_decode(struct slice s, bool plus, char *out, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == '%') {
            int high = i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
            int low = i + 2 < s.n ? hex_digit(s.p[i + 2]) : -1;

            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        out[(*n)++] = c;
    }
    return true;
}

/* False for an encoded slash: it would make two segments of one. */
static bool path_decode(struct slice raw, char *out, size_t *n)
{
    for (size_t i = 0; i + 2 < raw.n; i++)
        if (raw.p[i] == '%' && raw.p[i + 1] == '2' && (raw.p[i + 2] | 32) == 'f')
            return false;
    return percent_decode(raw, false, out, n);
}

static bool path_is_plain(struct slice path)
{
    size_t start = 1;

    for (size_t i = 1; i <= path.n; i++) {
        unsigned char c = i < path.n ? (unsigned char)path.p[i] : '/';
        struct slice segment = {path.p + start, i - start};

        if (c < 32 || c == 127)
            return false;
        if (c != '/')
            continue;
        if (slice_is(segment, SLICE(".")) || slice_is(segment, SLICE("..")))
            return false;
        start = i + 1;
    }
    return true;
}

bool request_set_target(struct request *r, struct slice target)
{
    const char *mark = memchr(target.p, '?', target.n);
    struct slice raw = {target.p, mark == NULL ? target.n : (size_t)(mark - target.p)};
    char *path = pool_alloc(r->pool, raw.n + 1);

    if (mark != NULL)
        r->query = (struct slice){mark + 1, target.n - raw.n - 1};
    if (raw.n == 0) { /* an absolute form may go from host to query */
        r->path = SLICE("/");
        return true;
    }
    r->path.p = path;
    return path_decode(raw, path, &r->path.n) && path_is_plain(r->path) && utf8_valid(r->path);
}

struct slice request_header(const struct request *r, const char *name)
{
    struct slice wanted = slice_of(name);

    for (size_t i = 0; i < r->n_headers; i++)
        if (r->headers[i].name.n == wanted.n && slice_is_nocase(r->headers[i].name, wanted))
            return r->headers[i].value;
    return SLICE_NONE;
}

/* Takes the next "name=value" off the query. */
static struct slice pair_take(struct slice *query)
{
    const char *end = memchr(query->p, '&', query->n);
    struct slice pair = {query->p, end == NULL ? query->n : (size_t)(end - query->p)};
    size_t used = pair.n + (end != NULL);

    query->p += used;
    query->n -= used;
    return pair;
}

static bool decode_to_pool(struct request *r, struct slice raw, struct slice *out)
{
    char *p = pool_alloc(r->pool, raw.n + 1);

    out->p = p;
    if (!percent_decode(raw, true, p, &out->n))
        return false;
    p[out->n] = '\0';
    return memchr(p, '\0', out->n) == NULL && utf8_valid(*out);
}

bool request_query(struct request *r, const char *name, struct slice *out)
{
    struct slice query = r->query, wanted = slice_of(name);
    bool found = false;

    while (query.n > 0) {
        struct slice pair = pair_take(&query), key;
        const char *is = memchr(pair.p, '=', pair.n);
        size_t key_n = is == NULL ? pair.n : (size_t)(is - pair.p);

        if (!decode_to_pool(r, (struct slice){pair.p, key_n}, &key))
            return false;
        if (!slice_is(key, wanted) || found)
            continue;
        found = true;
        key_n += is != NULL;
        if (!decode_to_pool(r, (struct slice){pair.p + key_n, pair.n - key_n}, out))
            return false;
    }
    return found;
}

void request_hold(struct request *r, bool hold)
{
    h1_hold(r->exchange, hold);
}

bool request_param_uuid(struct request *r, size_t i, struct uuid *out)
{
    if (i < REQUEST_PARAMS_MAX && uuid_parse(r->params[i], out))
        return true;
    reply_error(r, ERROR_NOT_FOUND, NULL);
    return false;
}
