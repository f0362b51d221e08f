/* Mail submission: TLS before anything else, the server's no as a no. */
#include "leadx/base/settings.h"
#include "leadx/net/loop.h"
#include "leadx/out/fetch.h"
#include "support.h"

static struct certs certs;
static struct server *relay, *bare;

static int set_up(void **state)
{
    char err[256];

    (void)state;
    assert_true(settings_load(NULL, err, sizeof err));
    certs_make(&certs);
    setting("outbound_ca_file", certs.ca);
    dns_start();
    dns_set("good.test", "127.0.0.1");
    dns_set("wrong.test", "127.0.0.1");
    relay = server_start(SERVER_SMTP, "127.0.0.1", certs.good, certs.key);
    bare = server_start(SERVER_SMTP_NO_TLS, "127.0.0.1", NULL, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    server_stop(relay);
    server_stop(bare);
    dns_stop();
    certs_remove(&certs);
    return 0;
}

static const char *to[3] = {"buyer@good.test"};
static struct fetch_mail mail = {"leads@exchange.test", to};

static struct fetch_request mail_to(const struct server *s, const char *host)
{
    struct fetch_request request = request_to(server_url(s, "smtp", host, "/exchange.test"));

    request.method = NULL;
    request.mail = &mail;
    request.body = SLICE("From: <leads@exchange.test>\r\nSubject: A lead\r\n\r\nhello\r\n.dot\r\n");
    return request;
}

static struct answer send_to(const char *first, const char *second)
{
    struct fetch_request request = mail_to(relay, "good.test");
    struct answer a;

    to[0] = first;
    to[1] = second;
    a = call(&request);
    to[0] = "buyer@good.test";
    to[1] = NULL;
    return a;
}

static void test_a_mail_arrives(void **state)
{
    struct answer a = send_to("buyer@good.test", "second@good.test");

    (void)state;
    assert_int_equal(a.status, FETCH_ANSWERED);
    assert_int_equal(a.code, 250);
    assert_string_equal(relay->last,
                        "From: <leads@exchange.test>\r\nSubject: A lead\r\n\r\nhello\r\n"
                        "..dot\r\n.\r\n");
}

static void test_the_servers_no(void **state)
{
    struct answer a = send_to("nobody@good.test", NULL);
    int before = relay->requests;

    (void)state;
    assert_int_equal(a.status, FETCH_REJECTED);
    assert_int_equal(a.code, 550);
    a = send_to("buyer@good.test", "nobody@good.test");
    assert_int_equal(a.status, FETCH_REJECTED);
    assert_int_equal(relay->requests, before);
}

static void test_addresses_that_are_none(void **state)
{
    static const char *const bad[] = {"",        "a",          "@",          "a@b>\r\nRCPT TO:<c@d",
                                      "a b@c.d", "<a@b.test>", "a@b\r\nQUIT"};
    int before = relay->connections;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(send_to(bad[i], NULL).status, FETCH_REFUSED);
    assert_int_equal(send_to(NULL, NULL).status, FETCH_REFUSED);
    assert_int_equal(relay->connections, before);
}

static void test_never_without_tls(void **state)
{
    struct fetch_request request = mail_to(bare, "good.test");

    (void)state;
    assert_int_equal(call(&request).status, FETCH_TLS);
    /* closed networks may, but not with a password */
    setting("outbound_plain", "true");
    request.user = "user";
    request.password = "secret";
    assert_int_equal(call(&request).status, FETCH_TLS);
    assert_int_equal(bare->requests, 0);
    request.user = request.password = NULL;
    assert_int_equal(call(&request).status, FETCH_ANSWERED);
    assert_int_equal(bare->requests, 1);
    setting("outbound_plain", "false");
}

static void test_the_relays_certificate_counts(void **state)
{
    struct fetch_request request = mail_to(relay, "wrong.test");
    int before = relay->requests;

    (void)state;
    assert_int_equal(call(&request).status, FETCH_TLS);
    assert_int_equal(relay->requests, before);
}

static void test_a_password(void **state)
{
    struct fetch_request request = mail_to(relay, "good.test");

    (void)state;
    request.user = "user";
    request.password = "secret";
    assert_int_equal(call(&request).status, FETCH_ANSWERED);
    request.password = "wrong";
    assert_int_equal(call(&request).status, FETCH_REJECTED);
}

static void test_a_silent_relay_took_nothing(void **state)
{
    struct fetch_request request = mail_to(relay, "good.test");
    struct answer a;

    (void)state;
    to[0] = "hang@good.test";
    request.timeout_ms = 300;
    a = call(&request);
    assert_int_equal(a.status, FETCH_CONNECT);
    to[0] = "buyer@good.test";
}

static void test_the_operators_own_relay_may_be_inside(void **state)
{
    struct fetch_request request = mail_to(relay, "good.test");

    (void)state;
    room_down();
    room_up("");
    assert_int_equal(call(&request).status, FETCH_REFUSED);
    request.own_relay = true;
    assert_int_equal(call(&request).status, FETCH_ANSWERED);
}

static void test_mail_goes_to_mail_urls_only(void **state)
{
    struct fetch_request request = mail_to(relay, "good.test");

    (void)state;
    request.url = "https://good.test/";
    assert_int_equal(call(&request).status, FETCH_REFUSED);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, each_up, each_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_mail_arrives),
        TEST(test_the_servers_no),
        TEST(test_addresses_that_are_none),
        TEST(test_never_without_tls),
        TEST(test_the_relays_certificate_counts),
        TEST(test_a_password),
        TEST(test_a_silent_relay_took_nothing),
        TEST(test_the_operators_own_relay_may_be_inside),
        TEST(test_mail_goes_to_mail_urls_only),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
