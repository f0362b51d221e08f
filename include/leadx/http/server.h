/* The HTTP edge as main sees it: a TLS listener for the API, a unix socket for /metrics. */
#ifndef LEADX_HTTP_SERVER_H
#define LEADX_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/slice.h"

/* Reads settings (listen_address, listen_port, tls_cert, tls_key, metrics_socket, …). false: err
 * says why. */
bool http_server_start(char *err, size_t err_size);
/* As a worker: the API on a descriptor that listens already, and no /metrics. */
bool http_server_start_on(int fd, char *err, size_t err_size);
/* As a supervisor: /metrics alone. ask is called for each scrape, and http_metrics_answer gives
 * what it came to, at once or later; a scraper that left meanwhile is passed over. */
bool http_metrics_start(void (*ask)(uint64_t id), char *err, size_t err_size);
void http_metrics_answer(uint64_t id, struct slice text);
int http_server_port(void);
/* Refuses new connections, lets requests in flight finish (Connection: close), closes idle ones. */
void http_server_drain(void);
/* "6.0.10": the HTTP parser is compiled in, so it is ours to keep up to date. */
const char *http_parser_version(void);
/* True when no connection is left. */
bool http_server_idle(void);

#endif
