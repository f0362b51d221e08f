/* Growable bytes with a hard maximum: passing it marks the buffer broken instead of growing. */
#ifndef LEADX_BASE_BUF_H
#define LEADX_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "leadx/base/slice.h"

struct buf {
    char *p;
    size_t n;      /* bytes written */
    size_t size;   /* bytes allocated */
    size_t max;    /* never grows past this; 0 = 64 MiB */
    bool overflow; /* something did not fit and was dropped: the content is not to be used */
};

void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);
/* Keeps the memory for the next use. */
void buf_clear(struct buf *b);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_add_slice(struct buf *b, struct slice s);
void buf_add_str(struct buf *b, const char *s);
void buf_add_char(struct buf *b, char c);
/* As decimal digits, with - where it is negative. */
void buf_add_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Room for n more bytes to be written by the caller at the returned place; then buf_advance. NULL
 * on overflow. */
void *buf_reserve(struct buf *b, size_t n);
void buf_advance(struct buf *b, size_t n);
/* Appends s as a JSON string with quotes (RFC 8259, section 7); s is valid UTF-8. */
void buf_add_json_string(struct buf *b, struct slice s);
static inline struct slice buf_slice(const struct buf *b)
{
    return (struct slice){b->p, b->n};
}

#endif
