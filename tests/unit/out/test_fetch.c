/* Calls to servers with good and bad manners, over TCP and TLS on loopback. */
#include "leadx/out/fetch.h"

#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/net/loop.h"
#include "support.h"

static struct certs certs;
static struct server *plain, *tls;

static int set_up(void **state)
{
    char err[256];

    (void)state;
    assert_true(settings_load(NULL, err, sizeof err));
    certs_make(&certs);
    setting("outbound_ca_file", certs.ca);
    setting("outbound_plain", "true");
    setting("outbound_per_peer", "3");
    setting("outbound_connections", "20");
    dns_start();
    dns_set("good.test", "127.0.0.1");
    dns_set("a.peer.test", "127.0.0.1");
    dns_set("wrong.test", "127.0.0.1");
    plain = server_start(SERVER_HTTP, "127.0.0.1", NULL, NULL);
    tls = server_start(SERVER_HTTPS, "127.0.0.1", certs.good, certs.key);
    /* what OpenSSL and c-ares open once and keep is not counted as a leak */
    room_up("127.0.0.1/32");
    call_url(server_url(tls, "https", "good.test", "/ok"));
    fetch_stop();
    loop_free();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    server_stop(plain);
    server_stop(tls);
    dns_stop();
    certs_remove(&certs);
    return 0;
}

static struct answer call_path(const char *path)
{
    return call_url(server_url(plain, "http", "127.0.0.1", path));
}

/* --- Good manners --- */

static void test_a_post_arrives_as_it_was_given(void **state)
{
    static const struct fetch_header headers[] = {
        {"Content-Type", "application/json"}, {"webhook-id", "m1"}, {"X-Empty", ""}};
    struct fetch_request request =
        request_to(server_url(tls, "https", "good.test", "/code/202?a=%20b&c"));
    struct answer a;

    (void)state;
    request.headers = headers;
    request.n_headers = 3;
    a = call(&request);
    assert_int_equal(a.status, FETCH_ANSWERED);
    assert_int_equal(a.code, 202);
    assert_int_equal(strncmp(tls->last, "POST /code/202?a=%20b&c HTTP/1.1\r\n", 34), 0);
    assert_non_null(strstr(tls->last, "\r\nHost: good.test:"));
    assert_non_null(strstr(tls->last, "\r\nContent-Type: application/json\r\n"));
    assert_non_null(strstr(tls->last, "\r\nwebhook-id: m1\r\n"));
    assert_non_null(strstr(tls->last, "\r\nX-Empty:"));
    assert_non_null(strstr(tls->last, "\r\nContent-Length: 11\r\n"));
    assert_non_null(strstr(tls->last, "\r\n\r\n{\"hello\":1}"));
    assert_null(strstr(tls->last, "Expect:"));
    assert_null(strstr(tls->last, "Accept-Encoding"));
}

static void test_other_methods(void **state)
{
    struct fetch_request request = request_to(server_url(plain, "http", "127.0.0.1", "/ok"));

    (void)state;
    request.method = "GET";
    request.body = SLICE_NONE;
    assert_string_equal(call(&request).body, "hello");
    assert_int_equal(strncmp(plain->last, "GET /ok ", 8), 0);
    assert_null(strstr(plain->last, "Content-Type"));
    request.method = "PUT";
    request.body = SLICE("x");
    assert_string_equal(call(&request).body, "hello");
    assert_int_equal(strncmp(plain->last, "PUT /ok ", 8), 0);
    assert_null(strstr(plain->last, "Content-Type"));
}

static void test_a_large_body_is_sent_at_once(void **state)
{
    static char body[50000];
    struct fetch_request request = request_to(server_url(tls, "https", "good.test", "/ok"));

    (void)state;
    memset(body, 'b', sizeof body);
    request.body = (struct slice){body, sizeof body};
    assert_int_equal(call(&request).status, FETCH_ANSWERED);
    assert_true(strlen(tls->last) > sizeof body);
}

static void test_a_connection_is_used_again(void **state)
{
    int before = tls->connections;

    (void)state;
    for (int i = 0; i < 5; i++)
        assert_string_equal(call_url(server_url(tls, "https", "good.test", "/again")).body,
                            "again");
    assert_int_equal(tls->connections - before, 1);
}

static void test_refusals_are_answers(void **state)
{
    struct answer a = call_path("/code/500");

    (void)state;
    assert_int_equal(a.status, FETCH_ANSWERED);
    assert_int_equal(a.code, 500);
    a = call_path("/code/410");
    assert_int_equal(a.code, 410);
    a = call_path("/later");
    assert_int_equal(a.code, 429);
    assert_int_equal(a.retry_after_s, 17);
    a = call_path("/unavailable");
    assert_int_equal(a.retry_after_s, 7 * 24 * 3600); /* bounded */
    assert_int_equal(call_path("/ok").retry_after_s, 0);
}

