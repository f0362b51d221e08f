/* Names of people, places and companies.
 *
 * Its one rule: only space is changed; how somebody writes a name is theirs. Called by intake. */
#include "leadx/core/normalise.h"

#include "leadx/base/utf8.h"

enum { WORDS_SHOWN = 3 };

/* Bytes of the character at p; s is valid UTF-8. */
static size_t char_bytes(char p)
{
    unsigned char c = (unsigned char)p;

    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* Bytes of the white space at p, 0 for anything else (Unicode's White_Space property). */
static size_t space_bytes(const char *p, size_t n)
{
    static const char *const wide[] = {
        "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
        "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000",
    };

    if (*p == ' ' || (*p >= '\t' && *p <= '\r'))
        return 1;
    if ((unsigned char)*p < 0x80)
        return 0;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (strlen(wide[i]) <= n && memcmp(p, wide[i], strlen(wide[i])) == 0)
            return strlen(wide[i]);
    return 0;
}

const char *name_normalise(struct pool *pool, struct slice text, size_t max)
{
    size_t n = 0, length = 0;
    bool space = false;
    char *out;

    if (text.n == 0 || !utf8_valid(text) || utf8_has_forbidden(text))
        return NULL;
    out = pool_alloc(pool, text.n + 1);
    for (size_t at = 0, bytes; at < text.n; at += bytes) {
        bytes = space_bytes(text.p + at, text.n - at);
        if (bytes > 0) {
            space = n > 0;
            continue;
        }
        bytes = char_bytes(text.p[at]);
        if (space)
            out[n++] = ' ';
        length += space ? 2 : 1;
        space = false;
        memcpy(out + n, text.p + at, bytes);
        n += bytes;
    }
    out[n] = '\0';
    return n > 0 && length <= max ? out : NULL;
}

/* "A*** P***": the first letter of the first words, always three stars, so that length says
 * nothing. */
const char *name_mask(struct pool *pool, struct slice name)
{
    const char *out = "";
    bool start = true;
    size_t words = 0;

    if (!utf8_valid(name))
        return "***";
    for (size_t at = 0; at < name.n && words < WORDS_SHOWN; at += char_bytes(name.p[at])) {
        if (start && name.p[at] != ' ') {
            out = pool_printf(pool, "%s%s%.*s***", out, words == 0 ? "" : " ",
                              (int)char_bytes(name.p[at]), name.p + at);
            words++;
        }
        start = name.p[at] == ' ';
    }
    return words > 0 ? out : "***";
}
