/* /metrics of a server of several workers: every worker's samples, each with its number. */
#ifndef LEADX_GATHER_H
#define LEADX_GATHER_H

#include <stdbool.h>
#include <stddef.h>

/* Serves the setting metrics_socket. */
bool gather_start(char *err, size_t err_size);
/* The worker has rendered its metrics, or is no more. */
void gather_rendered(int slot);
void gather_lost(int slot);

#endif
