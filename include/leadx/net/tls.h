/* The server's TLS: 1.2 and newer, ALPN http/1.1, session tickets; the context is swapped whole on
 * reload.
 *
 * OpenSSL is driven straight over the loop's descriptor rather than through libevent's
 * bufferevents: one read and one write a request, exact close_notify, and an idle connection that
 * keeps no buffers at all. */
#ifndef LEADX_NET_TLS_H
#define LEADX_NET_TLS_H

#include <stdbool.h>
#include <stddef.h>

/* Loads chain and key, checks that they belong together, and makes them current for new
 * connections. On failure the old context stays; err says what is wrong. */
bool tls_load(const char *cert_path, const char *key_path, char *err, size_t err_size);
void tls_free(void);
/* An SSL object in accept state for one connection; the caller owns it. */
struct ssl_st *tls_accept_new(void);

/* What one step on a connection came to. */
enum tls_step {
    TLS_DONE,       /* the step made progress: *n bytes, or the handshake is complete */
    TLS_WANT_READ,  /* waits for the peer's bytes */
    TLS_WANT_WRITE, /* waits for room towards the peer */
    TLS_CLOSED,     /* the peer said close_notify */
    TLS_BROKEN,     /* an alert, a protocol error, or the transport ended without close_notify */
};

/* For net/conn only. fd stays the caller's. */
struct ssl_st *tls_accept_on(int fd);
void tls_end(struct ssl_st *ssl); /* NULL is fine */
enum tls_step tls_handshake(struct ssl_st *ssl) __attribute__((warn_unused_result));
enum tls_step tls_read(struct ssl_st *ssl, void *p, size_t size, size_t *n)
    __attribute__((warn_unused_result));
enum tls_step tls_write(struct ssl_st *ssl, const void *p, size_t size, size_t *n)
    __attribute__((warn_unused_result));
/* True when bytes taken from the kernel wait inside: no readable event will come for them. */
bool tls_has_pending(const struct ssl_st *ssl);
/* Sends close_notify as far as it goes at once. */
void tls_notify_close(struct ssl_st *ssl);

#endif
