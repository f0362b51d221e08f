/* Digests, random bytes and text encodings of bytes. The one door to OpenSSL's hashes. */
#ifndef LEADX_BASE_DIGEST_H
#define LEADX_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/slice.h"

enum { SHA256_SIZE = 32 };

void digest_sha256(struct slice data, uint8_t out[SHA256_SIZE]);
/* Of one behind the other. */
void digest_sha256_pair(struct slice first, struct slice second, uint8_t out[SHA256_SIZE]);

/* HMAC-SHA-1, for what a standard asks it of (RFC 6238) and nothing else. */
enum { SHA1_SIZE = 20 };
void digest_hmac_sha1(struct slice key, struct slice data, uint8_t out[SHA1_SIZE]);
/* HMAC-SHA-256 under a key whose state is computed once. Not thread safe per key. */
struct hmac_key;
struct hmac_key *hmac_key_new(const void *secret, size_t n); /* never NULL */
void hmac_key_free(struct hmac_key *key);
void hmac_sha256(struct hmac_key *key, struct slice data, uint8_t out[SHA256_SIZE]);

/* From the kernel's generator, buffered; never fails. */
void random_bytes(void *out, size_t n);
/* Takes the same time wherever they differ. */
bool bytes_equal_secret(const void *a, const void *b, size_t n);

/* out: 2n + 1 bytes, lower case, terminated. */
void hex_encode(const void *p, size_t n, char *out);
/* Exactly 2n hex digits of either case. */
bool hex_decode(struct slice s, void *out, size_t n);
/* base64url without padding (RFC 4648, section 5); out: 4 × ceil(n / 3) + 1 bytes at most,
 * terminated. Returns its length. */
size_t base64url_encode(const void *p, size_t n, char *out);
/* out: at least 3 × s.n / 4 bytes. Returns the length, or -1 for anything not canonical. */
long base64url_decode(struct slice s, void *out);

#endif