/* --- Bad manners --- */

static void test_redirects_are_not_followed(void **state)
{
    struct answer a = call_path("/redirect");

    (void)state;
    assert_int_equal(a.status, FETCH_ANSWERED);
    assert_int_equal(a.code, 302);
}

static void test_who_never_answers_is_given_up(void **state)
{
    static const char *const paths[] = {"/hang", "/drip"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct fetch_request request = request_to(server_url(tls, "https", "good.test", paths[i]));
        struct answer a;

        request.timeout_ms = 1000; /* names, handshake and all, beside whatever else runs */
        request.answer_max = 4000;
        a = call(&request);
        assert_int_equal(a.status, FETCH_TIMEOUT);
        assert_true(a.took_ms >= 950);
    }
}

static void test_the_setting_bounds_the_time(void **state)
{
    struct fetch_request request = request_to(server_url(plain, "http", "127.0.0.1", "/hang"));

    (void)state;
    setting("outbound_timeout_ms", "200");
    request.timeout_ms = 3600000;
    assert_int_equal(call(&request).status, FETCH_TIMEOUT);
    request.timeout_ms = 0;
    assert_int_equal(call(&request).status, FETCH_TIMEOUT);
    setting("outbound_timeout_ms", "30000");
}

static void test_broken_answers(void **state)
{
    static const char *const paths[] = {"/reset", "/close", "/partial", "/garbage", "/http09"};

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct answer a = call_path(paths[i]);

        if (a.status != FETCH_BROKEN)
            fail_msg("%s is %d", paths[i], a.status);
        a = call_url(server_url(tls, "https", "good.test", paths[i]));
        if (a.status != FETCH_BROKEN)
            fail_msg("%s over TLS is %d", paths[i], a.status);
    }
}

static void test_endless_answers_are_cut(void **state)
{
    static const char *const paths[] = {"/huge", "/chunks", "/head", "/interim"};

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct answer a = call_path(paths[i]);

        if (a.status != FETCH_TOO_LARGE)
            fail_msg("%s is %d", paths[i], a.status);
    }
    assert_int_equal(call_path("/huge").code, 200);
}

static void test_an_answer_may_be_just_as_large_as_allowed(void **state)
{
    struct fetch_request request = request_to(server_url(plain, "http", "127.0.0.1", "/ok"));

    (void)state;
    request.answer_max = 5;
    assert_int_equal(call(&request).status, FETCH_ANSWERED);
    request.answer_max = 4;
    assert_int_equal(call(&request).status, FETCH_TOO_LARGE);
    request.answer_max = 0;
    assert_int_equal(call(&request).status, FETCH_TOO_LARGE);
}

static void test_nobody_listens(void **state)
{
    struct server *gone = server_start(SERVER_HTTP, "127.0.0.1", NULL, NULL);
    char *url = server_url(gone, "http", "127.0.0.1", "/ok");

    (void)state;
    server_stop(gone);
    assert_int_equal(call_url(url).status, FETCH_CONNECT);
}

/* A server that keeps connections and closes them at leisure: the next call must not suffer. */
static void test_a_closed_connection_is_replaced(void **state)
{
    struct server *first = server_start(SERVER_HTTP, "127.0.0.1", NULL, NULL);

    (void)state;
    assert_int_equal(call_url(server_url(first, "http", "127.0.0.1", "/again")).code, 200);
    assert_int_equal(call_url(server_url(first, "http", "127.0.0.1", "/close")).status,
                     FETCH_BROKEN);
    assert_int_equal(call_url(server_url(first, "http", "127.0.0.1", "/again")).code, 200);
    server_stop(first);
}

/* --- TLS --- */

static enum fetch_status with_certificate(const char *cert, const char *host)
{
    struct server *s = server_start(SERVER_HTTPS, "127.0.0.1", cert, certs.key);
    struct answer a = call_url(server_url(s, "https", host, "/ok"));

    assert_true(a.status == FETCH_ANSWERED || s->requests == 0);
    server_stop(s);
    return a.status;
}

static void test_certificates_are_checked(void **state)
{
    (void)state;
    assert_int_equal(with_certificate(certs.good, "good.test"), FETCH_ANSWERED);
    assert_int_equal(with_certificate(certs.good, "a.peer.test"), FETCH_ANSWERED);
    assert_int_equal(with_certificate(certs.good, "127.0.0.1"), FETCH_ANSWERED);
    assert_int_equal(with_certificate(certs.good, "wrong.test"), FETCH_TLS);
    assert_int_equal(with_certificate(certs.self_signed, "good.test"), FETCH_TLS);
    assert_int_equal(with_certificate(certs.expired, "good.test"), FETCH_TLS);
}

