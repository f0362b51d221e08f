/* Folds words of the five languages' two alphabets to their plain small letters.
 *
 * Its one rule: two spellings of one word give the same bytes, whatever program wrote the file:
 * case, accents (composed or not), spaces, hyphens, dots. Called for headers and for words in
 * cells. */
#include "import_fold.h"

#include <stdint.h>

#include "leadx/base/utf8.h"

static uint32_t decode(const char *p, size_t n)
{
    static const unsigned char first[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t c = (unsigned char)p[0] & first[n];

    for (size_t i = 1; i < n; i++)
        c = c << 6 | ((unsigned char)p[i] & 0x3f);
    return c;
}

/* U+00C0 to U+00FF without accents; ' ' is dropped. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";

/* The small plain letter of c; 0: it is dropped. */
static uint32_t plain(uint32_t c)
{
    if (c < 128) {
        if (c >= 'A' && c <= 'Z')
            return c + 32;
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : 0;
    }
    if (c >= 0xc0 && c <= 0xff)
        return latin[c - 0xc0] == ' ' ? 0 : (unsigned char)latin[c - 0xc0];
    if (c >= 0x400 && c <= 0x40f)
        c += 0x50;
    else if (c >= 0x410 && c <= 0x42f)
        c += 0x20;
    if (c == 0x451) /* ё, often written е */
        return 0x435;
    if (c == 0x439) /* й, sometimes и and a combining breve */
        return 0x438;
    return c >= 0x430 && c <= 0x45f ? c : 0;
}

size_t fold(struct slice text, char out[FOLD_SIZE])
{
    size_t n = 0;

    for (size_t i = 0, step; i < text.n && n + 3 < FOLD_SIZE; i += step) {
        uint32_t c = 0;

        step = utf8_sequence(text.p + i, text.n - i);
        if (step > 0)
            c = plain(decode(text.p + i, step));
        step += step == 0;
        if (c >= 128) {
            out[n++] = (char)(0xc0 | c >> 6);
            out[n++] = (char)(0x80 | (c & 0x3f));
        } else if (c != 0) {
            out[n++] = (char)c;
        }
    }
    out[n] = '\0';
    return n;
}

bool fold_equal(struct slice a, struct slice b)
{
    char x[FOLD_SIZE], y[FOLD_SIZE];
    size_t n = fold(a, x);

    return n > 0 && fold(b, y) == n && memcmp(x, y, n) == 0;
}

bool fold_among(struct slice text, const char *words)
{
    while (*words != '\0') {
        size_t n = strcspn(words, "|");

        if (fold_equal(text, (struct slice){words, n}))
            return true;
        words += n + (words[n] == '|');
    }
    return false;
}
