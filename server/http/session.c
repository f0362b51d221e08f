/* The session's cookie and the gates that go with it.
 *
 * Rule: the token itself leaves the request only as a digest: the SHA-256 that the database knows,
 * and the CSRF token, a SHA-256 of other bytes. Called by route.c, and by api where sessions begin
 * and end. */
#include "leadx/http/session.h"

#include <inttypes.h>
#include <string.h>

#include "leadx/base/mem.h"
#include "leadx/http/reply.h"

#define COOKIE "__Host-leadx"

/* Takes the next "name=value" off the list (RFC 6265, section 4.2.1). */
static struct slice pair_take(struct slice *rest)
{
    const char *end = memchr(rest->p, ';', rest->n);
    struct slice pair = {rest->p, end == NULL ? rest->n : (size_t)(end - rest->p)};
    size_t used = pair.n + (end != NULL);

    rest->p += used;
    rest->n -= used;
    return slice_trim(pair);
}

/* How often the name comes; out: the first value. */
static size_t cookie_find(const struct request *r, struct slice name, struct slice *out)
{
    size_t found = 0;

    for (size_t i = 0; i < r->n_headers; i++) {
        struct slice rest = r->headers[i].value;

        if (!slice_is_nocase(r->headers[i].name, SLICE("Cookie")))
            continue;
        while (rest.n > 0) {
            struct slice pair = pair_take(&rest);

            if (pair.n <= name.n || pair.p[name.n] != '=' || memcmp(pair.p, name.p, name.n) != 0)
                continue;
            if (found++ == 0)
                *out = (struct slice){pair.p + name.n + 1, pair.n - name.n - 1};
        }
    }
    return found;
}

struct slice session_cookie(const struct request *r, const char *name)
{
    struct slice value = SLICE_NONE;

    return cookie_find(r, slice_of(name), &value) == 1 ? value : SLICE_NONE;
}

bool session_cookie_sent(const struct request *r)
{
    struct slice value;

    return cookie_find(r, SLICE(COOKIE), &value) > 0;
}

static bool token_read(const struct request *r, struct slice *token)
{
    uint8_t bytes[SESSION_TOKEN];

    *token = session_cookie(r, COOKIE);
    return token->n == SESSION_TOKEN && base64url_decode(*token, bytes) == SHA256_SIZE;
}

bool session_digest(const struct request *r, uint8_t out[SHA256_SIZE])
{
    struct slice token;

    if (!token_read(r, &token))
        return false;
    digest_sha256(token, out);
    return true;
}

void session_csrf_of(struct slice token, char out[SESSION_TOKEN + 1])
{
    uint8_t digest[SHA256_SIZE];

    digest_sha256_pair(SLICE("leadx csrf "), token, digest);
    base64url_encode(digest, sizeof digest, out);
}

bool session_csrf(const struct request *r, char out[SESSION_TOKEN + 1])
{
    struct slice token;

    if (!token_read(r, &token))
        return false;
    session_csrf_of(token, out);
    return true;
}

bool session_csrf_ok(const struct request *r)
{
    struct slice said = request_header(r, "X-CSRF-Token");
    char right[SESSION_TOKEN + 1];

    return session_csrf(r, right) && said.n == SESSION_TOKEN &&
           bytes_equal_secret(said.p, right, SESSION_TOKEN);
}

bool session_reads(const struct request *r)
{
    return r->method == METHOD_GET || r->method == METHOD_HEAD || r->method == METHOD_OPTIONS;
}

bool session_site_ok(const struct request *r)
{
    struct slice site = request_header(r, "Sec-Fetch-Site");

    return site.n == 0 || slice_is(site, SLICE("same-origin")) ||
           (session_reads(r) && slice_is(site, SLICE("none")));
}

void session_token_make(char token[SESSION_TOKEN + 1], uint8_t digest[SHA256_SIZE])
{
    uint8_t secret[SHA256_SIZE];

    random_bytes(secret, sizeof secret);
    base64url_encode(secret, sizeof secret, token);
    digest_sha256((struct slice){token, SESSION_TOKEN}, digest);
    mem_wipe(secret, sizeof secret);
}

void session_cookie_set(struct request *r, const char *token, int64_t max_age_s)
{
    reply_header(r, "Set-Cookie",
                 pool_printf(r->pool,
                             COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%" PRId64,
                             token, max_age_s));
}

void session_cookie_clear(struct request *r)
{
    session_cookie_set(r, "", 0);
}
