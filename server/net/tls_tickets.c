/* Session tickets: sealed by random keys that all workers share, so that a client goes on with its
 * session at whichever of them it meets.
 *
 * Rule: the keys are made here, stand in memory only and change: the current one seals, it and the
 * one before open. Whoever finds the current one too old makes the next; nobody has to be awake for
 * it. net/tls puts it into each context. */
#include "tls_tickets.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <string.h>

#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/settings.h"
#include "leadx/base/shared.h"

enum { NAME_SIZE = 16, SECRET_SIZE = 32 };

struct ticket_key {
    unsigned char name[NAME_SIZE]; /* stands in the ticket, so that the key is found again */
    unsigned char cipher[SECRET_SIZE], mac[SECRET_SIZE];
    int64_t made_ms; /* clock_mono_ms; 0: not yet */
};

struct ticket_keys {
    struct ticket_key current, before;
};

static void key_make(struct ticket_key *k)
{
    random_bytes(k->name, sizeof k->name);
    random_bytes(k->cipher, sizeof k->cipher);
    random_bytes(k->mac, sizeof k->mac);
    k->made_ms = clock_mono_ms() + 1;
}

/* The keys as they are now. */
static void keys_now(struct ticket_keys *out)
{
    struct ticket_keys *shared = shared_part(SHARED_TICKETS, sizeof *shared);
    int64_t life_ms = setting_int("tls_ticket_key_ms");

    shared_lock(SHARED_TICKETS);
    if (clock_mono_ms() - shared->current.made_ms >= life_ms || shared->current.made_ms == 0) {
        shared->before = shared->current;
        key_make(&shared->current);
        if (shared->current.made_ms - shared->before.made_ms >= 2 * life_ms)
            shared->before = (struct ticket_key){.made_ms = 0}; /* nobody came for long */
    }
    *out = *shared;
    shared_unlock(SHARED_TICKETS);
}

static bool mac_set(EVP_MAC_CTX *mac, const struct ticket_key *k)
{
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_octet_string(OSSL_MAC_PARAM_KEY, (void *)k->mac, sizeof k->mac),
        OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, sizeof digest - 1), OSSL_PARAM_END};

    return EVP_MAC_CTX_set_params(mac, params) == 1;
}

static int ticket_seal(const struct ticket_keys *keys, unsigned char *name, unsigned char *iv,
                       EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac)
{
    memcpy(name, keys->current.name, NAME_SIZE);
    random_bytes(iv, EVP_MAX_IV_LENGTH);
    return EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), NULL, keys->current.cipher, iv) == 1 &&
                   mac_set(mac, &keys->current)
               ? 1
               : -1;
}

/* 0: whose key is gone shakes hands in full. 2: opened, and a fresh ticket is due. */
static int ticket_open(const struct ticket_keys *keys, const unsigned char *name,
                       const unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac)
{
    const struct ticket_key *k = &keys->current;

    if (memcmp(name, k->name, NAME_SIZE) != 0)
        k = &keys->before;
    if (k->made_ms == 0 || memcmp(name, k->name, NAME_SIZE) != 0)
        return 0;
    if (EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), NULL, k->cipher, iv) != 1 || !mac_set(mac, k))
        return -1;
    return k == &keys->current ? 1 : 2;
}

static int on_ticket(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
                     EVP_MAC_CTX *mac, int seal)
{
    struct ticket_keys keys;
    int rc;

    (void)ssl;
    keys_now(&keys);
    rc = seal ? ticket_seal(&keys, name, iv, cipher, mac)
              : ticket_open(&keys, name, iv, cipher, mac);
    explicit_bzero(&keys, sizeof keys);
    return rc;
}

bool tls_tickets_use(SSL_CTX *ctx)
{
    return SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, on_ticket) == 1;
}

/* OpenSSL takes a session up only under the session context it began with. */
bool tls_tickets_bind(SSL_CTX *ctx)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    return X509_digest(SSL_CTX_get0_certificate(ctx), EVP_sha256(), digest, &n) == 1 &&
           SSL_CTX_set_session_id_context(ctx, digest, n) == 1;
}
