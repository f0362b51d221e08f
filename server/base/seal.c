/* Sealing personal data: AES-256-GCM under a fresh data key, the data key wrapped under the master
 * key.
 *
 *   sealed  = version 1, nonce 12, ciphertext, tag 16      associated: version, use, row
 *   wrapped = version 1, number 1, nonce 12, key 32, tag 16  associated: version, number, use, row
 *
 * Its one rule: what does not open, opens not at all: a caller never sees a byte that was not
 * authenticated. Nonces are random, which SP 800-38D allows for 2^32 uses of a key: a data key is
 * used once, a master key must be replaced before it has sealed four billion rows. Called by the
 * vault in app. */
#include "leadx/base/seal.h"

#include <assert.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/digest.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"

enum {
    SEAL_VERSION = 1,
    NONCE = 12,
    TAG = 16,
    AAD_MAX = 3 + sizeof(struct uuid),
};

struct sealer {
    EVP_CIPHER_CTX *wrap, *unwrap; /* hold the master key's schedule; only the nonce is set anew */
    EVP_CIPHER_CTX *lock, *unlock; /* hold the cipher; key and nonce are set anew */
    uint8_t number;
};

static EVP_CIPHER_CTX *cipher_new(const EVP_CIPHER *cipher, const uint8_t *key, int encrypt)
{
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();

    if (c == NULL || cipher == NULL || EVP_CipherInit_ex(c, cipher, NULL, key, NULL, encrypt) != 1)
        log_fatal("seal", "the cryptographic library has no AES-256-GCM");
    return c;
}

struct sealer *sealer_new(const uint8_t *master, uint8_t number)
{
    struct sealer *s = mem_zero(1, sizeof *s);
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);

    s->wrap = cipher_new(cipher, master, 1);
    s->unwrap = cipher_new(cipher, master, 0);
    s->lock = cipher_new(cipher, NULL, 1);
    s->unlock = cipher_new(cipher, NULL, 0);
    s->number = number;
    EVP_CIPHER_free(cipher); /* the contexts hold it */
    return s;
}

void sealer_free(struct sealer *s)
{
    if (s == NULL)
        return;
    EVP_CIPHER_CTX_free(s->wrap); /* these wipe the keys */
    EVP_CIPHER_CTX_free(s->unwrap);
    EVP_CIPHER_CTX_free(s->lock);
    EVP_CIPHER_CTX_free(s->unlock);
    free(s);
}

/* Encrypting cannot fail but by a bug or a broken library; going on would lose or leak data. */
static void must(int result)
{
    if (result != 1) {
        log_write(LOG_ERROR, "seal", "the cryptographic library refused to encrypt");
        abort();
    }
}

/* to: nonce, ciphertext, tag. key may be NULL: the one the context has. */
static void encrypt(EVP_CIPHER_CTX *c, const uint8_t *key, struct slice aad, struct slice plain,
                    uint8_t *to)
{
    uint8_t *body = to + NONCE;
    int n = 0;

    random_bytes(to, NONCE);
    must(EVP_EncryptInit_ex(c, NULL, NULL, key, to));
    must(EVP_EncryptUpdate(c, NULL, &n, (const uint8_t *)aad.p, (int)aad.n));
    if (plain.n > 0)
        must(EVP_EncryptUpdate(c, body, &n, (const uint8_t *)plain.p, (int)plain.n));
    must(EVP_EncryptFinal_ex(c, body + plain.n, &n)); /* GCM writes nothing here */
    must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, TAG, body + plain.n));
}

/* from: what encrypt wrote, plain_n + NONCE + TAG bytes. */
static bool decrypt(EVP_CIPHER_CTX *c, const uint8_t *key, struct slice aad, const uint8_t *from,
                    uint8_t *plain, size_t plain_n)
{
    const uint8_t *body = from + NONCE;
    uint8_t tag[TAG], none[1];
    int n = 0;
    bool ok;

    memcpy(tag, body + plain_n, TAG); /* the library takes it as writable */
    ok = EVP_DecryptInit_ex(c, NULL, NULL, key, from) == 1 &&
         EVP_DecryptUpdate(c, NULL, &n, (const uint8_t *)aad.p, (int)aad.n) == 1 &&
         (plain_n == 0 || EVP_DecryptUpdate(c, plain, &n, body, (int)plain_n) == 1) &&
         EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, TAG, tag) == 1 &&
         EVP_DecryptFinal_ex(c, none, &n) == 1;
    if (!ok)
        mem_wipe(plain, plain_n);
    return ok;
}

static struct slice aad_write(uint8_t out[AAD_MAX], const uint8_t *head, size_t n,
                              enum seal_use use, const struct uuid *row)
{
    memcpy(out, head, n);
    out[n] = (uint8_t)use;
    memcpy(out + n + 1, row->b, sizeof row->b);
    return (struct slice){(const char *)out, n + 1 + sizeof row->b};
}

void seal(struct sealer *s, enum seal_use use, const struct uuid *row, struct slice plain,
          uint8_t *sealed, uint8_t *wrapped)
{
    uint8_t key[SEAL_KEY_SIZE], aad[AAD_MAX];

    assert(plain.n <= INT_MAX - SEAL_OVERHEAD);
    random_bytes(key, sizeof key);
    sealed[0] = SEAL_VERSION;
    encrypt(s->lock, key, aad_write(aad, sealed, 1, use, row), plain, sealed + 1);
    wrapped[0] = SEAL_VERSION;
    wrapped[1] = s->number;
    encrypt(s->wrap, NULL, aad_write(aad, wrapped, 2, use, row),
            (struct slice){(const char *)key, sizeof key}, wrapped + 2);
    mem_wipe(key, sizeof key);
}

static bool shape_known(const struct sealer *s, struct slice sealed, struct slice wrapped)
{
    return sealed.n >= SEAL_OVERHEAD && sealed.n <= INT_MAX &&
           (uint8_t)sealed.p[0] == SEAL_VERSION && wrapped.n == SEAL_WRAPPED_SIZE &&
           (uint8_t)wrapped.p[0] == SEAL_VERSION && (uint8_t)wrapped.p[1] == s->number;
}

bool unseal(struct sealer *s, enum seal_use use, const struct uuid *row, struct slice sealed,
            struct slice wrapped, uint8_t *plain)
{
    const uint8_t *data = (const uint8_t *)sealed.p, *keys = (const uint8_t *)wrapped.p;
    uint8_t key[SEAL_KEY_SIZE], aad[AAD_MAX];
    bool ok;

    if (!shape_known(s, sealed, wrapped)) {
        if (sealed.n > SEAL_OVERHEAD)
            mem_wipe(plain, sealed.n - SEAL_OVERHEAD);
        return false;
    }
    ok = decrypt(s->unwrap, NULL, aad_write(aad, keys, 2, use, row), keys + 2, key, sizeof key) &&
         decrypt(s->unlock, key, aad_write(aad, data, 1, use, row), data + 1, plain,
                 sealed.n - SEAL_OVERHEAD);
    if (!ok && sealed.n > SEAL_OVERHEAD)
        mem_wipe(plain, sealed.n - SEAL_OVERHEAD);
    mem_wipe(key, sizeof key);
    return ok;
}
