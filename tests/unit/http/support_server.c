/* A server in the test's own process: connections over socket pairs, the loop turned by hand, so
 * that nothing depends on ports or on how fast a machine is. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include "leadx/base/clock.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/net/loop.h"
#include "leadx/net/tls.h"
#include "support.h"

enum { PATIENCE_US = 20 * 1000 * 1000 };

static const struct h1_sink *sink_now;
static SSL_CTX *client_ctx;
static char dir[32], cert_path[64], key_path[64];

static void tick(void)
{
    conns_bury();
    loop_stop();
}

void turns(int n)
{
    for (int i = 0; i < n; i++)
        loop_run(tick);
}

void turns_until(bool (*done)(void *arg), void *arg)
{
    int64_t started_us = clock_measure_us();

    while (!done(arg)) {
        turns(1);
        assert_true(clock_measure_us() - started_us < PATIENCE_US);
    }
}

void setting(const char *name, const char *value)
{
    char err[256];

    assert_true(settings_set(name, value, err, sizeof err));
}

static void make_certificate(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    X509_NAME *name = X509_get_subject_name(cert);
    FILE *file;

    X509_set_version(cert, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), 0);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_set_pubkey(cert, key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1,
                               0);
    X509_set_issuer_name(cert, name);
    X509_sign(cert, key, EVP_sha256());
    file = fopen(cert_path, "w");
    PEM_write_X509(file, cert);
    fclose(file);
    file = fopen(key_path, "w");
    PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
    fclose(file);
    X509_free(cert);
    EVP_PKEY_free(key);
}

int server_set_up(void **state)
{
    char err[256];

    (void)state;
    strcpy(dir, "/tmp/leadx-http-XXXXXX");
    assert_true(settings_load(NULL, err, sizeof err));
    loop_init();
    assert_non_null(mkdtemp(dir));
    snprintf(cert_path, sizeof cert_path, "%s/cert.pem", dir);
    snprintf(key_path, sizeof key_path, "%s/key.pem", dir);
    make_certificate();
    assert_true(tls_load(cert_path, key_path, err, sizeof err));
    client_ctx = SSL_CTX_new(TLS_client_method());
    return 0;
}

int server_tear_down(void **state)
{
    (void)state;
    turns(3);
    assert_int_equal(conns_open(), 0);
    unlink(cert_path);
    unlink(key_path);
    rmdir(dir);
    SSL_CTX_free(client_ctx);
    tls_free();
    loop_free();
    return 0;
}

void server_files(char **cert, char **key)
{
    *cert = cert_path;
    *key = key_path;
}

static void *on_open(struct conn *c)
{
    return h1_open(c, sink_now);
}

static bool shaken(void *arg)
{
    struct client *c = arg;
    int rc = SSL_connect(c->ssl);

    assert_true(rc == 1 || SSL_get_error(c->ssl, rc) == SSL_ERROR_WANT_READ);
    return rc == 1;
}

struct client *client_open(const struct h1_sink *sink, bool tls)
{
    struct client *c = mem_zero(1, sizeof *c);
    struct conn_start start = {.tls = tls, .events = &h1_events, .on_open = on_open};
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    strcpy(start.peer.text, "192.0.2.1");
    start.fd = pair[0];
    c->fd = pair[1];
    sink_now = sink;
    conn_begin(&start, 5000);
    if (tls) {
        c->ssl = SSL_new(client_ctx);
        SSL_set_fd(c->ssl, c->fd);
        turns_until(shaken, c);
    }
    return c;
}

void client_vanish(struct client *c)
{
    SSL_free(c->ssl);
    close(c->fd);
    free(c);
}

void client_close(struct client *c)
{
    if (c->ssl != NULL)
        SSL_shutdown(c->ssl);
    client_vanish(c);
    turns(50); /* what the server still drops of it */
}

