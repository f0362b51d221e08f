/* The address guard: outbound calls go where customers say, so only globally reachable addresses
 * are called. */
#ifndef LEADX_OUT_GUARD_H
#define LEADX_OUT_GUARD_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/base/slice.h"

struct sockaddr;

/* Reads the setting outbound_allow: a comma-separated list of networks ("127.0.0.0/8, ::1/128")
 * that are called although they are not global; for tests and closed networks. false: err names
 * what does not read. */
bool guard_configure(const char *allow, char *err, size_t err_size);
/* Globally reachable by the IANA special-purpose registries (RFC 6890 and what followed); IPv4
 * inside IPv6 (mapped, NAT64's well-known prefix) judged by the address inside, and what is
 * withdrawn (compatible, 6to4, Teredo) refused whatever is inside; or allowed by setting. */
bool guard_allows(const struct sockaddr *address);
/* A URL an endpoint may have: https (http only when the setting outbound_plain is on), a host, no
 * user info, no fragment, port absent or 1 to 65535, at most 2,000 bytes, and not an address
 * literal the guard refuses. why: a sentence. */
bool guard_url(struct slice url, const char **why);

#endif
