/* The cookie of a browser's session: "__Host-leadx", an opaque token of 256 random bits, of which
 * servers keep only the SHA-256; and what protects requests that a browser sends with it. */
#ifndef LEADX_HTTP_SESSION_H
#define LEADX_HTTP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "leadx/base/digest.h"
#include "leadx/http/request.h"

enum { SESSION_TOKEN = 43 }; /* base64url of 32 bytes */

/* A cookie of that name was sent, whatever it holds. */
bool session_cookie_sent(const struct request *r);
/* The token's SHA-256. false: none, several, or not of the form of one. */
bool session_digest(const struct request *r, uint8_t out[SHA256_SIZE]);
/* What X-CSRF-Token must say with this cookie: derived from the token, so that who holds only the
 * one cannot make the other, and nothing needs to be kept. false: no good cookie. */
bool session_csrf(const struct request *r, char out[SESSION_TOKEN + 1]);
void session_csrf_of(struct slice token, char out[SESSION_TOKEN + 1]);
bool session_csrf_ok(const struct request *r);
/* GET, HEAD, OPTIONS. */
bool session_reads(const struct request *r);
/* By Sec-Fetch-Site, which browsers set and pages cannot: same-origin, or for reads none (the
 * address bar). Who sends no such header is no browser of these days, and passes. */
bool session_site_ok(const struct request *r);

/* A new token, terminated, and its digest. */
void session_token_make(char token[SESSION_TOKEN + 1], uint8_t digest[SHA256_SIZE]);
/* Adds Set-Cookie to the coming reply; the browser forgets it after max_age_s at the latest. */
void session_cookie_set(struct request *r, const char *token, int64_t max_age_s);
void session_cookie_clear(struct request *r);
/* A cookie of ours by its name, as it came; SLICE_NONE when it is absent or came twice. */
struct slice session_cookie(const struct request *r, const char *name);

#endif
