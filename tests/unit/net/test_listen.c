/* Listeners and TLS over real sockets: limits, old sockets, what TLS agrees to and what it does
 * not. */
#include "leadx/net/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "leadx/net/loop.h"
#include "leadx/net/tls.h"
#include "support.h"

static int opened, closed, data_n;
static const char *last_reason;

static void *on_open(struct conn *c)
{
    (void)c;
    opened++;
    return &opened;
}

static void on_data(struct conn *c)
{
    struct slice in = conn_input(c);

    data_n += (int)in.n;
    conn_write(c, in, SLICE_NONE);
    conn_consume(c, in.n);
}

static void on_nothing(struct conn *c)
{
    (void)c;
}

static void on_eof(struct conn *c)
{
    conn_finish(c, "peer closed");
}

static void on_deadline(struct conn *c, enum conn_deadline which)
{
    (void)which;
    conn_close(c, "deadline");
}

static void on_closed(struct conn *c, const char *reason)
{
    assert_ptr_equal(conn_owner(c), &opened);
    last_reason = reason;
    closed++;
}

static const struct conn_events events = {
    .on_data = on_data,
    .on_drained = on_nothing,
    .on_eof = on_eof,
    .on_deadline = on_deadline,
    .on_closed = on_closed,
};

static bool none_open(void *arg)
{
    (void)arg;
    return conns_open() == 0;
}

static int reset(void **state)
{
    (void)state;
    opened = closed = data_n = 0;
    return 0;
}

static int settle(void **state)
{
    (void)state;
    turns_until(none_open, NULL);
    setting("max_connections", "16384");
    setting("max_connections_per_address", "4096");
    setting("handshake_timeout_ms", "10000");
    return 0;
}

static struct listener *listen_here(bool tls)
{
    char err[256];
    struct listener *l = listen_tcp("localhost", 0, tls, &events, on_open, err, sizeof err);

    assert_non_null(l);
    assert_true(listener_port(l) > 0);
    return l;
}

static int dial(const struct listener *l)
{
    struct sockaddr_in in = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)listener_port(l)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof in), 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static bool is_opened(void *arg)
{
    return opened >= *(int *)arg;
}

static bool peer_closed(void *arg)
{
    char byte;

    return recv(*(int *)arg, &byte, 1, 0) == 0;
}

static void test_the_limit_on_connections(void **state)
{
    struct listener *l = listen_here(false);
    int one, two, three;

    (void)state;
    setting("max_connections", "2");
    one = dial(l);
    two = dial(l);
    turns_until(is_opened, &(int){2});
    three = dial(l);
    turns_until(peer_closed, &three);
    assert_int_equal(opened, 2);
    close(one);
    close(two);
    close(three);
    listener_close(l);
}

static void test_the_limit_per_address(void **state)
{
    struct listener *l = listen_here(false);
    int one, two;

    (void)state;
    setting("max_connections_per_address", "1");
    one = dial(l);
    turns_until(is_opened, &(int){1});
    two = dial(l);
    turns_until(peer_closed, &two);
    close(one);
    turns_until(none_open, NULL);
    close(two);
    one = dial(l); /* the place is free again */
    turns_until(is_opened, &(int){2});
    close(one);
    listener_close(l);
}

static void test_the_handshake_deadline(void **state)
{
    struct listener *l = listen_here(true);
    int fd;

    (void)state;
    setting("handshake_timeout_ms", "30");
    fd = dial(l);
    turns_until(peer_closed, &fd);
    assert_int_equal(opened, 0);
    assert_int_equal(closed, 0);
    close(fd);
    listener_close(l);
}

static void test_addresses_that_are_none(void **state)
{
    char err[256];

    (void)state;
    assert_null(listen_tcp("example.com", 0, false, &events, on_open, err, sizeof err));
    assert_non_null(strstr(err, "example.com"));
    assert_null(listen_tcp("192.0.2.1", 0, false, &events, on_open, err, sizeof err));
}

static void test_an_old_unix_socket_is_replaced_and_a_file_is_not(void **state)
{
    char path[] = "/tmp/leadx-sock-XXXXXX", err[256];
    int fd = mkstemp(path);
    struct listener *l;
    struct stat st;

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    assert_null(listen_unix(path, &events, on_open, err, sizeof err));
    unlink(path);
    for (int i = 0; i < 2; i++) {
        l = listen_unix(path, &events, on_open, err, sizeof err);
        assert_non_null(l);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        listener_close(l);
    }
    unlink(path);
}

/* --- TLS ----------------------------------------------------------------------------------------
 */

