/* Names to addresses by c-ares on the loop. */
#ifndef LEADX_SERVER_OUT_RESOLVE_H
#define LEADX_SERVER_OUT_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"

/* Reads the setting outbound_dns. */
bool resolve_start(char *err, size_t err_size);
/* Lookups under way are forgotten: their fn is not called. */
void resolve_stop(void);
/* fn gets every address found (n = 0: none, or no server answered) exactly once, perhaps before
 * this returns. */
typedef void (*resolve_fn)(uint64_t id, const union address *found, size_t n);
void resolve_name(const char *host, resolve_fn fn, uint64_t id);

#endif
