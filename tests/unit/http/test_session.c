/* The session's cookie: found among others, of one form only; the token that changes need; where a
 * browser says it comes from. */
#include "leadx/http/session.h"

#include "support.h"

#define TOKEN "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static struct request with(const char *name, const char *value)
{
    struct request r = {.method = METHOD_GET, .n_headers = 1};

    r.headers[0] = (struct request_header){slice_of(name), slice_of(value)};
    return r;
}

static bool digest_of(const char *cookies)
{
    struct request r = with("Cookie", cookies);
    uint8_t digest[SHA256_SIZE];

    return session_digest(&r, digest);
}

static void test_the_token_is_found(void **state)
{
    struct request r = with("cookie", "a=b; __Host-leadx=" TOKEN "; c=d");
    uint8_t found[SHA256_SIZE], want[SHA256_SIZE];

    (void)state;
    digest_sha256(SLICE(TOKEN), want);
    assert_true(session_digest(&r, found));
    assert_memory_equal(found, want, sizeof want);
    assert_true(digest_of("__Host-leadx=" TOKEN));
    assert_true(digest_of("x;__Host-leadx=" TOKEN ";"));
}

static void test_what_is_none(void **state)
{
    static const char *const bad[] = {
        "",
        ";;;",
        "__Host-leadx",
        "__Host-leadx=",
        "__Host-leadx=short",
        "__Host-leadx=" TOKEN "A",
        "__Host-leadx=" TOKEN "=",
        "__Host-leadx=\"" TOKEN "\"",
        "__host-leadx=" TOKEN,
        "__Host-leadx-browser=" TOKEN,
        "x__Host-leadx=" TOKEN,
        "__Host-leadx=" TOKEN "; __Host-leadx=" TOKEN,              /* which of them? */
        "__Host-leadx=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", /* bits left over */
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(digest_of(bad[i]));
}

/* Two lines of cookies are two chances to smuggle one in. */
static void test_two_headers_count_together(void **state)
{
    struct request r = with("Cookie", "__Host-leadx=" TOKEN);
    uint8_t digest[SHA256_SIZE];

    (void)state;
    r.headers[r.n_headers++] =
        (struct request_header){SLICE("Cookie"), SLICE("__Host-leadx=" TOKEN)};
    assert_true(session_cookie_sent(&r));
    assert_false(session_digest(&r, digest));
}

static void test_the_csrf_token_belongs_to_the_cookie(void **state)
{
    struct request r = with("Cookie", "__Host-leadx=" TOKEN), other;
    char csrf[SESSION_TOKEN + 1], wrong[SESSION_TOKEN + 1];

    (void)state;
    assert_true(session_csrf(&r, csrf));
    assert_string_not_equal(csrf, TOKEN);
    assert_false(session_csrf_ok(&r));
    r.headers[1] = (struct request_header){SLICE("X-CSRF-Token"), slice_of(csrf)};
    r.n_headers = 2;
    assert_true(session_csrf_ok(&r));
    other = r;
    other.headers[0].value = SLICE("__Host-leadx=BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_false(session_csrf_ok(&other));
    memcpy(wrong, csrf, sizeof wrong);
    wrong[SESSION_TOKEN - 1] ^= 1;
    r.headers[1].value = slice_of(wrong);
    assert_false(session_csrf_ok(&r));
    r.headers[1].value = (struct slice){csrf, SESSION_TOKEN - 1};
    assert_false(session_csrf_ok(&r));
}

static bool site(enum method method, const char *says)
{
    struct request r = with("Sec-Fetch-Site", says);

    r.method = method;
    return session_site_ok(&r);
}

static void test_where_it_comes_from(void **state)
{
    struct request old = {.method = METHOD_POST};

    (void)state;
    assert_true(site(METHOD_POST, "same-origin"));
    assert_true(site(METHOD_GET, "none"));
    assert_false(site(METHOD_POST, "none"));
    assert_false(site(METHOD_GET, "cross-site"));
    assert_false(site(METHOD_GET, "same-site"));
    assert_false(site(METHOD_GET, "Same-Origin"));
    assert_true(session_site_ok(&old));
}

static void test_tokens_are_made_to_be_read(void **state)
{
    char token[SESSION_TOKEN + 1], again[SESSION_TOKEN + 1], cookies[80];
    uint8_t digest[SHA256_SIZE], read[SHA256_SIZE];
    struct request r;

    (void)state;
    session_token_make(token, digest);
    session_token_make(again, read);
    assert_string_not_equal(token, again);
    snprintf(cookies, sizeof cookies, "__Host-leadx=%s", token);
    r = with("Cookie", cookies);
    assert_true(session_digest(&r, read));
    assert_memory_equal(read, digest, sizeof digest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_token_is_found),
        cmocka_unit_test(test_what_is_none),
        cmocka_unit_test(test_two_headers_count_together),
        cmocka_unit_test(test_the_csrf_token_belongs_to_the_cookie),
        cmocka_unit_test(test_where_it_comes_from),
        cmocka_unit_test(test_tokens_are_made_to_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
