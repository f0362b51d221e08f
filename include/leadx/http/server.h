/* The HTTP edge as main sees it: a TLS listener for the API, a unix socket for /metrics. */
#ifndef LEADX_HTTP_SERVER_H
#define LEADX_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

/* Reads settings (listen_address, listen_port, tls_cert, tls_key, metrics_socket, …). false: err
 * says why. */
bool http_server_start(char *err, size_t err_size);
int http_server_port(void);
/* Refuses new connections, lets requests in flight finish (Connection: close), closes idle ones. */
void http_server_drain(void);
/* "6.0.10": the HTTP parser is compiled in, so it is ours to keep up to date. */
const char *http_parser_version(void);
/* True when no connection is left. */
bool http_server_idle(void);

#endif
