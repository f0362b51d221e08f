/* The server's TLS over OpenSSL: one context, and the steps net/conn takes on a connection.
 *
 * Rule: a context is made whole and checked before it replaces the current one; connections keep
 * the context they began with (OpenSSL counts references). net/conn takes the steps; main loads at
 * start and at SIGHUP. */
#include "leadx/net/tls.h"

#include <assert.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

#include "leadx/base/log.h"

#include "tls_tickets.h"

/* Forward secret and authenticated only; TLS 1.3 has nothing else. */
static const char ciphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

static SSL_CTX *current;

static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_n,
                   const unsigned char *offered, unsigned offered_n, void *arg)
{
    static const unsigned char ours[] = "\x08http/1.1";

    (void)ssl;
    (void)arg;
    /* A peer that offers only what we do not speak is told so (RFC 7301, section 3.2). */
    if (SSL_select_next_proto((unsigned char **)out, out_n, ours, sizeof ours - 1, offered,
                              offered_n) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    return SSL_TLSEXT_ERR_OK;
}

static bool context_set_up(SSL_CTX *ctx)
{
    SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    /* Idle connections keep no record buffers: 34 KiB each otherwise. */
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    /* Header and record in one read instead of two. */
    SSL_CTX_set_read_ahead(ctx, 1);
    /* Tickets carry the session; nothing is remembered here. One is enough for a client that comes
     * back. */
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(ctx, 1);
    SSL_CTX_set_alpn_select_cb(ctx, on_alpn, NULL);
    return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 && tls_tickets_use(ctx) &&
           SSL_CTX_set_cipher_list(ctx, ciphers) == 1 &&
           SSL_CTX_set1_groups_list(ctx, "X25519:P-256:P-384") == 1;
}

static bool context_fail(SSL_CTX *ctx, const char *what, const char *path, char *err,
                         size_t err_size)
{
    const char *why = ERR_reason_error_string(ERR_peek_last_error());

    snprintf(err, err_size, "%s %s: %s", what, path, why == NULL ? "not usable" : why);
    ERR_clear_error();
    SSL_CTX_free(ctx);
    return false;
}

bool tls_load(const char *cert_path, const char *key_path, char *err, size_t err_size)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

    ERR_clear_error();
    if (ctx == NULL || !context_set_up(ctx))
        return context_fail(ctx, "TLS", "context", err, err_size);
    if (SSL_CTX_use_certificate_chain_file(ctx, cert_path) != 1)
        return context_fail(ctx, "certificate", cert_path, err, err_size);
    if (SSL_CTX_use_PrivateKey_file(ctx, key_path, SSL_FILETYPE_PEM) != 1)
        return context_fail(ctx, "private key", key_path, err, err_size);
    if (SSL_CTX_check_private_key(ctx) != 1)
        return context_fail(ctx, "certificate and key do not belong together:", cert_path, err,
                            err_size);
    if (!tls_tickets_bind(ctx))
        return context_fail(ctx, "certificate", cert_path, err, err_size);
    SSL_CTX_free(current);
    current = ctx;
    return true;
}

void tls_free(void)
{
    SSL_CTX_free(current);
    current = NULL;
}

struct ssl_st *tls_accept_new(void)
{
    SSL *ssl;

    assert(current != NULL);
    ssl = SSL_new(current);
    if (ssl == NULL)
        log_fatal("tls", "out of memory");
    SSL_set_accept_state(ssl);
    return ssl;
}

struct ssl_st *tls_accept_on(int fd)
{
    SSL *ssl = tls_accept_new();

    if (SSL_set_fd(ssl, fd) != 1)
        log_fatal("tls", "out of memory");
    return ssl;
}

void tls_end(struct ssl_st *ssl)
{
    SSL_free(ssl);
}

/* OpenSSL's error queue belongs to the thread, not to the connection: empty it before each step, or
 * one peer's failure is read as another's. */
static enum tls_step step_of(SSL *ssl, int rc)
{
    switch (SSL_get_error(ssl, rc)) {
    case SSL_ERROR_NONE:
        return TLS_DONE;
    case SSL_ERROR_WANT_READ:
        return TLS_WANT_READ;
    case SSL_ERROR_WANT_WRITE:
        return TLS_WANT_WRITE;
    case SSL_ERROR_ZERO_RETURN:
        return TLS_CLOSED;
    default:
        ERR_clear_error();
        return TLS_BROKEN;
    }
}

enum tls_step tls_handshake(struct ssl_st *ssl)
{
    ERR_clear_error();
    return step_of(ssl, SSL_do_handshake(ssl));
}

enum tls_step tls_read(struct ssl_st *ssl, void *p, size_t size, size_t *n)
{
    *n = 0;
    ERR_clear_error();
    return step_of(ssl, SSL_read_ex(ssl, p, size, n));
}

enum tls_step tls_write(struct ssl_st *ssl, const void *p, size_t size, size_t *n)
{
    *n = 0;
    ERR_clear_error();
    return step_of(ssl, SSL_write_ex(ssl, p, size, n));
}

bool tls_has_pending(const struct ssl_st *ssl)
{
    return SSL_has_pending(ssl) == 1;
}

void tls_notify_close(struct ssl_st *ssl)
{
    ERR_clear_error();
    SSL_shutdown(ssl);
    ERR_clear_error();
}
