/* Growable bytes with a hard maximum.
 *
 * Its one rule: what does not fit marks the buffer as overflowed and is dropped whole, and so is
 * everything after it; the writer may go on and the owner looks once, at the end. Called by all who
 * build text. */
#include "leadx/base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leadx/base/mem.h"

#include "eight.h"

enum { BUF_FIRST = 256, BUF_MAX_DEFAULT = 64 * 1024 * 1024 };

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){.max = max};
}

void buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){.max = b->max};
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    b->overflow = false;
}

static bool buf_grow(struct buf *b, size_t n)
{
    size_t max = b->max == 0 ? BUF_MAX_DEFAULT : b->max;
    size_t size = b->size < BUF_FIRST ? BUF_FIRST : b->size;

    if (n > max - b->n) { /* n is never past max, so this cannot wrap */
        b->overflow = true;
        return false;
    }
    while (size < b->n + n)
        size *= 2;
    if (size > max)
        size = max;
    b->p = mem_resize(b->p, size);
    b->size = size;
    return true;
}

void *buf_reserve(struct buf *b, size_t n)
{
    if (b->overflow)
        return NULL;
    if ((b->p == NULL || n > b->size - b->n) && !buf_grow(b, n))
        return NULL;
    return b->p + b->n;
}

void buf_advance(struct buf *b, size_t n)
{
    assert(n <= b->size - b->n);
    b->n += n;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
    char *to;

    if (n == 0 || (to = buf_reserve(b, n)) == NULL)
        return;
    memcpy(to, p, n);
    b->n += n;
}

void buf_add_slice(struct buf *b, struct slice s)
{
    buf_add(b, s.p, s.n);
}

void buf_add_str(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_add_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_add_int(struct buf *b, int64_t v)
{
    char digits[20];
    uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (v < 0)
        digits[--at] = '-';
    buf_add(b, digits + at, sizeof digits - at);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    size_t room = b->overflow ? 0 : b->size - b->n;
    va_list args;
    char *to;
    int n;

    if (b->overflow)
        return;
    va_start(args, fmt);
    n = vsnprintf(room == 0 ? NULL : b->p + b->n, room, fmt, args);
    va_end(args);
    assert(n >= 0);
    if ((size_t)n < room) {
        b->n += (size_t)n;
        return;
    }
    if ((to = buf_reserve(b, (size_t)n + 1)) == NULL) /* + 1: vsnprintf terminates */
        return;
    va_start(args, fmt);
    vsnprintf(to, (size_t)n + 1, fmt, args);
    va_end(args);
    b->n += (size_t)n;
}

/* How many bytes from p on stand in a JSON string as they are. */
static size_t json_plain_run(const char *p, size_t n)
{
    size_t i = 0;

    for (; i + 8 <= n; i += 8) {
        uint64_t w = eight_load(p + i);
        uint64_t stop = eight_below_space(w) | eight_equal(w, '"') | eight_equal(w, '\\');

        if (stop != 0)
            return i + eight_before(stop);
    }
    while (i < n && (unsigned char)p[i] >= 0x20 && p[i] != '"' && p[i] != '\\')
        i++;
    return i;
}

static void json_escape(struct buf *b, unsigned char c)
{
    static const char letters[] = "btn?fr"; /* 8 to 13; 11 has no letter */
    static const char hex[] = "0123456789abcdef";

    if (c == '"' || c == '\\')
        buf_add(b, (char[]){'\\', (char)c}, 2);
    else if (c >= 8 && c <= 13 && c != 11)
        buf_add(b, (char[]){'\\', letters[c - 8]}, 2);
    else
        buf_add(b, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
}

void buf_add_json_string(struct buf *b, struct slice s)
{
    size_t i = 0;

    buf_add_char(b, '"');
    while (i < s.n) {
        size_t run = json_plain_run(s.p + i, s.n - i);

        buf_add(b, s.p + i, run);
        i += run;
        if (i < s.n)
            json_escape(b, (unsigned char)s.p[i++]);
    }
    buf_add_char(b, '"');
}