struct peer_tls {
    SSL *ssl;
    int rc;
};

static bool stepped(void *arg)
{
    struct peer_tls *p = arg;

    p->rc = SSL_connect(p->ssl);
    return p->rc == 1 || SSL_get_error(p->ssl, p->rc) != SSL_ERROR_WANT_READ;
}

/* True when the handshake came to an end that both sides like. */
static bool shake(SSL_CTX *ctx, struct listener *l, SSL_SESSION *session, SSL **out)
{
    struct peer_tls p = {.ssl = SSL_new(ctx)};

    SSL_set_fd(p.ssl, dial(l));
    if (session != NULL)
        SSL_set_session(p.ssl, session);
    turns_until(stepped, &p);
    ERR_clear_error();
    *out = p.ssl;
    return p.rc == 1;
}

static void hang_up(SSL *ssl)
{
    int fd = SSL_get_fd(ssl);

    SSL_free(ssl);
    close(fd);
}

static bool shakes(int min, int max, const char *ciphers, const char *alpn)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    struct listener *l = listen_here(true);
    bool ok;
    SSL *ssl;

    SSL_CTX_set_security_level(ctx, 0);
    SSL_CTX_set_min_proto_version(ctx, min);
    SSL_CTX_set_max_proto_version(ctx, max);
    if (ciphers != NULL)
        assert_int_equal(SSL_CTX_set_cipher_list(ctx, ciphers), 1);
    if (alpn != NULL)
        SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)alpn, (unsigned)strlen(alpn));
    ok = shake(ctx, l, NULL, &ssl);
    hang_up(ssl);
    listener_close(l);
    SSL_CTX_free(ctx);
    return ok;
}

static void test_what_tls_agrees_to(void **state)
{
    (void)state;
    assert_true(shakes(TLS1_3_VERSION, TLS1_3_VERSION, NULL, NULL));
    assert_true(shakes(TLS1_2_VERSION, TLS1_2_VERSION, NULL, NULL));
    assert_true(shakes(TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305", NULL));
    assert_true(shakes(0, 0, NULL, "\x08http/1.1"));
    assert_true(shakes(0, 0, NULL, "\x02h2\x08http/1.1"));
}

static void test_what_tls_refuses(void **state)
{
    (void)state;
    assert_false(shakes(TLS1_VERSION, TLS1_VERSION, NULL, NULL));
    assert_false(shakes(TLS1_1_VERSION, TLS1_1_VERSION, NULL, NULL));
    assert_false(shakes(TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA", NULL));
    assert_false(shakes(TLS1_2_VERSION, TLS1_2_VERSION, "AES128-GCM-SHA256", NULL));
    assert_false(shakes(0, 0, NULL, "\x02h2"));
}

static bool echoed(void *arg)
{
    char text[64];

    return SSL_read(arg, text, sizeof text) > 0;
}

static void test_a_ticket_brings_the_session_back(void **state)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    struct listener *l = listen_here(true);
    SSL_SESSION *session;
    SSL *ssl;

    (void)state;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        SSL_CTX_set_max_proto_version(ctx, version);
        assert_true(shake(ctx, l, NULL, &ssl));
        assert_int_equal(SSL_write(ssl, "x", 1), 1);
        turns_until(echoed, ssl); /* 1.3 sends its ticket after the handshake */
        session = SSL_get1_session(ssl);
        SSL_shutdown(ssl);
        hang_up(ssl);
        assert_true(shake(ctx, l, session, &ssl));
        assert_true(SSL_session_reused(ssl));
        SSL_SESSION_free(session);
        hang_up(ssl);
    }
    listener_close(l);
    SSL_CTX_free(ctx);
}

static bool rang;

static void ring(void *arg)
{
    (void)arg;
    rang = true;
    loop_stop();
}

/* How often the loop turns in a while in which nothing comes. */
static uint64_t turns_meanwhile(void)
{
    struct timer *t = timer_new(ring, NULL);
    uint64_t before = loop_turn();

    rang = false;
    timer_set(t, 20);
    while (!rang)
        loop_run(conns_bury);
    timer_free(t);
    return loop_turn() - before;
}

/* The bytes of one record, as the wire would have them. */
static size_t record_of(SSL *ssl, const char *text, char *out, size_t size)
{
    BIO *memory = BIO_new(BIO_s_mem());
    int n;

    SSL_set0_wbio(ssl, memory);
    assert_int_equal(SSL_write(ssl, text, (int)strlen(text)), strlen(text));
    n = BIO_read(memory, out, (int)size);
    assert_true(n > 0);
    return (size_t)n;
}

static void test_the_rest_of_a_record_is_waited_for_in_peace(void **state)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    struct listener *l = listen_here(true);
    char record[256];
    size_t n;
    SSL *ssl;

    (void)state;
    assert_true(shake(ctx, l, NULL, &ssl));
    turns_until(is_opened, &(int){1});
    n = record_of(ssl, "hello", record, sizeof record);
    assert_int_equal(write(SSL_get_fd(ssl), record, n / 2), n / 2);
    turns(3); /* the half is taken from the kernel */
    assert_in_range(turns_meanwhile(), 1, 20);
    assert_int_equal(data_n, 0);
    assert_int_equal(write(SSL_get_fd(ssl), record + n / 2, n - n / 2), n - n / 2);
    turns_until(echoed, ssl);
    assert_int_equal(data_n, 5);
    hang_up(ssl);
    listener_close(l);
    SSL_CTX_free(ctx);
}

static void test_a_bad_reload_keeps_the_old(void **state)
{
    struct files one = files_make(), two = files_make();
    char err[256];

    (void)state;
    assert_true(tls_load(one.cert, one.key, err, sizeof err));
    assert_false(tls_load(one.cert, two.key, err, sizeof err));
    assert_non_null(strstr(err, one.cert) != NULL ? err : strstr(err, two.key));
    assert_false(tls_load("/nonexistent", two.key, err, sizeof err));
    assert_non_null(strstr(err, "/nonexistent"));
    assert_false(tls_load(two.cert, two.cert, err, sizeof err));
    assert_true(shakes(0, 0, NULL, NULL));
    files_remove(&one);
    files_remove(&two);
}

static void test_a_connection_outlives_a_reload(void **state)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    struct listener *l = listen_here(true);
    struct files f = files_make();
    char err[256];
    SSL *ssl;

    (void)state;
    assert_true(shake(ctx, l, NULL, &ssl));
    assert_true(tls_load(f.cert, f.key, err, sizeof err));
    assert_int_equal(SSL_write(ssl, "x", 1), 1);
    turns_until(echoed, ssl);
    hang_up(ssl);
    files_remove(&f);
    listener_close(l);
    SSL_CTX_free(ctx);
}

