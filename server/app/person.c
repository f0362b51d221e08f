/* Addresses, names, tokens of links and browsers' names of people who sign in.
 *
 * Its one rule: what leaves here for the database is sealed or hashed. Called by the handlers of
 * users and sessions and by app/sign_in. */
#include "leadx/app/person.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"
#include "leadx/base/settings.h"
#include "leadx/core/normalise.h"

const char *person_email(struct pool *pool, struct slice text)
{
    return email_normalise(pool, text);
}

void person_print(const char *email, uint8_t out[VAULT_TAG_SIZE])
{
    vault_tag("user email", slice_of(email), out);
}

json_t *person_hex(const void *bytes, size_t n)
{
    char *text = mem_alloc(2 * n + 1);
    json_t *json;

    hex_encode(bytes, n, text);
    json = json_stringn(text, 2 * n);
    free(text);
    return json;
}

json_t *person_seal(const struct uuid *person, enum seal_use use, struct slice plain)
{
    uint8_t *sealed = mem_alloc(plain.n + SEAL_OVERHEAD), wrapped[SEAL_WRAPPED_SIZE];
    json_t *out = json_object();

    seal(vault_sealer(), use, person, plain, sealed, wrapped);
    json_object_set_new(out, "sealed", person_hex(sealed, plain.n + SEAL_OVERHEAD));
    json_object_set_new(out, "key", person_hex(wrapped, sizeof wrapped));
    free(sealed);
    return out;
}

void person_token_make(char token[PERSON_TOKEN + 1], uint8_t digest[SHA256_SIZE])
{
    uint8_t secret[SHA256_SIZE];

    random_bytes(secret, sizeof secret);
    base64url_encode(secret, sizeof secret, token);
    digest_sha256((struct slice){token, PERSON_TOKEN}, digest);
    mem_wipe(secret, sizeof secret);
}

bool person_token_digest(struct slice token, uint8_t digest[SHA256_SIZE])
{
    uint8_t bytes[PERSON_TOKEN];

    if (token.n != PERSON_TOKEN || base64url_decode(token, bytes) != SHA256_SIZE)
        return false;
    digest_sha256(token, digest);
    return true;
}

const char *person_link(struct pool *pool, const char *token)
{
    return pool_printf(pool, "%s/console/sign-in#link=%s", setting_text("public_url"), token);
}

static bool mentions(struct slice text, const char *word)
{
    return memmem(text.p, text.n, word, strlen(word)) != NULL;
}

/* In the order that tells them apart: most claim to be several. */
static const char *browser_of(struct slice agent)
{
    static const char *const known[][2] = {
        {"Edg", "Edge"},     {"OPR/", "Opera"},    {"YaBrowser", "Yandex"}, {"Firefox", "Firefox"},
        {"Chrom", "Chrome"}, {"Safari", "Safari"}, {"curl", "curl"},        {"python", "Python"},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (mentions(agent, known[i][0]))
            return known[i][1];
    return "Browser";
}

static const char *system_of(struct slice agent)
{
    static const char *const known[][2] = {
        {"iPhone", "iPhone"},   {"iPad", "iPad"},    {"Android", "Android"},
        {"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (mentions(agent, known[i][0]))
            return known[i][1];
    return NULL;
}

const char *person_agent(struct slice user_agent, char out[61])
{
    const char *system = user_agent.n == 0 ? NULL : system_of(user_agent);
    const char *browser = user_agent.n == 0 ? "unknown" : browser_of(user_agent);

    snprintf(out, 61, "%s%s%s", browser, system == NULL ? "" : " on ",
             system == NULL ? "" : system);
    return out;
}
