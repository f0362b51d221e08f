/* Seals and opens what a side of a dispute shows, and tells files by their first bytes.
 *
 * Its one rule: nothing that was shown is stored or logged unsealed. Called by api/disputes and
 * api/dispute_files. */
#include "leadx/app/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "leadx/app/vault.h"
#include "leadx/base/clock.h"
#include "leadx/base/digest.h"
#include "leadx/base/mem.h"
#include "leadx/base/utf8.h"

static void set_hex(json_t *to, const char *name, const uint8_t *bytes, size_t n)
{
    char *hex = mem_zero(2 * n + 1, 1);

    hex_encode(bytes, n, hex);
    json_object_set_new(to, name, json_string(hex));
    free(hex);
}

json_t *evidence_seal(json_t *content)
{
    char *text = json_dumps(content, JSON_COMPACT | JSON_ENCODE_ANY), id_text[UUID_TEXT];
    struct slice plain = slice_of(text);
    struct uuid id = uuid_v7(clock_exchange_ms());
    uint8_t *sealed = mem_zero(plain.n + SEAL_OVERHEAD, 1), key[SEAL_WRAPPED_SIZE];
    json_t *out = json_object();

    seal(vault_sealer(), SEAL_EVIDENCE, &id, plain, sealed, key);
    json_object_set_new(out, "id", json_string(uuid_format(&id, id_text)));
    set_hex(out, "sealed", sealed, plain.n + SEAL_OVERHEAD);
    set_hex(out, "key", key, sizeof key);
    mem_wipe(text, plain.n);
    free(text);
    free(sealed);
    return out;
}

json_t *evidence_open(struct pool *pool, const struct uuid *id, struct slice sealed_hex,
                      struct slice key_hex)
{
    struct slice plain;

    if (key_hex.p == NULL || sealed_hex.p == NULL)
        return NULL;
    plain = vault_unseal_hex(pool, SEAL_EVIDENCE, id, sealed_hex, key_hex);
    return plain.p == NULL ? NULL : json_loadb(plain.p, plain.n, JSON_DECODE_ANY, NULL);
}

/* ---- what a file is */

static const struct magic {
    size_t at, n;
    const char *bytes;
    const char *type;
} magics[] = {
    {0, 8, "\x89PNG\r\n\x1a\n", "image/png"},
    {0, 3, "\xff\xd8\xff", "image/jpeg"},
    {0, 6, "GIF87a", "image/gif"},
    {0, 6, "GIF89a", "image/gif"},
    {8, 4, "WEBP", "image/webp"},
    {4, 8, "ftypheic", "image/heic"},
    {0, 5, "%PDF-", "application/pdf"},
    {8, 4, "WAVE", "audio/wav"},
    {0, 4, "OggS", "audio/ogg"},
    {0, 4, "fLaC", "audio/flac"},
    {0, 3, "ID3", "audio/mpeg"},
    {0, 2, "\xff\xfb", "audio/mpeg"},
    {0, 2, "\xff\xf3", "audio/mpeg"},
    {4, 7, "ftypM4A", "audio/mp4"},
    {0, 6, "#!AMR\n", "audio/amr"},
};

/* A tag somewhere means that a browser could take it for a page. Long texts are cut inside a
 * character. */
static bool is_plain_text(struct slice head)
{
    size_t n = head.n;

    for (size_t i = 0; i < n; i++)
        if (head.p[i] == '<' || head.p[i] == 0x7f ||
            ((unsigned char)head.p[i] < ' ' && memchr("\t\n\r", head.p[i], 3) == NULL))
            return false;
    for (size_t cut = 0; cut < 4 && cut < n; cut++)
        if (utf8_valid((struct slice){head.p, n - cut}))
            return true;
    return false;
}

const char *evidence_type(struct slice head)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        const struct magic *m = &magics[i];

        if (head.n >= m->at + m->n && memcmp(head.p + m->at, m->bytes, m->n) == 0)
            return m->type;
    }
    return head.n > 0 && is_plain_text(head) ? "text/plain" : NULL;
}