/* One write; 0 when the server has to read first. */
static size_t write_some(struct client *c, const char *p, size_t n)
{
    ssize_t rc = c->ssl != NULL ? SSL_write(c->ssl, p, (int)n) : send(c->fd, p, n, MSG_NOSIGNAL);

    return rc > 0 ? (size_t)rc : 0;
}

void client_send(struct client *c, const void *p, size_t n)
{
    size_t sent = 0;

    for (int tries = 0; sent < n && tries < 10000; tries++) {
        size_t some = write_some(c, (const char *)p + sent, n - sent);

        sent += some;
        if (some == 0)
            turns(1);
    }
}

void client_say(struct client *c, const char *text)
{
    client_send(c, text, strlen(text));
}

void client_shut(struct client *c)
{
    if (c->ssl != NULL)
        SSL_shutdown(c->ssl);
    else
        shutdown(c->fd, SHUT_WR);
}

static void read_some(struct client *c)
{
    ssize_t rc;
    bool again;

    if (c->eof || c->n == sizeof c->in)
        return;
    if (c->ssl != NULL) {
        rc = SSL_read(c->ssl, c->in + c->n, (int)(sizeof c->in - c->n));
        again = rc <= 0 && SSL_get_error(c->ssl, (int)rc) == SSL_ERROR_WANT_READ;
    } else {
        rc = recv(c->fd, c->in + c->n, sizeof c->in - c->n, 0);
        again = rc < 0 && errno == EAGAIN;
    }
    if (rc > 0)
        c->n += (size_t)rc;
    else if (!again)
        c->eof = true;
}

bool client_has_bytes(struct client *c)
{
    read_some(c);
    return c->n > 0 || c->eof;
}

static bool ended(void *arg)
{
    struct client *c = arg;

    read_some(c);
    return c->eof;
}

bool client_ended(struct client *c)
{
    turns_until(ended, c);
    return c->n == 0;
}

static size_t head_size(struct client *c)
{
    const char *end = memmem(c->in, c->n, "\r\n\r\n", 4);

    return end == NULL ? 0 : (size_t)(end - c->in) + 4;
}

static bool head_there(void *arg)
{
    struct client *c = arg;

    read_some(c);
    return c->eof || head_size(c) > 0;
}

struct wanted {
    struct client *c;
    size_t n;
};

static bool bytes_there(void *arg)
{
    struct wanted *w = arg;

    read_some(w->c);
    return w->c->eof || w->c->n >= w->n;
}

const char *answer_header(const struct answer *a, const char *name)
{
    static char value[512];
    char needle[64];
    const char *at;

    snprintf(needle, sizeof needle, "\r\n%s: ", name);
    at = strstr(a->head, needle);
    if (at == NULL)
        return NULL;
    at += strlen(needle);
    snprintf(value, sizeof value, "%.*s", (int)(strstr(at, "\r\n") - at), at);
    return value;
}

static struct answer answer_read(struct client *c, bool to_head)
{
    struct answer a = {0};
    static char kept[sizeof c->in];
    const char *length;
    size_t head_n;

    turns_until(head_there, c);
    head_n = head_size(c);
    if (head_n == 0)
        return a;
    assert_true(head_n < sizeof a.head);
    memcpy(a.head, c->in, head_n);
    a.status = atoi(a.head + 9);
    length = answer_header(&a, "Content-Length");
    if (length != NULL && !to_head)
        a.body_n = (size_t)atol(length);
    turns_until(bytes_there, &(struct wanted){c, head_n + a.body_n});
    assert_true(c->n >= head_n + a.body_n);
    memcpy(kept, c->in + head_n, a.body_n);
    kept[a.body_n] = '\0';
    a.body = kept;
    c->n -= head_n + a.body_n;
    memmove(c->in, c->in + head_n + a.body_n, c->n);
    return a;
}

struct answer client_answer(struct client *c)
{
    return answer_read(c, false);
}

struct answer client_answer_to_head(struct client *c)
{
    return answer_read(c, true);
}