static void test_no_tls_behind_https(void **state)
{
    struct server *other = server_start(SERVER_SMTP, "127.0.0.1", certs.good, certs.key);

    (void)state;
    assert_int_equal(call_url(server_url(other, "https", "127.0.0.1", "/ok")).status, FETCH_TLS);
    server_stop(other);
}

static void test_a_silent_handshake_sent_nothing(void **state)
{
    struct fetch_request request = request_to(server_url(plain, "https", "127.0.0.1", "/ok"));

    (void)state;
    request.timeout_ms = 300;
    assert_int_equal(call(&request).status, FETCH_CONNECT);
    setting("outbound_connect_timeout_ms", "200");
    request.timeout_ms = 20000;
    assert_in_range(call(&request).took_ms, 150, 5000);
    setting("outbound_connect_timeout_ms", "5000");
}

/* --- What is refused before anything is sent --- */

static void test_requests_that_break_a_rule(void **state)
{
    static const char *const urls[] = {"",
                                       "https://",
                                       "ftp://good.test/",
                                       "file:///etc/passwd",
                                       "https://u:p@good.test/",
                                       "https://0x7f.1/",
                                       "https://10.0.0.1/",
                                       "https://[::1]/",
                                       "smtp://good.test/"};

    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        if (call_url(urls[i]).status != FETCH_REFUSED)
            fail_msg("%s is not refused", urls[i]);
    setting("outbound_plain", "false");
    assert_int_equal(call_path("/ok").status, FETCH_REFUSED);
    setting("outbound_plain", "true");
}

static void test_headers_that_frame_a_message(void **state)
{
    static const struct fetch_header bad[] = {{"Host", "other"},
                                              {"content-length", "1"},
                                              {"Transfer-Encoding", "chunked"},
                                              {"Connection", "close"},
                                              {"Expect", "x"},
                                              {"bad name", "x"},
                                              {"", "x"},
                                              {"X-Control", "a\x01z"}};
    struct fetch_request request = request_to(server_url(plain, "http", "127.0.0.1", "/ok"));
    int before = plain->connections;

    (void)state;
    request.n_headers = 1;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        request.headers = &bad[i];
        assert_int_equal(call(&request).status, FETCH_REFUSED);
    }
    request.n_headers = 0;
    request.method = "GET /x HTTP/1.1\r\nA:";
    assert_int_equal(call(&request).status, FETCH_REFUSED);
    assert_int_equal(plain->connections, before);
}

/* --- Slots --- */

struct many {
    int wanted, done, by_status[FETCH_REJECTED + 1];
};

static void many_count(uint64_t id, const struct fetch_result *result, void *arg)
{
    struct many *m = arg;

    (void)id;
    m->done++;
    m->by_status[result->status]++;
}

static bool many_done(void *arg)
{
    struct many *m = arg;

    return m->done >= m->wanted;
}

static void test_a_hung_peer_holds_only_its_own_slots(void **state)
{
    struct fetch_request hung = request_to(server_url(plain, "http", "127.0.0.1", "/hang")),
                         good = request_to(server_url(plain, "http", "127.0.0.1", "/ok"));
    struct many hanging = {.wanted = 3};

    (void)state;
    good.peer = (struct uuid){{2}};
    for (int i = 0; i < 3; i++)
        assert_true(fetch(&hung, many_count, 1, &hanging));
    assert_false(fetch(&hung, many_count, 1, &hanging));
    assert_int_equal(fetch_running_to(&hung.peer), 3);
    for (int i = 0; i < 50; i++) {
        struct answer a = call(&good);

        assert_int_equal(a.status, FETCH_ANSWERED);
        assert_true(a.took_ms < 1000);
    }
    assert_int_equal(hanging.done, 0);
    assert_int_equal(fetch_running(), 3);
    turns_until(many_done, &hanging);
    assert_int_equal(hanging.by_status[FETCH_TIMEOUT], 3);
    assert_int_equal(fetch_running(), 0);
    assert_int_equal(fetch_running_to(&hung.peer), 0);
}

