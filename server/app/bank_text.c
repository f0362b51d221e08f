/* Transliteration into the characters that banks of the SEPA schemes promise to take.
 *
 * Its one rule: what comes out is in that set, whatever went in, for one wrong character makes a
 * bank refuse the whole file. Called for names in payment files, and before a payee is stored. */
#include "leadx/app/bank_text.h"

#include <stdint.h>
#include <string.h>

#include "leadx/base/utf8.h"

/* Each table begins at the character its row in `scripts` names; NULL: no character. */
/* clang-format off */
static const char *const latin[] = {
    "A", "A", "A", "A", "Ae", "A", "Ae", "C", "E", "E", "E", "E", "I", "I", "I", "I", "D", "N",
    "O", "O", "O", "O", "Oe", ".", "Oe", "U", "U", "U", "Ue", "Y", "Th", "ss", "a", "a", "a", "a",
    "ae", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o",
    "oe", ".", "oe", "u", "u", "u", "ue", "y", "th", "y", "A", "a", "A", "a", "A", "a", "C", "c",
    "C", "c", "C", "c", "C", "c", "D", "d", "D", "d", "E", "e", "E", "e", "E", "e", "E", "e", "E",
    "e", "G", "g", "G", "g", "G", "g", "G", "g", "H", "h", "H", "h", "I", "i", "I", "i", "I", "i",
    "I", "i", "I", "i", "Ij", "ij", "J", "j", "K", "k", "k", "L", "l", "L", "l", "L", "l", "L",
    "l", "L", "l", "N", "n", "N", "n", "N", "n", "n", "N", "n", "O", "o", "O", "o", "O", "o",
    "Oe", "oe", "R", "r", "R", "r", "R", "r", "S", "s", "S", "s", "S", "s", "S", "s", "T", "t",
    "T", "t", "T", "t", "U", "u", "U", "u", "U", "u", "U", "u", "U", "u", "U", "u", "W", "w", "Y",
    "y", "Y", "Z", "z", "Z", "z", "Z", "z", "s",
};

static const char *const greek[] = {
    "A", ".", "E", "I", "I", NULL, "O", NULL, "Y", "O", "i", "A", "V", "G", "D", "E", "Z", "I",
    "Th", "I", "K", "L", "M", "N", "X", "O", "P", "R", NULL, "S", "T", "Y", "F", "Ch", "Ps", "O",
    "I", "Y", "a", "e", "i", "i", "y", "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l",
    "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "ch", "ps", "o", "i", "y", "o", "y",
    "o",
};

static const char *const cyrillic[] = {
    "E", "E", "D", "G", "Ie", "Dz", "I", "I", "J", "Lj", "Nj", "C", "K", "I", "U", "Dz", "A", "B",
    "V", "G", "D", "E", "Zh", "Z", "I", "I", "K", "L", "M", "N", "O", "P", "R", "S", "T", "U",
    "F", "Kh", "Ts", "Ch", "Sh", "Shch", "Ie", "Y", "", "E", "Iu", "Ia", "a", "b", "v", "g", "d",
    "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts",
    "ch", "sh", "shch", "ie", "y", "", "e", "iu", "ia", "e", "e", "d", "g", "ie", "dz", "i", "i",
    "j", "lj", "nj", "c", "k", "i", "u", "dz",
};
/* clang-format on */

static const struct script {
    uint32_t first;
    size_t n;
    const char *const *letters;
} scripts[] = {
    {0xC0, sizeof latin / sizeof *latin, latin},
    {0x386, sizeof greek / sizeof *greek, greek},
    {0x400, sizeof cyrillic / sizeof *cyrillic, cyrillic},
};

/* ASCII signs outside the set, and what is written instead; the others are points. */
static const char signs[] = "&+*.;,[(])_-`'{(})|/~-\\/";

/* The character that s begins with, of n bytes. */
static uint32_t code_point(struct slice s, size_t n)
{
    uint32_t c = (unsigned char)s.p[0];

    if (n == 1)
        return c;
    c &= 0x3fU >> (n - 1);
    for (size_t i = 1; i < n; i++)
        c = c << 6 | ((unsigned char)s.p[i] & 0x3f);
    return c;
}

static bool is_allowed(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != 0 && c < 0x80 && strchr("/-?:().,'+ ", (int)c) != NULL);
}

static char sign_of(uint32_t c)
{
    if (c == '\t' || c == '\n' || c == '\r')
        return ' ';
    for (const char *p = signs; *p != '\0'; p += 2)
        if ((uint32_t)*p == c)
            return p[1];
    return '.';
}

/* What stands for c; NULL: nothing does. one: room for a single character. */
static const char *written(uint32_t c, char one[2])
{
    one[1] = '\0';
    if (c < 0x80) {
        one[0] = is_allowed(c) ? (char)c : sign_of(c);
        return one;
    }
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (c >= scripts[i].first && c - scripts[i].first < scripts[i].n)
            return scripts[i].letters[c - scripts[i].first];
    if (c >= 0x300 && c <= 0x36F)
        return ""; /* a mark that stands behind its letter */
    if (c == 0x2018 || c == 0x2019)
        return "'";
    if (c == 0xA0 || (c >= 0x2010 && c <= 0x2015))
        return c == 0xA0 ? " " : "-";
    return c < 0xC0 || (c >= 0x2000 && c <= 0x20CF) ? "." : NULL; /* signs, not letters */
}

void bank_text(struct buf *out, struct slice text, size_t max)
{
    char one[2];

    for (size_t n; text.n > 0; text.p += n, text.n -= n) {
        const char *as;

        n = utf8_sequence(text.p, text.n);
        as = n == 0 ? NULL : written(code_point(text, n), one);
        n = n == 0 ? 1 : n;
        as = as == NULL ? "." : as;
        if (strlen(as) > max)
            return;
        buf_add_str(out, as);
        max -= strlen(as);
    }
}

bool bank_text_good(struct slice text)
{
    bool letters = false;
    char one[2];

    for (size_t n; text.n > 0; text.p += n, text.n -= n) {
        const char *as;

        n = utf8_sequence(text.p, text.n);
        as = n == 0 ? NULL : written(code_point(text, n), one);
        if (as == NULL)
            return false;
        letters = letters || (*as >= 'a' && *as <= 'z') || (*as >= 'A' && *as <= 'Z') ||
                  (*as >= '0' && *as <= '9');
    }
    return letters;
}
