/* Names that point where they should not: never a connection to an address that is not allowed, and
 * never a name asked of anything but our own resolver. */
#include <pthread.h>

#include "leadx/base/clock.h"
#include "leadx/base/settings.h"
#include "leadx/net/loop.h"
#include "leadx/out/fetch.h"
#include "leadx/out/guard.h"
#include "support.h"

static struct server *public_one, *private_one;

static int set_up(void **state)
{
    char err[256];

    (void)state;
    assert_true(settings_load(NULL, err, sizeof err));
    setting("outbound_plain", "true");
    setting("outbound_per_peer", "50");
    dns_start();
    public_one = server_start(SERVER_HTTP, "127.0.0.1", NULL, NULL);
    private_one = server_start(SERVER_HTTP, "127.0.0.2", NULL, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    assert_int_equal(private_one->connections, 0);
    server_stop(public_one);
    server_stop(private_one);
    dns_stop();
    return 0;
}

/* 127.0.0.1 plays the public Internet, everything else of 127.0.0.0/8 a private network. */
static int each_down_untouched(void **state)
{
    assert_int_equal(each_down(state), 0);
    assert_int_equal(private_one->connections, 0);
    return 0;
}

static struct answer call_name(const char *name)
{
    return call_url(server_url(public_one, "http", name, "/ok"));
}

static void test_a_name_with_one_good_address(void **state)
{
    (void)state;
    dns_set("good.test", "127.0.0.1");
    assert_string_equal(call_name("good.test").body, "hello");
    assert_string_equal(call_name("GOOD.test").body, "hello");
}

static void test_names_that_point_inside(void **state)
{
    static const char *const answers[] = {
        "127.0.0.2",
        "10.0.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "192.168.1.1 10.1.1.1",
        "::1",
        "::ffff:127.0.0.2",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::7f00:2",
        "fe80::1",
        "fd00:ec2::254",
        "2002:7f00:2::1",
        "::127.0.0.2",
        "::",
        "127.0.0.2 ::1 fc00::1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct answer a;

        dns_set("inside.test", answers[i]);
        a = call_url(server_url(private_one, "http", "inside.test", "/ok"));
        if (a.status != FETCH_REFUSED)
            fail_msg("%s is %d", answers[i], a.status);
    }
}

/* Only the good ones of a mixture are called, in whatever order and family they come. */
static void test_mixtures(void **state)
{
    static const char *const answers[] = {
        "127.0.0.2 127.0.0.1",
        "127.0.0.1 127.0.0.2",
        "10.0.0.1 169.254.169.254 127.0.0.1 192.168.0.1",
        "::1 127.0.0.1",
        "fe80::1 fc00::1 ::ffff:127.0.0.2 127.0.0.1 127.0.0.2",
        "::ffff:127.0.0.1",
        "::ffff:127.0.0.1 ::ffff:127.0.0.2 ::ffff:10.0.0.1",
        "127.0.0.2 127.0.0.3 127.0.0.4 127.0.0.5 127.0.0.6 127.0.0.7 127.0.0.1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct answer a;

        dns_set("mixed.test", answers[i]);
        a = call_name("mixed.test");
        if (a.status != FETCH_ANSWERED)
            fail_msg("%s is %d", answers[i], a.status);
    }
}

/* The good address does not answer: no other way in is tried. */
static void test_a_mixture_whose_good_address_is_down(void **state)
{
    (void)state;
    dns_set("down.test", "127.0.0.1 127.0.0.2 ::1");
    assert_int_equal(call_url(server_url(private_one, "http", "down.test", "/ok")).status,
                     FETCH_CONNECT);
}

/* Public when it is asked first, private a moment later. */
static void test_rebinding(void **state)
{
    int questions = dns_questions();

    (void)state;
    dns_set("rebind.test", "127.0.0.1 | 127.0.0.2");
    assert_int_equal(call_name("rebind.test").status, FETCH_ANSWERED);
    /* one lookup, of both families, and the answer was pinned: nobody asked again for the connect
     */
    assert_int_equal(dns_questions() - questions, 2);
    assert_int_equal(call_name("rebind.test").status, FETCH_REFUSED);
    assert_int_equal(call_name("rebind.test").status, FETCH_REFUSED);
}

static void test_rebinding_many_at_once(void **state)
{
    struct answer answers[40] = {0};
    struct fetch_request request = request_to(server_url(public_one, "http", "flip.test", "/ok"));
    int good = 0;

    (void)state;
    dns_set("flip.test",
            "127.0.0.1 | 127.0.0.2 | 127.0.0.1 10.0.0.1 | ::1 | 127.0.0.1 | 127.0.0.2");
    for (int i = 0; i < 40; i++)
        assert_true(fetch(&request, answer_keep, 1, &answers[i]));
    while (fetch_running() > 0)
        turns(1);
    for (int i = 0; i < 40; i++) {
        assert_int_equal(answers[i].times, 1);
        assert_true(answers[i].status == FETCH_ANSWERED || answers[i].status == FETCH_REFUSED);
        good += answers[i].status == FETCH_ANSWERED;
    }
    assert_true(good >= 1 && good < 40);
}

/* A connection kept open was judged when it was made; a name that moved inside gets no new one. */
static void test_a_kept_connection_does_not_help(void **state)
{
    (void)state;
    dns_set("kept.test", "127.0.0.1 | 127.0.0.2");
    assert_int_equal(call_url(server_url(public_one, "http", "kept.test", "/again")).code, 200);
    assert_int_equal(call_url(server_url(public_one, "http", "kept.test", "/again")).status,
                     FETCH_REFUSED);
}

/* Judged again by the socket: what was allowed when the call began is not any more. */
static void test_the_socket_asks_again(void **state)
{
    struct fetch_request request = request_to(server_url(public_one, "http", "127.0.0.1", "/ok"));
    int before = public_one->connections;
    struct answer a = {0};
    char err[64];

    (void)state;
    assert_true(fetch(&request, answer_keep, 1, &a));
    assert_true(guard_configure("", err, sizeof err));
    while (a.times == 0)
        turns(1);
    assert_int_equal(a.status, FETCH_REFUSED);
    assert_int_equal(public_one->connections, before);
}

static void test_no_such_name(void **state)
{
    (void)state;
    assert_int_equal(call_name("nowhere.test").status, FETCH_DNS);
    dns_set("empty.test", "");
    assert_int_equal(call_name("empty.test").status, FETCH_DNS);
}

/* c-ares may know localhost without asking; the guard is asked all the same. */
static void test_localhost(void **state)
{
    char err[64];

    (void)state;
    assert_true(guard_configure("", err, sizeof err));
    for (int i = 0; i < 2; i++) {
        struct answer a = call_name(i == 0 ? "localhost" : "x.localhost");

        assert_true(a.status == FETCH_REFUSED || a.status == FETCH_DNS);
    }
}

static void test_an_international_name(void **state)
{
    (void)state;
    dns_set("xn--e1afmkfd.xn--p1ai", "127.0.0.1");
    assert_string_equal(call_name("\u041f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444").body,
                        "hello");
    assert_non_null(strstr(public_one->last, "\r\nHost: xn--e1afmkfd.xn--p1ai:"));
}

/* The environment's proxy and the machine's search list are none of our business. */
static void test_no_proxy_from_the_environment(void **state)
{
    char proxy[64];

    (void)state;
    snprintf(proxy, sizeof proxy, "http://127.0.0.2:%d", private_one->port);
    setenv("http_proxy", proxy, 1);
    setenv("https_proxy", proxy, 1);
    setenv("all_proxy", proxy, 1);
    assert_string_equal(call_name("good.test").body, "hello");
    unsetenv("http_proxy");
    unsetenv("https_proxy");
    unsetenv("all_proxy");
}

/* A name server that never answers: the call ends in its time, its slot when the lookup is over,
 * and others are not held up. */
static bool none_running(void *arg)
{
    (void)arg;
    return fetch_running() == 0;
}

static void test_a_dead_name_server(void **state)
{
    struct fetch_request request = request_to(server_url(public_one, "http", "dead.test", "/ok"));
    struct answer late = {0};

    (void)state;
    dns_set("dead.test", "never");
    request.timeout_ms = 200;
    late = call(&request);
    assert_int_equal(late.status, FETCH_DNS);
    assert_in_range(late.took_ms, 150, 1500);
    assert_int_equal(fetch_running_to(&request.peer), 1);
    assert_string_equal(call_name("good.test").body, "hello");
    turns_until(none_running, NULL);
    assert_int_equal(late.times, 1);
    /* the resolver starts over after that */
    assert_string_equal(call_name("good.test").body, "hello");
}

static void test_stop_while_resolving(void **state)
{
    struct fetch_request request = request_to(server_url(public_one, "http", "dead.test", "/ok"));
    struct answer a = {0}, late;

    (void)state;
    dns_set("dead.test", "never");
    request.timeout_ms = 50;
    late = call(&request); /* answered, its lookup is not over */
    assert_int_equal(late.times, 1);
    request.timeout_ms = 5000;
    assert_true(fetch(&request, answer_keep, 1, &a));
    turns(5);
    room_down();
    assert_int_equal(a.times, 0);
    room_up("127.0.0.1/32");
}

static void test_settings_that_do_not_read(void **state)
{
    char err[256];

    (void)state;
    room_down();
    loop_init();
    setting("outbound_dns", "nonsense");
    assert_false(fetch_start_up(err, sizeof err));
    assert_non_null(strstr(err, "outbound_dns"));
    setting("outbound_dns", "");
    setting("outbound_allow", "10.0.0.0/99");
    assert_false(fetch_start_up(err, sizeof err));
    assert_non_null(strstr(err, "outbound_allow"));
    setting("outbound_allow", "");
    setting("outbound_ca_file", "/nonexistent/ca.pem");
    assert_false(fetch_start_up(err, sizeof err));
    assert_non_null(strstr(err, "outbound_ca_file"));
    setting("outbound_ca_file", "/etc/ssl/certs/ca-certificates.crt");
    loop_free();
    room_up("127.0.0.1/32");
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, each_up, each_down_untouched)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_name_with_one_good_address),
        TEST(test_names_that_point_inside),
        TEST(test_mixtures),
        TEST(test_a_mixture_whose_good_address_is_down),
        TEST(test_rebinding),
        TEST(test_rebinding_many_at_once),
        TEST(test_a_kept_connection_does_not_help),
        TEST(test_the_socket_asks_again),
        TEST(test_no_such_name),
        TEST(test_localhost),
        TEST(test_an_international_name),
        TEST(test_no_proxy_from_the_environment),
        TEST(test_a_dead_name_server),
        TEST(test_stop_while_resolving),
        TEST(test_settings_that_do_not_read),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
