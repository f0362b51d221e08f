/* Encodings: found by mark and by what the bytes can be, read through iconv piece by piece.
 *
 * Its one rule: constant memory, and a byte that cannot be is never dropped in silence: it becomes
 * U+FFFD, by which its row is refused. Called by import.c and import_rows.c. */
#include "import_text.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "leadx/base/mem.h"
#include "leadx/base/utf8.h"

enum { PIECE = 65536, REPLACEMENT_SIZE = 3 };

static const char replacement[] = "\xef\xbf\xbd";

/* ---- the look */

struct look_counts {
    uint64_t sequences, stray; /* characters of UTF-8 beyond ASCII, and bytes that are none */
    uint64_t high, neighbours; /* bytes above 127, and those beside another of them */
    uint64_t even_nul, odd_nul;
    bool before_high;
};

static void count_bytes(struct look_counts *c, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool high = p[i] >= 128;

        c->high += high;
        c->neighbours += high && c->before_high;
        c->before_high = high;
        if (p[i] == 0)
            ++*(i % 2 == 0 ? &c->even_nul : &c->odd_nul);
    }
}

/* Returns how many bytes at the end may begin a character that goes on in the next piece. */
static size_t count_utf8(struct look_counts *c, const char *p, size_t n, bool last)
{
    for (size_t i = 0; i < n;) {
        size_t step = utf8_sequence(p + i, n - i);

        if (step == 0 && !last && n - i < 4 && (unsigned char)p[i] >= 0xc2)
            return n - i;
        c->sequences += step > 1;
        c->stray += step == 0;
        i += step == 0 ? 1 : step;
    }
    return 0;
}

/* Cyrillic words are runs of high bytes; in western languages such letters stand alone. */
static const char *guess(const struct look_counts *c, uint64_t size, bool *guessed)
{
    *guessed = false;
    if (c->odd_nul > size / 8 && c->odd_nul > 4 * c->even_nul)
        return "UTF-16LE";
    if (c->even_nul > size / 8 && c->even_nul > 4 * c->odd_nul)
        return "UTF-16BE";
    if (c->stray == 0)
        return "UTF-8";
    *guessed = true;
    if (c->sequences >= 8 * c->stray)
        return "UTF-8";
    return c->neighbours * 3 > c->high ? "WINDOWS-1251" : "WINDOWS-1252";
}

static const char *mark_find(const unsigned char *p, size_t n, size_t *mark)
{
    *mark = 0;
    if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
        *mark = 3;
        return "UTF-8";
    }
    if (n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0)) {
        *mark = 2;
        return p[0] == 0xff ? "UTF-16LE" : "UTF-16BE";
    }
    return NULL;
}

/* The digest of a file is that of the chain of its pieces: each with the digest before it. */
static void digest_piece(struct text_look *out, char *piece, size_t n)
{
    memcpy(piece - SHA256_SIZE, out->digest, SHA256_SIZE);
    digest_sha256((struct slice){piece - SHA256_SIZE, n + SHA256_SIZE}, out->digest);
}

/* Whole pieces, so that the chain does not depend on how the system reads. */
static long piece_read(int fd, char *p, uint64_t offset)
{
    size_t n = 0;

    while (n < PIECE) {
        ssize_t got = pread(fd, p + n, PIECE - n, (off_t)(offset + n));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    return (long)n;
}

static const char *look_pieces(int fd, struct text_look *out, struct look_counts *counts)
{
    char *room = mem_alloc(SHA256_SIZE + PIECE), *piece = room + SHA256_SIZE;
    const char *marked = "";
    size_t over = 0;
    char joined[4 + PIECE];
    long n;

    while ((n = piece_read(fd, piece, out->size)) > 0) {
        if (out->size == 0)
            marked = mark_find((unsigned char *)piece, (size_t)n, &out->mark);
        count_bytes(counts, (unsigned char *)piece, (size_t)n);
        memcpy(joined + over, piece, (size_t)n);
        over = count_utf8(counts, joined, over + (size_t)n, n < PIECE);
        memcpy(joined, piece + n - over, over);
        digest_piece(out, piece, (size_t)n);
        out->size += (uint64_t)n;
    }
    free(room);
    return n < 0 ? NULL : marked != NULL ? marked : "";
}

bool text_look(int fd, const char *encoding, struct text_look *out)
{
    struct look_counts counts = {0};
    const char *found;

    *out = (struct text_look){0};
    found = look_pieces(fd, out, &counts);
    if (found == NULL)
        return false;
    if (strcasecmp(encoding, "auto") != 0) {
        if (*found == '\0' || strcasecmp(encoding, found) != 0)
            out->mark = 0;
        found = encoding;
    } else if (*found == '\0') {
        found = guess(&counts, out->size, &out->guessed);
    }
    strncpy(out->encoding, found, sizeof out->encoding - 1);
    return true;
}

/* ---- reading */

struct text {
    int fd;
    iconv_t cd;
    uint64_t offset; /* of the file, behind raw */
    size_t unit;     /* bytes of one code unit */
    char raw[PIECE];
    size_t at, n; /* of raw */
    bool eof;
};

struct text *text_open(int fd, const struct text_look *look)
{
    iconv_t cd = iconv_open("UTF-8", look->encoding);
    struct text *t;

    if (cd == (iconv_t)-1)
        return NULL;
    t = mem_zero(1, sizeof *t);
    t->fd = fd;
    t->cd = cd;
    t->offset = look->mark;
    t->unit = strncasecmp(look->encoding, "UTF-16", 6) == 0 ? 2 : 1;
    return t;
}

static bool text_fill(struct text *t)
{
    ssize_t got;

    memmove(t->raw, t->raw + t->at, t->n - t->at);
    t->n -= t->at;
    t->at = 0;
    do
        got = pread(t->fd, t->raw + t->n, sizeof t->raw - t->n, (off_t)t->offset);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return false;
    t->eof = got == 0;
    t->n += (size_t)got;
    t->offset += (uint64_t)got;
    return true;
}

/* What iconv stopped at is no character: one unit of it is replaced. */
static void text_replace(struct text *t, char **to, size_t *room)
{
    memcpy(*to, replacement, REPLACEMENT_SIZE);
    *to += REPLACEMENT_SIZE;
    *room -= REPLACEMENT_SIZE;
    t->at += t->n - t->at < t->unit ? t->n - t->at : t->unit;
    iconv(t->cd, NULL, NULL, NULL, NULL);
}

long text_read(struct text *t, char *out, size_t size)
{
    char *to = out;
    size_t room = size;

    while (room > REPLACEMENT_SIZE) {
        char *from = t->raw + t->at;
        size_t left = t->n - t->at;
        size_t done = left == 0 ? 0 : iconv(t->cd, &from, &left, &to, &room);
        int why = errno;

        t->at = t->n - left;
        if (done == (size_t)-1 && why == E2BIG)
            break;
        if (done == (size_t)-1 && (why == EILSEQ || t->eof)) {
            if (room >= REPLACEMENT_SIZE)
                text_replace(t, &to, &room);
            continue;
        }
        if (t->eof)
            break;
        if (to != out) /* a whole piece is enough for one call */
            break;
        if (!text_fill(t))
            return -1;
    }
    return to - out;
}

uint64_t text_offset(const struct text *t)
{
    return t->offset - (t->n - t->at);
}

void text_close(struct text *t)
{
    if (t == NULL)
        return;
    iconv_close(t->cd);
    free(t);
}