static void test_the_process_has_a_limit_too(void **state)
{
    struct fetch_request request = request_to(server_url(plain, "http", "127.0.0.1", "/hang"));
    struct many hanging = {.wanted = 20};

    (void)state;
    request.timeout_ms = 400;
    for (uint8_t i = 0; i < 20; i++) {
        request.peer = (struct uuid){{i, 9}};
        assert_true(fetch(&request, many_count, 1, &hanging));
    }
    request.peer = (struct uuid){{99}};
    assert_false(fetch(&request, many_count, 1, &hanging));
    turns_until(many_done, &hanging);
}

static void test_stop_drops_what_is_under_way(void **state)
{
    struct fetch_request request = request_to(server_url(plain, "http", "127.0.0.1", "/hang"));
    struct many never = {0};

    (void)state;
    assert_true(fetch(&request, many_count, 1, &never));
    turns(20);
    assert_true(fetch(&request, many_count, 1, &never));
    request.url = server_url(plain, "http", "good.test", "/ok");
    assert_true(fetch(&request, many_count, 1, &never)); /* resolving */
    room_down();
    assert_int_equal(never.done, 0);
    room_up("127.0.0.1/32");
}

/* A callback that starts the next call of the same peer: its slot is free by then. */
struct chain {
    struct fetch_request request;
    int left;
};

static void chain_next(uint64_t id, const struct fetch_result *result, void *arg)
{
    struct chain *c = arg;

    assert_int_equal(id, c->left);
    assert_int_equal(result->status, FETCH_ANSWERED);
    if (--c->left > 0)
        assert_true(fetch(&c->request, chain_next, (uint64_t)c->left, c));
}

static bool chain_done(void *arg)
{
    return ((struct chain *)arg)->left == 0;
}

static void test_a_callback_may_call(void **state)
{
    struct chain c = {request_to(server_url(plain, "http", "127.0.0.1", "/again")), 200};
    struct many others = {.wanted = 2};
    struct fetch_request hung = request_to(server_url(plain, "http", "127.0.0.1", "/hang"));

    (void)state;
    hung.timeout_ms = 300;
    assert_true(fetch(&hung, many_count, 0, &others));
    assert_true(fetch(&hung, many_count, 0, &others));
    assert_true(fetch(&c.request, chain_next, 200, &c));
    assert_false(fetch(&c.request, chain_next, 200, &c));
    turns_until(chain_done, &c);
    turns_until(many_done, &others);
}

/* --- 5,000 of everything --- */

static const char *const mix[] = {"/ok",    "/again",   "/code/500", "/close",   "/reset",
                                  "/again", "/partial", "/huge",     "/garbage", "/again"};

static void test_five_thousand_calls_leave_nothing_open(void **state)
{
    struct many m = {0};
    int in_mix = sizeof mix / sizeof *mix;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        bool secure = i % 5 == 0;
        struct fetch_request request =
            request_to(server_url(secure ? tls : plain, secure ? "https" : "http",
                                  i % 2 ? "good.test" : "127.0.0.1", mix[i % in_mix]));

        request.timeout_ms = 20000;
        request.peer = (struct uuid){{(uint8_t)i, (uint8_t)(i >> 8)}};
        m.wanted = i + 1 - 15;
        turns_until(many_done, &m);
        assert_true(fetch(&request, many_count, (uint64_t)i, &m));
    }
    m.wanted = 5000;
    turns_until(many_done, &m);
    assert_int_equal(m.by_status[FETCH_ANSWERED], 2500);
    assert_int_equal(m.by_status[FETCH_TOO_LARGE], 500);
    assert_int_equal(m.by_status[FETCH_BROKEN], 2000);
    /* kept connections are bounded */
    assert_true(descriptors_open() < 150);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, each_up, each_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_post_arrives_as_it_was_given),
        TEST(test_other_methods),
        TEST(test_a_large_body_is_sent_at_once),
        TEST(test_a_connection_is_used_again),
        TEST(test_refusals_are_answers),
        TEST(test_redirects_are_not_followed),
        TEST(test_who_never_answers_is_given_up),
        TEST(test_the_setting_bounds_the_time),
        TEST(test_broken_answers),
        TEST(test_endless_answers_are_cut),
        TEST(test_an_answer_may_be_just_as_large_as_allowed),
        TEST(test_nobody_listens),
        TEST(test_a_closed_connection_is_replaced),
        TEST(test_certificates_are_checked),
        TEST(test_no_tls_behind_https),
        TEST(test_a_silent_handshake_sent_nothing),
        TEST(test_requests_that_break_a_rule),
        TEST(test_headers_that_frame_a_message),
        TEST(test_a_hung_peer_holds_only_its_own_slots),
        TEST(test_the_process_has_a_limit_too),
        TEST(test_stop_drops_what_is_under_way),
        TEST(test_a_callback_may_call),
        TEST(test_five_thousand_calls_leave_nothing_open),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
