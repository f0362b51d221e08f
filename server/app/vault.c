/* The vault: the three secrets that live outside the database, and what is done with them.
 *
 *   master.key       wraps the data key of every sealed contact and consent
 *   fingerprint.key  makes the hashes that find a person again, and tags for request keys
 *   suppression.key  makes the hashes of those who must not be sold
 *
 * Its one rule: a key that others could have read is no key: the server does not start with it.
 * Opened by main before anything else; used by intake and by the handlers that show a contact. */
#include "leadx/app/vault.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "leadx/base/digest.h"
#include "leadx/base/log.h"
#include "leadx/base/mem.h"
#include "leadx/base/settings.h"

enum { KEY_SIZE = 32, MASTER_NUMBER = 1 };
enum { KEY_MASTER, KEY_FINGERPRINT, KEY_SUPPRESSION, KEY_COUNT };

static const char *const key_files[KEY_COUNT] = {"master.key", "fingerprint.key",
                                                 "suppression.key"};

static struct {
    struct sealer *sealer;
    struct print_keys prints;
} vault;

/* Owned by us, a plain file of 32 bytes, mode 0600 or 0400. NULL: fine. */
static const char *file_fault(int fd)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return strerror(errno);
    if (!S_ISREG(st.st_mode))
        return "is not a plain file";
    if (st.st_uid != geteuid())
        return "belongs to another user; chown it to the server's";
    if ((st.st_mode & 07777 & ~0600) != 0)
        return "can be read by others; chmod it to 0600";
    if (st.st_size != KEY_SIZE)
        return "must hold exactly 32 random bytes";
    return NULL;
}

const char *vault_key_read(const char *path, uint8_t out[KEY_SIZE])
{
    const char *fault;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a fifo must not hang the start */

    if (fd < 0)
        return strerror(errno);
    fault = file_fault(fd);
    if (fault == NULL && read(fd, out, KEY_SIZE) != KEY_SIZE)
        fault = "cannot be read whole";
    close(fd);
    return fault;
}

static bool keys_read(uint8_t keys[KEY_COUNT][KEY_SIZE], char *err, size_t err_size)
{
    const char *dir = setting_text("secrets_dir"), *fault;
    char path[PATH_MAX];

    for (int i = 0; i < KEY_COUNT; i++) {
        if (dir[0] == '\0' || snprintf(path, sizeof path, "%s/%s", dir, key_files[i]) >= PATH_MAX) {
            snprintf(err, err_size, "the setting secrets_dir is missing or too long");
            return false;
        }
        fault = vault_key_read(path, keys[i]);
        if (fault != NULL) {
            snprintf(err, err_size, "%s: %s", path, fault);
            return false;
        }
    }
    return true;
}

/* One secret in two places would let one leaked table open the other. */
static bool keys_differ(uint8_t keys[KEY_COUNT][KEY_SIZE])
{
    static const uint8_t zero[KEY_SIZE];

    for (int i = 0; i < KEY_COUNT; i++) {
        if (bytes_equal_secret(keys[i], zero, KEY_SIZE) ||
            bytes_equal_secret(keys[i], keys[(i + 1) % KEY_COUNT], KEY_SIZE))
            return false;
    }
    return true;
}

static void keys_take(uint8_t keys[KEY_COUNT][KEY_SIZE])
{
    static bool at_exit;

    vault_close();
    vault.sealer = sealer_new(keys[KEY_MASTER], MASTER_NUMBER);
    vault.prints.dedup = hmac_key_new(keys[KEY_FINGERPRINT], KEY_SIZE);
    vault.prints.suppress = hmac_key_new(keys[KEY_SUPPRESSION], KEY_SIZE);
    if (!at_exit)
        atexit(vault_close);
    at_exit = true;
}

bool vault_open(char *err, size_t err_size)
{
    uint8_t keys[KEY_COUNT][KEY_SIZE];
    bool ok = keys_read(keys, err, err_size);

    if (ok && !keys_differ(keys)) {
        snprintf(err, err_size, "%s: the three keys must be random and differ from each other",
                 setting_text("secrets_dir"));
        ok = false;
    }
    if (ok)
        keys_take(keys);
    mem_wipe(keys, sizeof keys);
    return ok;
}

void vault_close(void)
{
    sealer_free(vault.sealer); /* these wipe */
    hmac_key_free(vault.prints.dedup);
    hmac_key_free(vault.prints.suppress);
    memset(&vault, 0, sizeof vault);
}

struct sealer *vault_sealer(void)
{
    assert(vault.sealer != NULL);
    return vault.sealer;
}

struct print_keys *vault_prints(void)
{
    assert(vault.prints.dedup != NULL);
    return &vault.prints;
}

/* Purpose, NUL, digest: longer than the bare digest that a person's print signs, so a tag can
 * never stand for a person. */
void vault_tag(const char *purpose, struct slice data, uint8_t out[VAULT_TAG_SIZE])
{
    uint8_t text[VAULT_PURPOSE_MAX + 1 + SHA256_SIZE], mac[SHA256_SIZE];
    size_t n = strlen(purpose) + 1;

    assert(n > 1 && n <= VAULT_PURPOSE_MAX + 1);
    memcpy(text, purpose, n);
    digest_sha256(data, text + n);
    hmac_sha256(vault_prints()->dedup, (struct slice){(const char *)text, n + SHA256_SIZE}, mac);
    memcpy(out, mac, VAULT_TAG_SIZE);
}

/* The text form of bytea. p = NULL: not one, or null. */
static struct slice bytea_read(struct pool *pool, struct slice text)
{
    size_t n = text.n / 2;
    char *bytes;

    if (text.n < 2 || text.n % 2 != 0 || text.p[0] != '\\' || text.p[1] != 'x')
        return SLICE_NONE;
    n -= 1;
    bytes = pool_alloc(pool, n + 1);
    if (!hex_decode((struct slice){text.p + 2, text.n - 2}, bytes, n))
        return SLICE_NONE;
    return (struct slice){bytes, n};
}

struct slice vault_unseal_hex(struct pool *pool, enum seal_use use, const struct uuid *lead,
                              struct slice sealed_hex, struct slice key_hex)
{
    struct slice sealed = bytea_read(pool, sealed_hex), key = bytea_read(pool, key_hex);
    char id[UUID_TEXT];
    char *plain;

    if (sealed.p == NULL || key.p == NULL || sealed.n < SEAL_OVERHEAD)
        return SLICE_NONE;
    plain = pool_alloc(pool, sealed.n - SEAL_OVERHEAD + 1);
    if (!unseal(vault_sealer(), use, lead, sealed, key, (uint8_t *)plain)) {
        log_error("vault", "what is sealed for lead %s does not open", uuid_format(lead, id));
        return SLICE_NONE;
    }
    return (struct slice){plain, sealed.n - SEAL_OVERHEAD};
}
