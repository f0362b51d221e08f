/* Which kind of code it is, and whether it can be right now.
 *
 * Its one rule: whether a code was used before is the database's to say, in the operation that uses
 * it. Called by app/sign_in and api/me_totp. */
#include "leadx/app/second_factor.h"

#include <string.h>

#include "leadx/app/person.h"
#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/mem.h"
#include "leadx/core/totp.h"

enum { RECOVERY_LETTERS = 16 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

const char *second_factor_make(struct pool *pool, const struct uuid *person, json_t *args)
{
    uint8_t secret[TOTP_SECRET];
    char *text = pool_alloc(pool, TOTP_SECRET_TEXT);
    json_t *sealed;

    random_bytes(secret, sizeof secret);
    totp_secret_text(secret, text);
    sealed = person_seal(person, SEAL_SECRET, (struct slice){(const char *)secret, sizeof secret});
    json_object_update(args, sealed);
    json_decref(sealed);
    mem_wipe(secret, sizeof secret);
    return text;
}

const char *second_factor_uri(struct pool *pool, const char *secret, struct slice account)
{
    return totp_uri(pool, secret, SLICE("leadx"), account);
}

static void recovery_digest(const struct uuid *person, const char plain[RECOVERY_LETTERS],
                            uint8_t out[SHA256_SIZE])
{
    digest_sha256_pair((struct slice){(const char *)person->b, sizeof person->b},
                       (struct slice){plain, RECOVERY_LETTERS}, out);
}

/* As people copy it: with or without hyphens and spaces, in capitals or not. */
static bool recovery_plain(struct slice code, char out[RECOVERY_LETTERS])
{
    size_t n = 0;

    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i] >= 'A' && code.p[i] <= 'Z' ? (char)(code.p[i] | 32) : code.p[i];

        if (c == '-' || c == ' ')
            continue;
        if (c == '\0' || strchr(letters, c) == NULL || n == RECOVERY_LETTERS)
            return false;
        out[n++] = c;
    }
    return n == RECOVERY_LETTERS;
}

bool second_factor_read(struct pool *pool, const struct uuid *person, struct slice code,
                        struct slice sealed_hex, struct slice key_hex, json_t *args)
{
    struct slice secret = vault_unseal_hex(pool, SEAL_SECRET, person, sealed_hex, key_hex);
    char plain[RECOVERY_LETTERS];
    uint8_t digest[SHA256_SIZE];
    int64_t step;

    if (secret.p != NULL && totp_match(secret, code, clock_exchange_ms(), &step)) {
        json_object_set_new(args, "step", json_integer(step));
        return true;
    }
    if (!recovery_plain(code, plain))
        return false;
    recovery_digest(person, plain, digest);
    json_object_set_new(args, "recovery", person_hex(digest, sizeof digest));
    return true;
}

static void recovery_one(const struct uuid *person, json_t *shown, json_t *digests)
{
    char plain[RECOVERY_LETTERS], text[RECOVERY_TEXT];
    uint8_t chance[RECOVERY_LETTERS], digest[SHA256_SIZE];
    size_t n = 0;

    random_bytes(chance, sizeof chance);
    for (int i = 0; i < RECOVERY_LETTERS; i++) {
        plain[i] = letters[chance[i] & 31];
        if (i > 0 && i % 4 == 0)
            text[n++] = '-';
        text[n++] = plain[i];
    }
    text[n] = '\0';
    recovery_digest(person, plain, digest);
    json_array_append_new(shown, json_string(text));
    json_array_append_new(digests, person_hex(digest, sizeof digest));
}

void recovery_make(const struct uuid *person, json_t **shown, json_t **digests)
{
    *shown = json_array();
    *digests = json_array();
    for (int i = 0; i < RECOVERY_CODES; i++)
        recovery_one(person, *shown, *digests);
}
