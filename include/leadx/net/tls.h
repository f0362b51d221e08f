/* The server's TLS context: 1.2 and newer, ALPN http/1.1, session tickets, swapped whole on reload. */
#ifndef LEADX_NET_TLS_H
#define LEADX_NET_TLS_H

#include <stdbool.h>
#include <stddef.h>

/* Loads chain and key, checks that they belong together, and makes them current for new connections.
 * On failure the old context stays; err says what is wrong. */
bool tls_load(const char *cert_path, const char *key_path, char *err, size_t err_size);
void tls_free(void);
/* An SSL object in accept state for one connection; the caller owns it. Only net/conn calls this. */
struct ssl_st *tls_accept_new(void);

#endif
