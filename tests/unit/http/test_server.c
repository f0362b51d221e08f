/* The edge as main starts it: the API over TLS, /metrics on its unix socket and nowhere else,
 * draining. */
#include "leadx/http/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "leadx/base/mem.h"
#include "leadx/net/tls.h"
#include "support_routes.h"

static char socket_path[] = "/tmp/leadx-metrics-XXXXXX";
static SSL_CTX *ctx;

static struct client *client_of(const struct sockaddr *address, socklen_t size)
{
    struct client *c = mem_zero(1, sizeof *c);

    c->fd = socket(address->sa_family, SOCK_STREAM, 0);
    assert_int_equal(connect(c->fd, address, size), 0);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    return c;
}

static struct client *dial_metrics(void)
{
    struct sockaddr_un un = {.sun_family = AF_UNIX};

    strcpy(un.sun_path, socket_path);
    return client_of((struct sockaddr *)&un, sizeof un);
}

static bool shaken(void *arg)
{
    struct client *c = arg;

    return SSL_connect(c->ssl) == 1;
}

static struct client *dial_raw(void)
{
    struct sockaddr_in in = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)http_server_port()),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    return client_of((struct sockaddr *)&in, sizeof in);
}

static void agree_tls(struct client *c)
{
    c->ssl = SSL_new(ctx);
    SSL_set_fd(c->ssl, c->fd);
    turns_until(shaken, c);
}

static struct client *dial_api(void)
{
    struct client *c = dial_raw();

    agree_tls(c);
    return c;
}

static void test_metrics_on_their_socket(void **state)
{
    struct client *c = dial_metrics();
    struct answer a;

    (void)state;
    client_say(c, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    a = client_answer(c);
    assert_int_equal(a.status, 200);
    assert_string_equal(answer_header(&a, "Content-Type"),
                        "text/plain; version=0.0.4; charset=utf-8");
    assert_non_null(strstr(a.body, "leadx_net_connections 1"));
    client_say(c, "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(client_answer(c).status, 404);
    client_say(c, "POST /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(client_answer(c).status, 405);
    client_close(c);
}

static void test_the_api_over_tls(void **state)
{
    struct client *c = dial_api();

    (void)state;
    client_say(c, "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(client_answer(c).status, 200);
    client_say(c, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(client_answer(c).status, 404);
    client_close(c);
}

static void test_replies_are_counted(void **state)
{
    struct client *c = dial_api(), *m = dial_metrics();
    struct answer a;

    (void)state;
    client_say(c, "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(client_answer(c).status, 404);
    client_say(m, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    a = client_answer(m);
    assert_non_null(strstr(a.body, "leadx_http_requests_total{status=\"4xx\"}"));
    assert_non_null(strstr(a.body, "leadx_http_request_seconds_count"));
    assert_null(strstr(a.body, "/nothing"));
    client_close(c);
    client_close(m);
}

static void test_a_bad_certificate_does_not_start(void **state)
{
    char err[256];

    (void)state;
    setting("tls_cert", "/nonexistent");
    assert_false(http_server_start(err, sizeof err));
    assert_non_null(strstr(err, "/nonexistent"));
}

/* Last. */
static void test_drain_ends_everything(void **state)
{
    struct client *idle = dial_api(), *busy = dial_api(), *late;
    struct answer a;

    (void)state;
    client_say(busy, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    turns(5);
    assert_int_equal(seen.n_later, 1);
    late = dial_raw(); /* in the kernel's queue when the server stops to listen */
    http_server_drain();
    assert_true(client_ended(idle));
    client_close(idle);
    assert_false(http_server_idle());
    later_reply(0, "done");
    assert_int_equal(client_answer(busy).status, 200);
    assert_true(client_ended(busy));
    client_close(busy);
    assert_false(http_server_idle());
    agree_tls(late);
    client_say(late, "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    a = client_answer(late);
    assert_int_equal(a.status, 200);
    assert_string_equal(answer_header(&a, "Connection"), "close");
    assert_true(client_ended(late));
    client_close(late);
    assert_true(http_server_idle());
}

static int set_up(void **state)
{
    char err[256], *cert, *key;
    int fd = mkstemp(socket_path);

    server_set_up(state);
    routes_set_up();
    ctx = SSL_CTX_new(TLS_client_method());
    close(fd);
    unlink(socket_path);
    server_files(&cert, &key);
    setting("metrics_socket", socket_path);
    setting("listen_port", "0");
    setting("tls_cert", cert);
    setting("tls_key", key);
    assert_true(http_server_start(err, sizeof err));
    return 0;
}

static int tear_down(void **state)
{
    unlink(socket_path);
    SSL_CTX_free(ctx);
    return server_tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_metrics_on_their_socket),
        cmocka_unit_test(test_the_api_over_tls),
        cmocka_unit_test(test_replies_are_counted),
        cmocka_unit_test(test_a_bad_certificate_does_not_start),
        cmocka_unit_test(test_drain_ends_everything),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
