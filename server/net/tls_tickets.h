/* The keys of session tickets. Of net/tls alone. */
#ifndef LEADX_NET_TLS_TICKETS_H
#define LEADX_NET_TLS_TICKETS_H

#include <openssl/ssl.h>
#include <stdbool.h>

/* The context seals and opens its tickets by the workers' common keys, for holders who began with
 * the context's own certificate. */
bool tls_tickets_use(SSL_CTX *ctx);
/* After the certificate was loaded: sessions of another one do not go on under it. */
bool tls_tickets_bind(SSL_CTX *ctx);

#endif