static bool goodbye(void *arg)
{
    char byte;
    int rc = SSL_read(arg, &byte, 1);

    return rc <= 0 && SSL_get_error(arg, rc) == SSL_ERROR_ZERO_RETURN;
}

static void test_the_end_says_close_notify(void **state)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    struct listener *l = listen_here(true);
    SSL *ssl;

    (void)state;
    assert_true(shake(ctx, l, NULL, &ssl));
    SSL_shutdown(ssl);
    turns_until(goodbye, ssl);
    hang_up(ssl);
    turns_until(none_open, NULL);
    assert_string_equal(last_reason, "peer closed");
    assert_int_equal(closed, 1);
    listener_close(l);
    SSL_CTX_free(ctx);
}

/* An alert may come first. */
static bool hung_up(void *arg)
{
    char bytes[64];
    ssize_t got = recv(*(int *)arg, bytes, sizeof bytes, 0);

    return got == 0 || (got < 0 && errno != EAGAIN);
}

static void test_garbage_instead_of_a_handshake(void **state)
{
    struct listener *l = listen_here(true);
    int fd = dial(l);

    (void)state;
    assert_int_equal(write(fd, "GET / HTTP/1.1\r\n\r\n", 18), 18);
    turns_until(hung_up, &fd);
    assert_int_equal(opened, 0);
    close(fd);
    listener_close(l);
}

#define NET_TEST(test) cmocka_unit_test_setup_teardown(test, reset, settle)

int main(void)
{
    const struct CMUnitTest tests[] = {
        NET_TEST(test_the_limit_on_connections),
        NET_TEST(test_the_limit_per_address),
        NET_TEST(test_the_handshake_deadline),
        NET_TEST(test_addresses_that_are_none),
        NET_TEST(test_an_old_unix_socket_is_replaced_and_a_file_is_not),
        NET_TEST(test_what_tls_agrees_to),
        NET_TEST(test_what_tls_refuses),
        NET_TEST(test_a_ticket_brings_the_session_back),
        NET_TEST(test_the_rest_of_a_record_is_waited_for_in_peace),
        NET_TEST(test_a_bad_reload_keeps_the_old),
        NET_TEST(test_a_connection_outlives_a_reload),
        NET_TEST(test_the_end_says_close_notify),
        NET_TEST(test_garbage_instead_of_a_handshake),
    };

    return cmocka_run_group_tests(tests, net_set_up, net_tear_down);
}
